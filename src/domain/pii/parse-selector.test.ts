import { describe, expect, test } from "bun:test";
import { parseSelector } from "./parse-selector.ts";
import { compareSelectors, type Selector, selectorText } from "./selector.ts";

function parsed(text: string): Selector {
  const selector = parseSelector(text);
  if (!selector.ok) throw new Error(selector.error);
  return selector.value;
}

describe("selectors are read", () => {
  test.each([
    ["$string", "$string"],
    ["  a . b  ", "a.b"],
    ["a|b || c", "a || b || c"],
    ["a & !b | ~(c || d)", "(a && !b) || !(c || d)"],
    ["$exception.$stacktrace.**", "$error.$stack.**"],
    ["'it''s'.'a b'", "'it''s'.'a b'"],
    ["' foo'", "foo"],
    ["'foo '", "'foo '"],
    ["extra.0.'0'", "extra.0.'0'"],
    ["freeform", "$string"],
    ["container", "$object"],
    ["'email'", "email"],
  ])("%s as %s", (text, canonical) => {
    expect(selectorText(parsed(text))).toBe(canonical);
  });

  test.each([
    ["**.a.**", "deep wildcard used more than once"],
    ["*", "wildcard must be part of a path"],
    ["a && (b || *)", "wildcard must be part of a path"],
    ["$foo", "unknown value"],
    ["99999999999999999999", "invalid index"],
    ["", 'invalid syntax near ""'],
    ["a b", 'invalid syntax near "a b"'],
    ["!!x", 'invalid syntax near "!!x"'],
    ["''", "invalid syntax near \"''\""],
    ["a.", 'invalid syntax near "a."'],
    ["$String", 'invalid syntax near "$String"'],
    ["é", 'invalid syntax near "é"'],
    ["(".repeat(1000), `invalid syntax near "${"(".repeat(1000)}"`],
  ])("%s is refused", (text, error) => {
    expect(parseSelector(text)).toEqual({ ok: false, error });
  });

  test("old names are keys where fields are excluded", () => {
    const selector = parseSelector("email", false);
    expect(selector.ok && selectorText(selector.value)).toBe("email");
    expect(selector.ok && selector.value).toEqual({ kind: "path", items: [{ kind: "key", key: "email" }] });
  });
});

test("applications are carried out by the structure of their selectors", () => {
  const texts = [
    "**",
    "a.*",
    "a.**",
    "b",
    "a",
    "A",
    "5",
    "$object",
    "$string",
    "$string.a",
    "!a",
    "a || b",
    "a && b",
  ];
  const sorted = texts.map(parsed).sort(compareSelectors).map(selectorText);
  expect(sorted).toEqual([
    "a && b",
    "a || b",
    "!a",
    "$string",
    "$string.a",
    "$object",
    "5",
    "A",
    "a",
    "a.*",
    "a.**",
    "b",
    "**",
  ]);
});
