import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { overwriteNames } from "./harden.ts";
import { setLibraryPath, systemLibraries } from "./library-path.ts";
import { hostTarget, runtimeFor, type Target } from "./runtime.ts";

/** Names of classes and functions stay: they are read in log lines and stack traces. */
export const MINIFY = { whitespace: true, syntax: true, identifiers: true, keepNames: true } as const;

/** The executable of the universal layer, which obeys nothing in the function's folder or environment. Throws. */
export async function buildLambdaExecutable(target: Target, file: string): Promise<void> {
  const runtime = target === hostTarget() ? undefined : await runtimeFor(target);
  const built = await Bun.build({
    entrypoints: ["src/main-lambda.ts", "src/app/lambda-data.ts"],
    target: "bun",
    format: "esm",
    bytecode: true,
    minify: MINIFY,
    throw: false,
    compile: {
      target: `bun-${target}` as Bun.Build.CompileTarget,
      outfile: file,
      autoloadDotenv: false,
      autoloadBunfig: false,
      ...(runtime === undefined ? {} : { executablePath: runtime }),
    },
  });
  if (!built.success) throw new Error(built.logs.map(String).join("\n"));
  const executable = readFileSync(file);
  for (const [name, count] of Object.entries(overwriteNames(executable))) {
    if (count === 0) throw new Error(`${name} is not in ${file}: look where Bun reads it now`);
  }
  setLibraryPath(executable, systemLibraries(target.endsWith("arm64") ? "arm64" : "x64"));
  writeFileSync(file, executable);
  chmodSync(file, 0o755);
}
