import { existsSync, readFileSync } from "node:fs";
import { allNeeds, missing } from "../../test/support/needs.ts";
import type { PartResult } from "./run-part.ts";

const MAX_LOG_LINES = 60;
const MAX_FAILURES = 40;

/** The end of `npm test`: what failed and where to read on, known differences and skips, the table of parts. */
export function printSummary(results: readonly PartResult[]): void {
  for (const result of results.filter((each) => each.failed > 0)) {
    console.log(`\n── ${result.name} ── ${result.logFile}`);
    console.log(failingLines(result.logFile));
    for (const failure of result.failures.slice(0, MAX_FAILURES)) console.log(`FAILED  ${failure}`);
    const more = result.failures.length - MAX_FAILURES;
    if (more > 0) console.log(`… and ${more} more, see the log`);
  }
  const skipped = results.flatMap((result) => result.skipped);
  if (skipped.length > 0) {
    console.log("\nSkipped:");
    for (const name of skipped) console.log(`  ${name}`);
    const lacking = allNeeds().filter(({ need }) => missing(need));
    for (const { need, what } of lacking) console.log(`This machine lacks "${need}": ${what}`);
  }
  console.log("\npart            passed  failed  skipped   time");
  for (const { name, passed, failed, skipped: skips, tookMs } of results) {
    const cells = [String(passed).padStart(6), String(failed).padStart(7), String(skips.length).padStart(8)];
    console.log(`${name.padEnd(15)} ${cells.join(" ")} ${(tookMs / 1000).toFixed(0).padStart(5)} s`);
  }
  const passed = sum(results.map((result) => result.passed));
  const failed = sum(results.map((result) => result.failed));
  console.log(`\n${passed} passed, ${failed} failed`);
  console.log(
    `${countKnownDifferences()} known differences from the reference, ${skipped.length} skipped tests.`,
  );
  console.log("The reason of each stands in docs/differences.md.");
}

/** What a reader looks for first: the error blocks of the log, else its end. */
function failingLines(logFile: string): string {
  if (!existsSync(logFile)) return "(no log)";
  const lines = readFileSync(logFile, "utf8").split("\n");
  const interesting = lines.filter((line, index) => {
    const near = lines.slice(index, index + 12).some((next) => next.startsWith("(fail)"));
    return near && !line.startsWith("(pass)") && !line.startsWith("(skip)");
  });
  return (interesting.length > 0 ? interesting : lines).slice(-MAX_LOG_LINES).join("\n");
}

/** Entries of the table in docs/differences.md; each one is pinned by a differential test. */
function countKnownDifferences(): number {
  const file = "docs/differences.md";
  if (!existsSync(file)) return 0;
  const section = readFileSync(file, "utf8")
    .split(/^## /m)
    .find((text) => text.startsWith("Known differences"));
  return Math.max(0, (section?.match(/^\| /gm)?.length ?? 0) - 1); // one line is the head
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
