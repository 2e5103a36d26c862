import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { lowerText, Pattern, PatternList } from "./pattern.ts";

function isMatch(pattern: string, text: string, ignoreCase = false): boolean | string {
  const parsed = Pattern.parse(pattern, { ignoreCase });
  return parsed.ok ? parsed.value.matches(text) : parsed.error;
}

describe("matches", () => {
  test.each([
    ["abc", "abc"],
    ["*", ""],
    ["**", "any\nthing/at all"],
    ["a*c", "ac"],
    ["a*b*c", "a-b-b-c"],
    ["*foo*", "a foo b"],
    ["?", "😀"],
    ["a?c", "abc"],
    ["[😀]", "😀"],
    ["[a-c-e]", "d"],
    ["[--a]", "]"],
    ["[a-]", "-"],
    ["[!a-c]", "-"],
    ["[a\\]]", "]"],
    ["{a*,b}c", "axxc"],
    ["{,a}", "a"],
    ["{a,}b", "b"],
    ["{a\\,b,c}", "a,b"],
    ["a,b", "a,b"],
    ["\\*", "*"],
    ["a{b,c", "a"],
    ["a{}", "a"],
    ["a{[}]}", "a}"],
  ])("%s matches %j", (pattern, text) => expect(isMatch(pattern, text)).toBe(true));

  test.each([
    ["", ""],
    ["abc", "ABC"],
    ["abc", "abcd"],
    ["a*bc", "abcbd"],
    ["ab*ba", "aba"],
    ["?", ""],
    ["?", "ab"],
    ["[]", "x"],
    ["[!]", "x"],
    ["[a-c-e]", "-"],
    ["[--]", "a"],
    ["{}", ""],
    ["{a,b}", "c"],
  ])("%s does not match %j", (pattern, text) => expect(isMatch(pattern, text)).toBe(false));

  test.each([
    ["a]", "Unbalanced character class"],
    ["[a", "Unbalanced character class"],
    ["[[]", "Invalid character class"],
    ["[z-a]", "Invalid character range 'z-a'"],
    ["[a-z-9]", "Invalid character range 'a-9'"],
    ["a}", "Unbalanced alternates"],
    ["{a,{b}}", "Nested alternates"],
    ["a\\", "Dangling escape"],
    ["[\\", "Dangling escape"],
  ])("%s is none: %s", (pattern, problem) => expect(isMatch(pattern, "")).toBe(problem));
});

describe("without regard to case", () => {
  test.each([
    ["É*", "éx", true],
    ["[A-Z]", "m", true],
    ["[A-Z]", "ſ", true],
    ["[!a-c]", "B", false],
    ["[Z-a]", "A", true],
    ["[Σ]", "ς", true],
    ["k", "\u212a", true],
    ["SS", "ß", false],
    ["ασ", "ΑΣ", true],
    ["ας", "ΑΣ", false],
  ] as const)("%s and %s: %p", (pattern, text, expected) => {
    expect(isMatch(pattern, text, true)).toBe(expected);
  });

  test("text is lowered by character", () => expect(lowerText("ΑΣ É")).toBe("ασ é"));
});

test("a list leaves out what it cannot read", () => {
  const list = new PatternList(["[", "Err*", "{x,y}"]);
  expect(["ERROR", "Y", "z", ""].map((text) => list.matches(text))).toEqual([true, true, false, false]);
  expect(new PatternList(["["]).isEmpty).toBe(true);
});

test("any pattern is read or refused, and matches what it spells", () => {
  const chars = fc
    .array(fc.constantFrom(..."ab?*[]{},\\!-é😀"), { maxLength: 12 })
    .map((list) => list.join(""));
  fc.assert(
    fc.property(chars, chars, (pattern, text) => {
      expect(["boolean", "string"]).toContain(typeof isMatch(pattern, text, true));
      const spelled = [...text].map((char) => `\\${char}`).join("");
      if (text !== "") expect([isMatch(spelled, text), isMatch(`*${spelled}*`, text)]).toEqual([true, true]);
    }),
  );
});

test("no pattern takes long", () => {
  const startedAtMs = performance.now();
  expect(isMatch(`${"*{a,aa}".repeat(20)}b`, "a".repeat(5_000))).toBe(false);
  expect(performance.now() - startedAtMs).toBeLessThan(1_000);
});
