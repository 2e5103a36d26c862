/** The layer for nodejs runtimes: a few scripts, and what starts them. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { MINIFY } from "./lambda.ts";

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

/** The scripts of a layer, by their names in it. */
export interface NodeScripts {
  readonly all: readonly string[];
  /** Those that every cold start reads; the others are read where a mode or a configuration needs them. */
  readonly atStart: readonly string[];
}

const EXTENSION = "baton.cjs";
const DATA = "baton-data.cjs";
const YAML = "baton-yaml.cjs";
const PART = "baton-part-";

/** Builds the scripts into `folder`. Throws. */
export async function buildLambdaScripts(folder: string): Promise<NodeScripts> {
  await bundle("src/main-lambda-node.ts", EXTENSION, folder);
  await bundle("node_modules/yaml/dist/index.js", YAML, folder);
  const data = await buildDataPath(folder);
  return { all: [EXTENSION, YAML, ...data.all], atStart: [EXTENSION, ...data.atStart] };
}

/**
 * The data path, in parts: what a mode needs is a script that is read when it is asked for. Bun splits only ES modules,
 * and Node starts CommonJS a third faster, so it is split first and translated then.
 */
async function buildDataPath(folder: string): Promise<NodeScripts> {
  for (const name of readdirSync(folder)) if (name.startsWith(PART)) rmSync(join(folder, name)); // of an earlier build
  const modules = mkdtempSync(join(tmpdir(), "baton-modules-"));
  try {
    const built = await Bun.build({
      entrypoints: ["src/app/lambda-data.ts"],
      target: "node",
      format: "esm",
      splitting: true,
      minify: MINIFY,
      plugins: [leaveOut],
      throw: false,
      outdir: modules,
      naming: { entry: DATA.replace(".cjs", ".js"), chunk: `${PART}[hash].js` },
    });
    if (!built.success) throw new Error(built.logs.map(String).join("\n"));
    const parts = built.outputs.map(({ path }) => basename(path));
    for (const part of parts) await bundle(join(modules, part), scriptName(part), folder, [toCommonJs]);
    const atStart = await reachedAtStart(modules, DATA.replace(".cjs", ".js"));
    return { all: parts.map(scriptName), atStart: atStart.map(scriptName) };
  } finally {
    rmSync(modules, { recursive: true, force: true });
  }
}

async function bundle(entry: string, name: string, folder: string, plugins = [leaveOut]): Promise<void> {
  const built = await Bun.build({
    entrypoints: [entry],
    target: "node",
    format: "cjs",
    minify: MINIFY,
    plugins,
    throw: false,
    naming: name,
    outdir: folder,
  });
  if (!built.success) throw new Error(built.logs.map(String).join("\n"));
}

function scriptName(module: string): string {
  return module.replace(/\.js$/, ".cjs");
}

/** Parts refer to each other as scripts of one folder. */
const toCommonJs: Bun.BunPlugin = {
  name: "to-common-js",
  setup(build) {
    build.onResolve({ filter: /^\.\// }, ({ path }) => ({ path: scriptName(path), external: true }));
    build.onLoad({ filter: /\.js$/ }, async ({ path }) => ({
      contents: (await Bun.file(path).text()).replace(
        /\bimport\("(\.\/[^"]+)"\)/g,
        (_, module) => `Promise.resolve().then(()=>require("${scriptName(module)}"))`,
      ),
      loader: "js",
    }));
  },
};

/** A module and all that it imports without being asked. */
async function reachedAtStart(folder: string, entry: string): Promise<readonly string[]> {
  const reached = new Set([entry]);
  for (const module of reached) {
    const text = await Bun.file(join(folder, module)).text();
    for (const [, imported = ""] of text.matchAll(/\bfrom\s*"\.\/([^"]+)"/g)) reached.add(imported);
    for (const [, imported = ""] of text.matchAll(/\bimport\s*"\.\/([^"]+)"/g)) reached.add(imported);
  }
  return [...reached];
}
