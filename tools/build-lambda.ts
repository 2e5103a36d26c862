/**
 * `npm run build -- --lambda`: dist/lambda/baton-universal-{x64,arm64}.zip, one executable for every runtime, and
 * dist/lambda/baton-node.zip, one script for nodejs runtimes from Node 22.15 on.
 */
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { overwriteNames } from "./build/harden.ts";
import { NOTICES_FILE, thirdPartyNotices } from "./build/notices.ts";
import { hostTarget, runtimeFor, type Target } from "./build/runtime.ts";
import { writeZip } from "./build/zip.ts";

const FOLDER = "dist/lambda";
const KEPT_NAMES = { whitespace: true, syntax: true, identifiers: true, keepNames: true } as const;

/**
 * Clears what would make Node read code or libraries of the function's, and hands on the name it must register under.
 * `/var/lang/bin/node` is where nodejs runtimes have it; a container image may have it elsewhere.
 */
const NODE_LAUNCHER = `#!/bin/sh
unset NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS LD_LIBRARY_PATH LD_PRELOAD
export BATON_EXTENSION_NAME="\${0##*/}"
cd /
node=/var/lang/bin/node
[ -x "$node" ] || node=node
exec "$node" --max-semi-space-size=1 /opt/baton/baton.mjs
`;

mkdirSync(FOLDER, { recursive: true });
const notices = Buffer.from(thirdPartyNotices());
writeFileSync(NOTICES_FILE, notices);

for (const target of ["linux-x64", "linux-arm64"] as const) await universalLayer(target);
await nodeLayer();

async function universalLayer(target: Target): Promise<void> {
  const architecture = target.slice("linux-".length);
  const file = `${FOLDER}/baton-${architecture}`;
  const runtime = target === hostTarget() ? undefined : await runtimeFor(target);
  const built = await Bun.build({
    entrypoints: ["src/main-lambda.ts", "src/app/lambda-data.ts"],
    target: "bun",
    format: "esm",
    bytecode: true,
    minify: KEPT_NAMES,
    throw: false,
    compile: {
      target: `bun-${target}` as Bun.Build.CompileTarget,
      outfile: file,
      autoloadDotenv: false,
      autoloadBunfig: false,
      ...(runtime === undefined ? {} : { executablePath: runtime }),
    },
  });
  if (!built.success) fail(built.logs.map(String).join("\n"));
  const executable = readFileSync(file);
  for (const [name, count] of Object.entries(overwriteNames(executable))) {
    if (count === 0) fail(`${name} is not in ${file}: look where Bun reads it now`);
  }
  writeFileSync(file, executable);
  chmodSync(file, 0o755);
  writeLayer(`baton-universal-${architecture}`, [
    { path: "extensions/baton", content: executable, executable: true },
    { path: "baton/THIRD-PARTY-NOTICES.txt", content: notices },
  ]);
}

async function nodeLayer(): Promise<void> {
  const built = await Bun.build({
    entrypoints: ["src/main-lambda-node.ts"],
    target: "node",
    format: "esm",
    minify: KEPT_NAMES,
    throw: false,
    naming: "baton.mjs",
    outdir: FOLDER,
  });
  const script = built.outputs.find((output) => output.kind === "entry-point");
  if (!built.success || script === undefined) fail(built.logs.map(String).join("\n"));
  writeLayer("baton-node", [
    { path: "extensions/baton", content: Buffer.from(NODE_LAUNCHER), executable: true },
    { path: "baton/baton.mjs", content: new Uint8Array(await script.arrayBuffer()) },
    { path: "baton/THIRD-PARTY-NOTICES.txt", content: notices },
  ]);
}

function writeLayer(name: string, entries: Parameters<typeof writeZip>[0]): void {
  const zip = `${FOLDER}/${name}.zip`;
  writeFileSync(zip, writeZip(entries));
  const unpacked = entries.reduce((sum, entry) => sum + entry.content.length, 0);
  console.log(`${zip}  ${megabytes(statSync(zip).size)} MB, unpacked ${megabytes(unpacked)} MB`);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
