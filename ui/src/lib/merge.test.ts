import { expect, test } from "bun:test";
import { mergeItems } from "./merge.ts";

const item = (id: number, revision = id) => ({ id, revision });
const ids = (list: readonly { id: number }[]) => list.map(({ id }) => id);

test("new ones come on top, older pages below, in order", () => {
  expect(ids(mergeItems([item(5), item(4)], [item(6), item(7)], 100))).toEqual([7, 6, 5, 4]);
  expect(ids(mergeItems([item(5), item(4)], [item(3), item(2)], 100))).toEqual([5, 4, 3, 2]);
});

test("a later revision replaces, an earlier one does not", () => {
  const list = [item(5, 10), item(4, 4)];
  expect(mergeItems(list, [item(5, 9), item(4, 11)], 100)).toEqual([item(5, 10), item(4, 11)]);
});

test("one that begins to match finds its place in the middle", () => {
  expect(ids(mergeItems([item(9), item(3)], [item(6, 20)], 100))).toEqual([9, 6, 3]);
});

test("keeps at most so many, the newest", () => {
  expect(ids(mergeItems([item(2), item(1)], [item(3), item(4)], 3))).toEqual([4, 3, 2]);
});
