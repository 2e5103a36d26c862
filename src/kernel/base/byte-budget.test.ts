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

test("gets back what a member held that died", () => {
  const budget = ByteBudget.create(10_000, 2);
  const [first, second] = [ByteBudget.join(budget.share, 0), ByteBudget.join(budget.share, 1)];
  first.take(320);
  expect(second.tryTake(640)).toBe(true);
  expect(second.tryTake(64_000)).toBe(false);
  second.give(64);
  expect(budget.forfeit(1)).toBe(576);
  expect(budget.usedBytes).toBe(320);
  expect(budget.forfeit(1)).toBe(0);
});
