/**
 * `npm test`: everything, as parts that run a few at a time, each in its own process with a time limit. Logs and
 * reports stay in .cache/test. `npm test -- e2e lambda` runs only these parts.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { trackedFiles } from "./lib/tracked-files.ts";
import { buildFirst } from "./test/build-first.ts";
import { partsOf } from "./test/parts.ts";
import { type PartResult, runPart } from "./test/run-part.ts";
import { printSummary } from "./test/summary.ts";
import { ensureSystemPackages } from "./test/system-packages.ts";

const LOG_FOLDER = ".cache/test";
const WITHOUT_BUILD: ReadonlySet<string> = new Set(["unit", "tidy"]);
const SUMMARY_FILE = `${LOG_FOLDER}/summary.json`;

const wanted = process.argv.slice(2);
const all = partsOf(trackedFiles().filter((file) => file.endsWith(".test.ts")));
const unknown = wanted.filter((name) => !all.some((part) => part.name === name));
if (unknown.length > 0) {
  console.error(`no such part: ${unknown.join(", ")}. Parts: ${all.map((part) => part.name).join(", ")}`);
  process.exit(2);
}
const parts = wanted.length === 0 ? all : all.filter((part) => wanted.includes(part.name));

rmSync(LOG_FOLDER, { recursive: true, force: true });
mkdirSync(LOG_FOLDER, { recursive: true });
process.env.BATON_SHARED ??= resolve("../shared");

const results = new Map<string, PartResult>();
saveSummary();
await ensureSystemPackages(LOG_FOLDER);
const unbuilt = parts.some((part) => !WITHOUT_BUILD.has(part.name))
  ? await buildFirst(LOG_FOLDER)
  : undefined;
if (unbuilt !== undefined) results.set(unbuilt.name, unbuilt);

const queue = [...parts];
const lanes = Math.min(4, Math.max(2, availableParallelism()));
await Promise.all(Array.from({ length: lanes }, runLane));
printSummary([...results.values()]);
process.exit([...results.values()].every((result) => result.failed === 0) ? 0 : 1);

async function runLane(): Promise<void> {
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    const result = await runPart(part, LOG_FOLDER);
    results.set(part.name, result);
    saveSummary();
    const counts = `${result.passed} passed, ${result.failed} failed, ${result.skipped.length} skipped`;
    console.log(`${part.name}: ${counts} (${(result.tookMs / 1000).toFixed(0)} s)`);
  }
}

/** Written before anything runs and after each part: whoever reads it sees which parts never ended. */
function saveSummary(): void {
  const ended = [...results.values()].map(({ name, passed, failed }) => ({
    name,
    ended: true,
    passed,
    failed,
  }));
  const open = parts.filter((part) => !results.has(part.name));
  const missing = open.map(({ name }) => ({ name, ended: false, passed: 0, failed: 1 }));
  writeFileSync(SUMMARY_FILE, JSON.stringify([...ended, ...missing], undefined, 2));
}
