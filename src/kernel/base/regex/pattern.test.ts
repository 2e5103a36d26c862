import { describe, expect, test } from "bun:test";
import { Pattern, type PatternOptions } from "./pattern.ts";

function compile(source: string, options?: PatternOptions): Pattern {
  const pattern = Pattern.compile(source, options);
  if (!pattern.ok) throw new Error(pattern.error);
  return pattern.value;
}

/** What the group of each match takes; `undefined` when it took no part. */
function found(source: string, text: string, group = 0, options?: PatternOptions): (string | undefined)[] {
  return compile(source, options)
    .findAll(text)
    .map((match) => {
      const start = match[2 * group] as number;
      return start < 0 ? undefined : text.slice(start, match[2 * group + 1]);
    });
}

function problem(source: string, options?: PatternOptions): string | undefined {
  const pattern = Pattern.compile(source, options);
  return pattern.ok ? undefined : pattern.error.split("\n").at(-1);
}

describe("the dialect", () => {
  const cases: readonly (readonly [pattern: string, text: string, matches: string[]])[] = [
    ["(?i)secret", "Secret SECRET", ["Secret", "SECRET"]],
    ["(?x) a b # a comment\n c", "abc", ["abc"]],
    ["a(?i)b|c", "aB C", ["aB", "C"]],
    ["a(?i:b)c", "aBc aBC", ["aBc"]],
    ["(?s)a.b", "a\nb", ["a\nb"]],
    ["a.b", "a\nb a\rb", ["a\rb"]],
    ["(?m)^x$", "x\nx\r\nx", ["x", "x"]],
    ["(?mR)^x$", "x\r\nx", ["x", "x"]],
    ["(?U)a+", "aaa", ["a", "a", "a"]],
    ["\\pL+", "aé1ß", ["aé", "ß"]],
    ["\\p{Greek}+", "abγδ", ["γδ"]],
    ["[[:punct:]]+", "a-b!?", ["-", "!?"]],
    ["[[:^alpha:]]+", "a1é", ["1é"]],
    ["[a-z&&[^b]]+", "abc", ["a", "c"]],
    ["[a-c--b]", "abc", ["a", "c"]],
    ["[a-c~~b-d]", "abcd", ["a", "d"]],
    ["[]a]+", "a]b", ["a]"]],
    ["\\d+", "1٢3", ["1٢3"]],
    ["\\w+", "né_1-x", ["né_1", "x"]],
    ["\\bx\\b", "éx x", ["x"]],
    ["\\<a|a\\>", "aba", ["a", "a"]],
    ["\\x41\\u0042\\U00000043\\x{44}", "ABCD", ["ABCD"]],
    ["a{2}{2}", "aaaaa", ["aaaa"]],
    ["a{ 1, 2 }", "aaa", ["aa", "a"]],
    ["(?P<year>\\d{4})-(?<m>\\d\\d)", "2026-11", ["2026-11"]],
    ["(?i)k", "kK\u212a", ["k", "K", "\u212a"]],
    ["a|ab", "ab", ["a"]],
    ["a*", "baac", ["", "aa", ""]],
    ["😀?", "😀x", ["😀", ""]],
  ];
  test.each(cases)("%s in %j", (pattern, text, matches) => {
    expect(found(pattern, text)).toEqual(matches);
  });

  test("keeps what a group took in an earlier round", () => {
    expect(found("(?:(a)|b)*", "ab", 1)).toEqual(["a"]);
    expect(found("(b*)?x", "x", 1)).toEqual([""]);
  });

  test.each([
    ["(?=a)", "error: look-around, including look-ahead and look-behind, is not supported"],
    ["(?<!a)", "error: look-around, including look-ahead and look-behind, is not supported"],
    ["(a)\\1", "error: backreferences are not supported"],
    ["*a", "error: repetition operator missing expression"],
    ["a{,3}", "error: repetition quantifier expects a valid decimal"],
    ["a{2", "error: unclosed counted repetition"],
    ["a{2,1}", "error: invalid repetition count range, the start must be <= the end"],
    ["[a", "error: unclosed character class"],
    ["[z-a]", "error: invalid character class range, the start must be <= the end"],
    ["[a-\\d]", "error: invalid range boundary, must be a literal"],
    ["(a", "error: unclosed group"],
    ["a)", "error: unopened group"],
    ["\\y", "error: unrecognized escape sequence"],
    ["\\p{Foo}", "error: Unicode property not found"],
    ["(?z)", "error: unrecognized flag"],
    ["(?<a>x)(?<a>y)", "error: duplicate capture group name"],
    ["(?-u).", "error: pattern can match invalid UTF-8"],
    ["(".repeat(300), "error: exceeds the nest limit"],
  ])("refuses %s", (pattern, message) => {
    expect(problem(pattern)).toBe(message);
  });

  test("marks what is wrong", () => {
    const pattern = Pattern.compile("a\\y");
    expect(pattern.ok ? "" : pattern.error).toBe(
      "regex parse error:\n    a\\y\n     ^^\nerror: unrecognized escape sequence",
    );
  });

  test("refuses what is larger than the Rust library lets it be", () => {
    const limited = { maxProgramBytes: 262_144 };
    expect(problem("a{8000}", limited)).toBeUndefined();
    expect(problem("a{9000}", limited)).toBe("Compiled regex exceeds size limit of 262144 bytes.");
    expect(problem("\\w{5}", limited)).toBeUndefined();
    expect(problem("\\w{10}", limited)).toBe("Compiled regex exceeds size limit of 262144 bytes.");
  });
});

describe("bytes", () => {
  const bytes = { isBytes: true };
  const latin1 = (text: string): string => String.fromCharCode(...new TextEncoder().encode(text));

  test("know ASCII only, and a dot takes all", () => {
    expect(found("\\w+", latin1("né"), 0, bytes)).toEqual(["n"]);
    expect(found("a.b", "a\nb", 0, bytes)).toEqual(["a\nb"]);
    expect(found("[^a]", "\xff", 0, bytes)).toEqual(["\xff"]);
    expect(found("né", latin1("né"), 0, bytes)).toEqual([latin1("né")]);
    expect(problem("\\pL", bytes)).toBe("error: Unicode not allowed here");
  });
});

describe("time", () => {
  const LONG = 20_000;
  /** Each makes a backtracking engine give up, silently, or take hours. */
  const traps: readonly (readonly [pattern: string, text: string, isThere: boolean])[] = [
    ["(a+)+b", `${"a".repeat(LONG)}cb`, false],
    ["(a+)+b", `${"a".repeat(LONG)}b`, true],
    ["(?:a|a)+b", `${"a".repeat(LONG)}b`, true],
    ["(?:a|aa)+b", `${"a".repeat(LONG)}cab`, true],
    ["(?:\\w+\\s?)+z$", `${"hello ".repeat(2000)}!`, false],
    ["(.*)(.*)(.*)x", "a".repeat(LONG), false],
    ["\\d+-\\d+", `${"1".repeat(LONG)}x1-2`, true],
    ["(?:a?){20}a{20}", "a".repeat(20), true],
    ["(?:(?:a+)?b?)*c", "ab".repeat(LONG / 2), false],
    [`${"(?:a?|b?)".repeat(24)}c`, "ab".repeat(500), false],
    ["(x+x+)+y", "x".repeat(LONG), false],
    ["(?i)(?:[a-zé]+)*1", "é".repeat(LONG), false],
  ];
  test.each(traps)("%s", (pattern, text, isThere) => {
    const start = performance.now();
    expect(compile(pattern).test(text)).toBe(isThere);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
