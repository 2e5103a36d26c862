/** A part of the test run: its own process, time limit, log and report. */
export interface Part {
  readonly name: string;
  readonly files: readonly string[];
  readonly limitMs: number;
  /** Time limit of a test that states none. */
  readonly testLimitMs: number;
}

const MINUTE_MS = 60_000;
const LIMIT_MS: Readonly<Record<string, number>> = {
  unit: 5 * MINUTE_MS,
  tidy: MINUTE_MS,
  integration: 12 * MINUTE_MS,
  differential: 10 * MINUTE_MS,
  e2e: 10 * MINUTE_MS,
  lambda: 10 * MINUTE_MS,
  "long-poll": 9 * MINUTE_MS,
};
const DEFAULT_LIMIT_MS = 8 * MINUTE_MS;

/**
 * Sorts every test file of the repository into a part, so that a new file or folder runs without being registered:
 * `unit` is what lies beside the code, a folder or a file of `test/` is a part of its name, `bench` holds the budgets.
 */
export function partsOf(testFiles: readonly string[]): Part[] {
  const groups = Map.groupBy(testFiles.toSorted(), partName);
  const order = ["tidy", "unit", "integration", "differential", "e2e", "lambda", "examples"];
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return [...groups]
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .map(([name, files]) => ({
      name,
      files,
      limitMs: LIMIT_MS[name] ?? DEFAULT_LIMIT_MS,
      testLimitMs: name === "unit" || name === "tidy" ? 20_000 : MINUTE_MS,
    }));
}

function partName(file: string): string {
  const [top = "", second = ""] = file.split("/");
  if (top === "test") return second.replace(/\.test\.ts$/, "");
  return top === "bench" || top === "examples" ? top : "unit";
}
