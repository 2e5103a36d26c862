import fc from "fast-check";

/** Patterns of the Rust dialect, a few of them wrong. */

const LITERALS = ["a", "b", "c", "x", "1", "é", "s", "K", "-", "\\.", "ſ", "ab", "aa", "foo"];
const CLASSES = [
  ".", "\\w", "\\d", "\\s", "\\W", "\\D", "\\S", "\\pL", "\\p{Lu}", "\\PL", "[ab]", "[^a]", "[a-c1]", "[[:alpha:]]",
  "[^\\w]", "[\\w&&[^b]]", "[a-c--b]", "[a-c~~b-d]", "[\\d-]", "[]a]", "[éè]", "[^é]", "[[:^digit:]]", "\\p{Greek}",
]; // biome-ignore format: a table
const PLACES = [
  "\\b",
  "\\B",
  "^",
  "$",
  "\\A",
  "\\z",
  "\\b{start}",
  "\\b{end}",
  "\\<",
  "\\>",
  "\\b{start-half}",
  "\\b{end-half}",
];
const FLAGS = ["(?i)", "(?s)", "(?m)", "(?U)", "(?-i)", "(?R)", "(?x)"].map((flag) => `${flag}a`);
const WRONG = ["(?=a)", "(?<!a)", "\\1", "*", "a{2,1}", "[b-a]", "(", "\\y", "(?z)", "\\p{Nope}"];
const COUNTS = ["*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}", "*?", "+?", "??", "{1,2}?"];

const atom = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...LITERALS) },
  { weight: 30, arbitrary: fc.constantFrom(...CLASSES) },
  { weight: 10, arbitrary: fc.constantFrom(...PLACES) },
  { weight: 8, arbitrary: fc.constantFrom(...FLAGS) },
  { weight: 1, arbitrary: fc.constantFrom(...WRONG) },
);

export const { pattern: arbitraryPattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc
    .tuple(
      fc.oneof(
        { maxDepth: 2 },
        atom,
        tie("pattern").map((inner) => `(${inner})`),
        tie("pattern").map((inner) => `(?:${inner})`),
      ),
      fc.option(fc.constantFrom(...COUNTS), { nil: "", freq: 2 }),
    )
    .map((parts) => parts.join("")),
  pattern: fc
    .array(fc.array(tie("part"), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 })
    .map((options) => options.map((parts) => parts.join("")).join("|")),
}));
