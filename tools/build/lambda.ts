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
  // Read only where a config.yml is more than plain keys and values.
  "baton-yaml.cjs": "node_modules/yaml/dist/index.js",
} as const;

/** Decoders of compressed crash dumps, which no nodejs function sends: their place is taken by ones that refuse. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "xz-decompress":
    'export class XzReadableStream { constructor() { throw new Error("not in this layer"); } }',
  "seek-bzip": 'export default { decode() { throw new Error("not in this layer"); } };',
};

function withoutDocs(source: string): string {
  return source.replace(/\b(doc|defaultText):\s*(?:"(?:[^"\\]|\\.)*"|`[^`]*`)/g, '$1: ""');
}

const leaveOut: Bun.BunPlugin = {
  name: "leave-out",
  setup(build) {
    build.onResolve({ filter: /^yaml$/ }, () => ({ path: "./baton-yaml.cjs", external: true }));
    build.onResolve({ filter: /^(xz-decompress|seek-bzip)$/ }, ({ path }) => ({
      path,
      namespace: "left-out",
    }));
    // What an option is for is said by `config explain` and docs/config.md, not here.
    build.onLoad({ filter: /\/src\/config\/sections\/[^/]+\.ts$/ }, async ({ path }) => ({
      contents: withoutDocs(await Bun.file(path).text()),
      loader: "ts",
    }));
    build.onLoad({ filter: /./, namespace: "left-out" }, ({ path }) => ({
      contents: LEFT_OUT[path] ?? "",
      loader: "js",
    }));
  },
};

/** Builds the scripts into `folder`. Throws. */
export async function buildLambdaScripts(folder: string): Promise<void> {
  for (const [name, entry] of Object.entries(NODE_SCRIPTS)) {
    const built = await Bun.build({
      entrypoints: [entry],
      target: "node",
      // CommonJS starts a third faster in Node, and loads what a part needs when it is asked for.
      format: "cjs",
      minify: MINIFY,
      plugins: [leaveOut],
      throw: false,
      naming: name,
      outdir: folder,
    });
    if (!built.success) throw new Error(built.logs.map(String).join("\n"));
  }
}
