/**
 * `npm run build -- --lambda`: dist/lambda/baton-universal-{x64,arm64}.zip, one executable for every runtime, and
 * dist/lambda/baton-node.zip, a few scripts for nodejs runtimes from Node 22.15 on.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { buildLambdaExecutable } from "./build/lambda.ts";
import { buildLambdaScripts, NODE_LAUNCHER } from "./build/lambda-node.ts";
import { NOTICES_FILE, thirdPartyNotices } from "./build/notices.ts";
import { writeZip } from "./build/zip.ts";

const FOLDER = "dist/lambda";

mkdirSync(FOLDER, { recursive: true });
const notices = Buffer.from(thirdPartyNotices());
writeFileSync(NOTICES_FILE, notices);

for (const architecture of ["x64", "arm64"] as const) {
  const file = `${FOLDER}/baton-${architecture}`;
  await buildLambdaExecutable(`linux-${architecture}`, file);
  writeLayer(`baton-universal-${architecture}`, [
    { path: "extensions/baton", content: readFileSync(file), executable: true },
    { path: "baton/THIRD-PARTY-NOTICES.txt", content: notices },
  ]);
}
const scripts = await buildLambdaScripts(FOLDER);
writeLayer("baton-node", [
  { path: "extensions/baton", content: Buffer.from(NODE_LAUNCHER), executable: true },
  ...scripts.all.map((name) => ({
    path: `baton/${name}`,
    content: readFileSync(`${FOLDER}/${name}`),
  })),
  { path: "baton/THIRD-PARTY-NOTICES.txt", content: notices },
]);

function writeLayer(name: string, entries: Parameters<typeof writeZip>[0]): void {
  const zip = `${FOLDER}/${name}.zip`;
  writeFileSync(zip, writeZip(entries));
  const unpacked = entries.reduce((sum, entry) => sum + entry.content.length, 0);
  console.log(`${zip}  ${megabytes(statSync(zip).size)} MB, unpacked ${megabytes(unpacked)} MB`);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(2);
}
