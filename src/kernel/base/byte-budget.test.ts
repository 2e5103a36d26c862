import { expect, test } from "bun:test";
import { ByteBudget } from "./byte-budget.ts";

test("takes up to the limit, refuses whole what does not fit, and gives back", () => {
  const budget = ByteBudget.create(3_200);
  expect(budget.tryTake(1_920)).toBe(true);
  expect(budget.tryTake(1_281)).toBe(false);
  expect(budget.usedBytes).toBe(1_920);
  expect(budget.tryTake(1_280)).toBe(true);
  expect(budget.ratio).toBe(1);
  budget.give(1_920);
  budget.give(1_280);
  expect(budget.usedBytes).toBe(0);
});

test("is one number for all who join, beyond four gigabytes too", () => {
  const budget = ByteBudget.create(10_000_000_000);
  const joined = ByteBudget.join(budget.share);
  expect(joined.tryTake(9_000_000_000)).toBe(true);
  expect(budget.tryTake(1_000_000_001)).toBe(false);
  expect(budget.usedBytes).toBe(9_000_000_000);
});
