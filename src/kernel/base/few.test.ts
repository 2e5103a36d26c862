import { expect, test } from "bun:test";
import { Few } from "./few.ts";

test("holds what was added and not deleted, whatever is deleted", () => {
  const few = new Few<string>();
  for (const member of ["a", "b", "c", "d"]) few.add(member);
  expect([few.delete("b"), few.delete("b"), few.delete("d"), few.size]).toEqual([true, false, true, 2]);
  expect([...few].toSorted()).toEqual(["a", "c"]);
  for (const member of few) few.delete(member);
  expect(few.size).toBe(0);
  few.add("e");
  expect([few.takeAll(), few.size]).toEqual([["e"], 0]);
});
