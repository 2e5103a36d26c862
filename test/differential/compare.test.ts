import { describe, expect, test } from "bun:test";
import { describeDifferences, differences, unknownOnly } from "./compare.ts";
import { canonicalErrorText } from "./library-text.ts";

const map = (entries: Record<string, string>) => new Map(Object.entries(entries));

describe("the comparer", () => {
  const found = differences(map({ a: "1", c: "3" }), map({ a: "2", b: "2", c: "3" }));

  test("finds what is other, missing or too much", () => {
    expect(found).toEqual([
      { path: "a", ours: "1", theirs: "2" },
      { path: "b", ours: undefined, theirs: "2" },
    ]);
    expect(describeDifferences(found)).toContain("ours      (nothing)");
  });

  test("lets pass only what is known for that case, and notes that it was needed", () => {
    const known = { reference: "a", baton: "b", cases: /^case$/, path: /^a$/ };
    const used = new Set<typeof known>();
    expect(unknownOnly("other", found, [known], used)).toHaveLength(2);
    expect(used.size).toBe(0);
    expect(unknownOnly("case", found, [known], used).map(({ path }) => path)).toEqual(["b"]);
    expect(used.has(known)).toBe(true);
  });

  test("compares error texts up to a library's wording", () => {
    expect(canonicalErrorText("Failed to buffer the request body: length limit exceeded")).toContain(
      "length limit",
    );
    expect(canonicalErrorText("Failed to buffer the request body: Invalid gzip header")).toEndWith(
      "<library text>",
    );
    expect(
      canonicalErrorText('{"detail":"invalid event envelope","causes":["invalid item header","EOF at 1"]}'),
    ).toBe('{"detail":"invalid event envelope","causes":["invalid item header","<library text>"]}');
    expect(canonicalErrorText('{"id":"1"}')).toBe('{"id":"1"}');
  });
});
