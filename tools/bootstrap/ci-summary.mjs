/**
 * `node ci-summary.mjs EXIT_CODE`: sums the reports that `npm test` left into one line, the last one that CI prints,
 * and ends with 1 exactly when something failed. Runs without dependencies, since a failed install must be told too.
 */
import { readFileSync } from "node:fs";

const exitCode = Number(process.argv[2] ?? 1);
let parts = [];
try {
  parts = JSON.parse(readFileSync(".cache/test/summary.json", "utf8"));
} catch {
  process.stderr.write(`npm test left no summary (exit code ${exitCode})\n`);
}
for (const part of parts.filter((each) => !each.ended)) {
  process.stderr.write(`part ${part.name} never ended\n`);
}
const total = (key) => parts.reduce((sum, part) => sum + part[key], 0);
let failed = total("failed");
if (failed === 0 && (exitCode !== 0 || parts.length === 0)) failed = 1; // it ended badly without naming a test
process.stdout.write(`${total("passed")} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);
