import { expect } from "bun:test";
import type { Verdict } from "../../support/oracle.ts";

/** Ids that either side made up, where an event had none. */
const MADE_UP = /^[0-9a-f]{32}$/;

/**
 * Compares two JSON texts as values: numbers by what they are, members in any order.
 * @param madeUp also takes any two ids for equal
 */
export function expectSameEvent(ours: string, theirs: Verdict<string>, { madeUp = false } = {}): void {
  if ("error" in theirs) throw new Error(`the oracle: ${theirs.error}`);
  const [left, right] = [ours, theirs.value].map((text) => JSON.parse(text, madeUp ? withoutIds : undefined));
  expect(left).toEqual(right);
}

function withoutIds(_key: string, value: unknown): unknown {
  return typeof value === "string" && MADE_UP.test(value) ? "an id" : value;
}
