import { expect } from "bun:test";
import type { Verdict } from "../../support/oracle.ts";

/** Ids of traces and spans that either side made up, where an event had none. */
const MADE_UP = /^(?:[0-9a-f]{16}){1,2}$/;

/**
 * Compares two JSON texts as values: numbers by what they are, members in any order. In an original that `_meta` keeps, nothing
 * is as good as null: of a structure in which there was nothing the reference keeps every field.
 * @param madeUp also takes any two ids for equal
 */
export function expectSameEvent(ours: string, theirs: Verdict<string>, { madeUp = false } = {}): void {
  if ("error" in theirs) throw new Error(`the oracle: ${theirs.error}`);
  const read = (key: string, value: unknown) => {
    if (key === "val") return said(value) ?? null;
    return madeUp && typeof value === "string" && MADE_UP.test(value) ? "an id" : value;
  };
  expect(JSON.parse(ours, read)).toEqual(JSON.parse(theirs.value, read));
}

/** The value without all in it that says nothing. */
function said(value: unknown): unknown {
  if (value === null || value === "") return undefined;
  if (Array.isArray(value)) return value.map((item) => said(item) ?? null);
  if (typeof value !== "object") return value;
  const members = Object.entries(value)
    .map(([key, member]) => [key, said(member)] as const)
    .filter(([, member]) => member !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
