import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { overwriteNames } from "./harden.ts";
import { hostTarget, runtimeFor, type Target } from "./runtime.ts";

/** Names of classes and functions stay: they are read in log lines and stack traces. */
const MINIFY = { whitespace: true, syntax: true, identifiers: true, keepNames: true } as const;

/**
 * Clears what would make Node read code or libraries of the function's, and hands on the name it must register under.
 * `/var/lang/bin/node` is where nodejs runtimes have it; a container image may have it elsewhere.
 */
export const NODE_LAUNCHER = `#!/bin/sh
unset NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS LD_LIBRARY_PATH LD_PRELOAD
export BATON_EXTENSION_NAME="\${0##*/}"
cd /
node=/var/lang/bin/node
[ -x "$node" ] || node=node
exec "$node" --max-semi-space-size=1 /opt/baton/baton.cjs
`;

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
  writeFileSync(file, executable);
  chmodSync(file, 0o755);
}

/** Scripts of the layer for nodejs runtimes, by their names in it. */
export const NODE_SCRIPTS = {
  "baton.cjs": "src/main-lambda-node.ts",
  "baton-data.cjs": "src/app/lambda-data.ts",
} as const;

/** Builds the scripts into `folder`. Throws. */
export async function buildLambdaScripts(folder: string): Promise<void> {
  for (const [name, entry] of Object.entries(NODE_SCRIPTS)) {
    const built = await Bun.build({
      entrypoints: [entry],
      target: "node",
      // CommonJS starts a third faster in Node, and loads what a part needs when it is asked for.
      format: "cjs",
      minify: MINIFY,
      throw: false,
      naming: name,
      outdir: folder,
    });
    if (!built.success) throw new Error(built.logs.map(String).join("\n"));
  }
}
