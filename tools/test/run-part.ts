import { existsSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { run } from "../lib/run.ts";
import { parseJunit } from "./junit.ts";
import type { Part } from "./parts.ts";

export interface PartResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
  /** What failed, as `file: test` or a sentence. */
  readonly failures: readonly string[];
  readonly tookMs: number;
  readonly logFile: string;
}

/** Runs one part and reads its report. What leaves no trace in the report counts as failed. */
export async function runPart(part: Part, logFolder: string): Promise<PartResult> {
  const logFile = `${logFolder}/${part.name}.log`;
  const reportFile = `${logFolder}/${part.name}.xml`;
  rmSync(reportFile, { force: true });
  const result = await run(
    [
      process.execPath,
      "test",
      "--reporter=junit",
      `--reporter-outfile=${reportFile}`,
      `--timeout=${part.testLimitMs}`,
      ...part.files.map((file) => `./${file}`),
    ],
    { timeoutMs: part.limitMs, logFile },
  );
  const report = existsSync(reportFile) ? parseJunit(readFileSync(reportFile, "utf8")) : undefined;
  const failures = [...(report?.failures ?? [])];
  if (result.timedOut) failures.push(`part ${part.name}: killed after its ${part.limitMs / 60_000} minutes`);
  else if (report === undefined) failures.push(`part ${part.name}: left no report, exit code ${result.code}`);
  else {
    const ran = new Set([...report.files].map((file) => resolve(file)));
    const silent = part.files.filter((file) => !ran.has(resolve(file)));
    failures.push(...silent.map((file) => `${file}: ran no test (not loaded, or empty)`));
    if (result.code !== 0 && failures.length === 0) {
      failures.push(`part ${part.name}: exit code ${result.code} without a failed test`);
    }
  }
  return {
    name: part.name,
    passed: report?.passed ?? 0,
    failed: failures.length,
    skipped: report?.skipped ?? [],
    failures,
    tookMs: result.tookMs,
    logFile,
  };
}
