import { expect, test } from "bun:test";
import { SharedTexts } from "./shared-texts.ts";

test("a text is what it was, and no JSON is none", () => {
  const texts = new SharedTexts();
  for (const text of ['{"a":1.0,"ü":"\\ud800"}', "[]", "null"]) {
    expect(texts.json(text)).toBe(text);
    expect(texts.json(` ${text}`.slice(1))).toBe(text);
  }
  expect(texts.json('{"a":')).toBeUndefined();
});

test("a full one goes on, and what is too long is not kept", () => {
  const texts = new SharedTexts(10);
  for (let n = 0; n < 100; n++) expect(texts.json(`[${n}]`)).toBe(`[${n}]`);
  const long = JSON.stringify("x".repeat(20));
  expect(texts.json(long)).toBe(long);
  expect(texts.json("[1]")).toBe("[1]");
});
