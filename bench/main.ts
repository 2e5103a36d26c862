/**
 * `npm run bench [-- case…] [--source] [--quick]`: every case of bench/load/ with Baton and the reference in turn, or
 * those named, each in full or by its first words: `managed` is every case in managed mode.
 * Prints the tables and writes those of the cases that ran into docs/benchmarks.md. `--source` runs Baton from its
 * sources instead of dist/baton; `--quick` shortens all durations to a quarter and writes nothing, unless `--write` says so.
 * The case `actors` is bench/micro/actor.bench.ts.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { whyNot } from "../test/support/relay-process.ts";
import { withBlock } from "../tools/lib/generator.ts";
import type { BenchCase, BenchOptions } from "./load/driver/case.ts";
import { report } from "./load/driver/report.ts";

const FILE = "docs/benchmarks.md";
const QUICK = 0.25;
/** The kernel's own benchmark: no relay runs in it. */
const ACTORS = "actors";

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith("--"));
const quick = args.includes("--quick");
const options: BenchOptions = {
  subject: args.includes("--source") ? "baton" : "dist",
  timeScale: quick ? QUICK : 1,
};

const folder = join(import.meta.dir, "load");
const names = readdirSync(folder)
  .filter((name) => name !== "driver" && existsSync(join(folder, name, "case.ts")))
  .toSorted();
const means = (word: string, name: string) => name === word || name.startsWith(`${word}-`);
const chosen = names.filter((name) => wanted.length === 0 || wanted.some((word) => means(word, name)));
const unknown = wanted.filter((word) => word !== ACTORS && !names.some((name) => means(word, name)));
if (unknown.length === 0 && (wanted.length === 0 || wanted.includes(ACTORS))) await actors();
if (chosen.length === 0 && unknown.length === 0) process.exit(0);
if (options.subject === "dist" && unknown.length === 0) await run("tools/build.ts");
const obstacle =
  unknown.length > 0
    ? `no such case: ${unknown.join(", ")}`
    : (whyNot("reference") ?? whyNot(options.subject));
if (obstacle !== undefined) {
  console.error(`${obstacle}. Cases: ${[ACTORS, ...names].join(", ")}.`);
  process.exit(2);
}

for (const name of chosen) {
  const { bench }: { bench: BenchCase } = await import(join(folder, name, "case.ts"));
  const text = report(bench.title, await bench.run(options), context());
  console.log(`${text}\n`);
  if (!quick || args.includes("--write")) writeFileSync(FILE, withBlock(FILE, name, text));
}

/** What is measured is what these sources build. */
async function run(script: string): Promise<void> {
  const build = Bun.spawn([process.execPath, script], { stdio: ["ignore", "inherit", "inherit"] });
  if ((await build.exited) !== 0) process.exit(1);
}

async function actors(): Promise<void> {
  const { measure, render } = await import("./micro/actor.bench.ts");
  const text = render(await measure(quick ? 3 : 25), context().replace("dist/baton", "from sources"));
  console.log(`${text}\n`);
  if (!quick || args.includes("--write")) writeFileSync(FILE, withBlock(FILE, ACTORS, text));
}

function context(): string {
  const git = (...command: string[]) =>
    Bun.spawnSync(["git", ...command])
      .stdout.toString()
      .trim();
  const commit = `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain", "--untracked-files=no") === "" ? "" : " with changes"}`;
  const program = options.subject === "dist" ? "dist/baton" : "from sources";
  const memoryGb = Math.round(
    Number(/MemTotal:\s+(\d+)/.exec(readFileSync("/proc/meminfo", "utf8"))?.[1]) / 2 ** 20,
  );
  const machine = `${cpus().length} cores ${cpus()[0]?.model ?? ""}, ${memoryGb} GB`;
  return `${new Date().toISOString().slice(0, 10)}, commit ${commit}, ${program}, Bun ${Bun.version}, ${machine}.`;
}
