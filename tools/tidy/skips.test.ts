import { expect, test } from "bun:test";
import { fakeRepo } from "./repo.ts";
import { namedSkips } from "./skips.ts";

test("a skip names what is missing", () => {
  const lines = [
    'test.skipIf(missing("redis"))("x", () => {});',
    'describe.skipIf(missing("reference", "linux"))("x", () => {});',
    'test.skipIf(process.platform === "win32")("x", () => {});',
    'describe.only("x", () => {});',
    'test.todo("x");',
  ];
  expect(namedSkips(fakeRepo({ "test/a.test.ts": lines.join("\n") })).map(({ line }) => line)).toEqual([
    3, 4, 5,
  ]);
});
