/** `npm run check`: format, lint, types, unit tests and tidy, side by side, in under a minute. */
import { existsSync } from "node:fs";
import { type RunResult, run } from "./lib/run.ts";

interface Check {
  readonly name: string;
  readonly command: readonly string[];
  readonly hint: string;
}

const bun = process.execPath;
const CHECKS: readonly Check[] = [
  {
    name: "format and lint",
    command: ["node_modules/.bin/biome", "check", "--diagnostic-level=error", "."],
    hint: "npm run format repairs most of it",
  },
  { name: "types", command: ["node_modules/.bin/tsc", "-p", "."], hint: "see above" },
  ...(existsSync("ui/tsconfig.json")
    ? [{ name: "types of ui/", command: ["node_modules/.bin/tsc", "-p", "ui"], hint: "see above" }]
    : []),
  {
    name: "unit tests",
    command: [bun, "test", "--timeout=20000", "src", "tools", "ui/src"],
    hint: "run one file with: bun test path/to/file",
  },
  { name: "tidy", command: [bun, "test", "./test/tidy.test.ts"], hint: "each message says what to do" },
];
const LIMIT_MS = 180_000;

function report(check: Check, result: RunResult): boolean {
  const seconds = `${(result.tookMs / 1000).toFixed(1)} s`;
  if (result.code === 0) {
    console.log(`ok    ${check.name} (${seconds})`);
    return true;
  }
  const why = result.timedOut ? `stopped after ${LIMIT_MS / 1000} s` : `exit code ${result.code}`;
  console.log(`${result.output.trimEnd()}\nFAIL  ${check.name} (${why}, ${seconds}): ${check.hint}`);
  return false;
}

const passed = await Promise.all(
  CHECKS.map(async (check) => report(check, await run(check.command, { timeoutMs: LIMIT_MS }))),
);
process.exit(passed.every(Boolean) ? 0 : 1);
