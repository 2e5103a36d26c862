import { expect, test } from "bun:test";
import { LeastRecent } from "./least-recent.ts";

test("the least recent is forgotten", () => {
  const values = new LeastRecent<string, number>(2);
  values.set("a", 1);
  values.set("b", 2);
  values.get("a");
  values.set("c", 3);
  expect([values.get("a"), values.get("b"), values.get("c"), values.size]).toEqual([1, undefined, 3, 2]);
});
