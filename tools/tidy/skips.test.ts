import { expect, test } from "bun:test";
import { fakeRepo } from "./repo.ts";
import { namedSkips } from "./skips.ts";

test("a skip states its reason", () => {
  const lines = [
    'test.skipIf(missing("redis"))("x", () => {});',
    'describe.skipIf(missing("reference", "linux"))("x", () => {});',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of a test
    "test.skip(`beside the reference: ${obstacle}`, () => undefined);",
    'test.skip("later", () => {});',
    'test.skipIf(true)("x", () => {});',
    'describe.only("x", () => {});',
    'test.todo("x");',
  ];
  const findings = namedSkips(fakeRepo({ "test/a.test.ts": lines.join("\n") }));
  expect(findings.map(({ line }) => line).toSorted()).toEqual([4, 5, 6, 7]);
});
