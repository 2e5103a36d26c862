import { expect, test } from "bun:test";
import { partsOf } from "./parts.ts";

test("sorts every file into exactly one part", () => {
  const parts = partsOf([
    "test/e2e/browser.test.ts",
    "src/a/b.test.ts",
    "test/tidy.test.ts",
    "test/hostile/bombs.test.ts",
    "tools/test/junit.test.ts",
    "bench/budgets.test.ts",
    "test/examples.test.ts",
  ]);
  expect(parts.map((part) => [part.name, part.files])).toEqual([
    ["tidy", ["test/tidy.test.ts"]],
    ["unit", ["src/a/b.test.ts", "tools/test/junit.test.ts"]],
    ["e2e", ["test/e2e/browser.test.ts"]],
    ["examples", ["test/examples.test.ts"]],
    ["bench", ["bench/budgets.test.ts"]],
    ["hostile", ["test/hostile/bombs.test.ts"]],
  ]);
});
