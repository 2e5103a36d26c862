import { expect, test } from "bun:test";
import { deadLinks, headingsOf } from "./links.ts";
import { fakeRepo } from "./repo.ts";

test("follows links to files, folders and headings", () => {
  const repo = fakeRepo({
    "docs/a.md": [
      "[ok](b.md) [ok](../src) [ok](b.md#two-words) [ok](#here) [ok](https://sentry.io/x)",
      "[bad](c.md)",
      "[bad](b.md#three)",
      "`[code](nowhere.md)`",
      "# Here",
    ].join("\n"),
    "docs/b.md": "## Two words\n```\n## three\n```\n",
    "src/x.ts": "",
  });
  expect(deadLinks(repo).map((finding) => finding.line)).toEqual([2, 3]);
});

test("makes anchors as code hosts do", () => {
  const anchors = headingsOf("# `npm start`, and more!\n## A\n## A\n");
  expect([...anchors]).toEqual(["npm-start-and-more", "a", "a-1"]);
});
