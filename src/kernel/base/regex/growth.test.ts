import { expect, test } from "bun:test";
import { growthOf } from "./growth.ts";
import { parseRegex } from "./parse.ts";

const UNPROVEN = Number.POSITIVE_INFINITY;

test.each([
  ["SECRET_\\w+", 1],
  ["x\\s*y", 1],
  ["(?:\\d{1,3}\\.){3}\\d{1,3}", 1],
  ["\\d+-\\d+", 2],
  ["(?:[ab]+-)*c", 2],
  ["\\w+\\b", 2],
  ["a+a+a+b", 4],
  ["(a+)+b", UNPROVEN],
  ["(a|a)*b", UNPROVEN],
  ["(?:a|aa)+b", UNPROVEN],
  ["(?:\\w+\\s?)*z", UNPROVEN],
  ["(?:a?|b?)(?:a?|b?)(?:a?|b?)c", UNPROVEN],
  ["(?:a?)?b", UNPROVEN],
  ["a[0-9]{1,9}x?[a-z]{2,5}", 1],
])("%s grows with degree %d", (pattern, degree) => {
  expect(growthOf(parseRegex(pattern).root, false).degree).toBe(degree);
});

test("sets that are apart in ASCII may meet beyond it", () => {
  const { root } = parseRegex("x(?:\\d+\\s?)*y");
  expect(growthOf(root, false).degree).not.toBe(1);
  expect(growthOf(parseRegex("x\\d*\\s").root, false).degree).toBe(1);
  expect(growthOf(parseRegex("x\\d*\\s").root, true).degree).toBeGreaterThan(1);
});
