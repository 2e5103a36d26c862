import { describe, expect, test } from "bun:test";
import { compareText, foldCase } from "./compare.ts";
import { compileCondition } from "./compile.ts";
import { isSupported, parseCondition } from "./condition.ts";
import { type Fields, type FieldValue, HexId, IpAddress } from "./field.ts";
import { compareVersions, parseRelease, parseVersion } from "./release.ts";

type Subject = Readonly<Record<string, FieldValue | undefined>>;

const ITEM: Fields<unknown> = { field: (path) => (path === "ty" ? (item) => item as string : undefined) };
const FIELDS: Fields<Subject> = {
  field: (path) => (path.startsWith("x.") ? (subject) => subject[path.slice(2)] : undefined),
  list: (path) =>
    path === "x.list"
      ? { items: ({ a }) => (a === undefined ? undefined : String(a).split("")), fields: ITEM }
      : undefined,
};

function holds(json: unknown, subject: Subject): boolean {
  const condition = parseCondition(json);
  if (!condition.ok) throw new Error(condition.error);
  return compileCondition(condition.value, FIELDS)(subject);
}

const ip = (text: string): FieldValue => IpAddress.parse(text) as IpAddress;

describe("leaves", () => {
  test.each<[object, FieldValue | undefined, boolean]>([
    [{ op: "eq", value: "a" }, "a", true],
    [{ op: "eq", value: "a" }, "A", false],
    [{ op: "eq", value: "STRASSE", options: { ignoreCase: true } }, "straße", true],
    [{ op: "eq", value: ["b", 1, "A"], options: { ignoreCase: true } }, "a", true],
    [{ op: "eq", value: ["a", "b"] }, "c", false],
    [{ op: "eq", value: 1 }, 1, false],
    [{ op: "eq", value: [true] }, true, false],
    [{ op: "eq", value: true }, true, true],
    [{ op: "eq", value: null }, undefined, true],
    [{ op: "eq", value: null }, "a", false],
    [{ op: "eq", value: { a: 1 } }, "a", false],
    [{ op: "eq", value: "ABCDEF0123456789" }, new HexId("abcdef0123456789"), true],
    [{ op: "eq", value: "::1" }, ip("0:0::1"), true],
    [{ op: "eq", value: "::2" }, ip("::1"), false],
    [{ op: "gt", value: 1 }, 2, true],
    [{ op: "gte", value: 1.5 }, 1.5, true],
    [{ op: "lt", value: 1 }, undefined, false],
    [{ op: "lte", value: 18446744073709552000 }, 18446744073709551615n, true],
    [{ op: "lt", value: 3 }, 3n, false],
    [{ op: "gt", value: 1 }, "2", false],
    [{ op: "gt", value: "10" }, "9", true],
    [{ op: "gt", value: "10" }, 9, false],
    [{ op: "lt", value: "\uffff" }, "😀", false],
    [{ op: "gt", value: true }, true, false],
    [{ op: "glob", value: ["[", "B*"] }, "bc", true],
    [{ op: "glob", value: ["1"] }, 1, false],
    [{ op: "cidr", value: ["10.0.0.0/8", "x"] }, "10.1.1.1", true],
    [{ op: "cidr", value: ["::/0"] }, ip("::1"), true],
    [{ op: "cidr", value: ["10.0.0.0/8"] }, "x", false],
    [{ op: "cidr", value: ["10.0.0.0/8"] }, undefined, false],
    [{ op: "release", comparator: "eq", value: "1.2" }, "app@1.2.0+5", true],
    [{ op: "release", comparator: "gt", value: "app@1.0.0-beta.2" }, "app@1.0.0-beta.11", true],
    [{ op: "release", comparator: "gt", value: "app@1" }, "other@2", false],
    [{ op: "release", comparator: "lt", value: "1" }, "app@1.0.0-rc1", true],
    [{ op: "release", comparator: "gte", value: "1" }, "app@abcdefabcdef", false],
    [{ op: "new" }, "a", false],
  ])("%j of %p: %p", (json, a, expected) => expect(holds({ name: "x.a", ...json }, { a })).toBe(expected));

  test("a path of something else is missing", () => {
    expect(holds({ op: "eq", name: "y.a", value: null }, { a: "a" })).toBe(true);
    expect(holds({ op: "eq", name: "y.a", value: "a" }, { a: "a" })).toBe(false);
  });
});

describe("what holds conditions", () => {
  const [YES, NO] = [
    { op: "and", inner: [] },
    { op: "or", inner: [] },
  ];

  test.each<[object, boolean]>([
    [{ op: "and", inner: [YES, NO] }, false],
    [{ op: "or", inner: [NO, YES] }, true],
    [{ op: "not", inner: NO }, true],
    [{ op: "not", inner: { op: "new" } }, true],
  ])("%j: %p", (json, expected) => expect(holds(json, {})).toBe(expected));

  test.each<[string, string | undefined, boolean]>([
    ["any", "ab", true],
    ["all", "ab", false],
    ["all", "aa", true],
    ["any", "", false],
    ["all", "", true],
    ["all", undefined, false],
  ])("%s of %p: %p", (op, a, expected) => {
    expect(holds({ op, name: "x.list", inner: { op: "eq", name: "ty", value: "a" } }, { a })).toBe(expected);
  });

  test("of another list nothing holds", () => {
    expect(holds({ op: "all", name: "x.other", inner: YES }, { a: "a" })).toBe(false);
  });
});

describe("reading", () => {
  test.each([
    [{ op: "eq", name: "a" }, "missing field `value`"],
    [{ op: "eq", value: 1 }, "missing field `name`"],
    [{ op: "glob", name: "a", value: "x" }, "value of a condition is no list"],
    [{ op: "cidr", name: "a", value: [1] }, "value of a condition holds something that is no string"],
    [{ op: "release", name: "a", value: "1" }, "missing field `comparator`"],
    [{ op: "eq", name: "a", value: "x", options: null }, "options are no object"],
    [{ op: "and", inner: {} }, "inner of a condition is no list"],
    [{ op: "not" }, "missing field `inner`"],
    [{}, "missing field `op`"],
    [null, "a condition is no object"],
  ])("%j: %s", (json, problem) => expect(parseCondition(json)).toEqual({ ok: false, error: problem }));

  test("nested too deeply is refused", () => {
    const nested = (depth: number): object =>
      depth === 0 ? { op: "new" } : { op: "not", inner: nested(depth - 1) };
    expect(parseCondition(nested(90)).ok).toBe(true);
    expect(parseCondition(nested(110)).ok).toBe(false);
  });

  test.each<[object, boolean]>([
    [{ op: "eq", name: "a", value: 1 }, true],
    [{ op: "and", inner: [{ op: "or", inner: [{ op: "new" }] }] }, false],
    [{ op: "any", name: "a", inner: { op: "new" } }, false],
    [{ op: "release", name: "a", comparator: "about", value: "1" }, false],
    [{ op: "release", name: "a", comparator: "gt", value: "foo@abc" }, false],
  ])("%j is known: %p", (json, expected) => {
    const condition = parseCondition(json);
    expect(condition.ok && isSupported(condition.value)).toBe(expected);
  });
});

describe("releases", () => {
  test.each([
    ["foo@1.2.3-beta.1+99", "foo", "1.2.3-beta.1", undefined],
    ["@scope@1.0.0", "@scope", "1.0.0", undefined],
    [" foo@1 ", "foo", "1", undefined],
    ["foo@1.2.3rc1", "foo", "1.2.3rc1", undefined],
    ["foo@abcdefabcdef", "foo", undefined, "abcdefabcdef"],
    ["foo@1.2.3.4.5", "foo", undefined, undefined],
    ["foo@1.0.0+", "foo", undefined, undefined],
    ["foo@", undefined, undefined, undefined],
  ])("%s", (text, name, short, hash) => {
    const release = parseRelease(text);
    expect([release?.package, release?.version?.short, release?.buildHash]).toEqual([name, short, hash]);
  });

  test.each(["", ".", "..", "LATEST", "a/b", "a\\b", "a\nb", "a".repeat(201)])("%j is none", (text) => {
    expect(parseRelease(text)).toBeUndefined();
  });

  test("versions in order", () => {
    const spelled = [
      "1.0-1",
      "1.0-a",
      "1.0-a.1",
      "1.0-a.b",
      "1.0-beta.2",
      "1.0-beta.11",
      "1.0",
      "1.0.0.1",
      "1.10",
    ];
    const versions = spelled.flatMap((text) => parseVersion(text) ?? []);
    expect(versions).toHaveLength(spelled.length);
    expect(versions.toReversed().sort(compareVersions)).toEqual(versions);
  });
});

test("texts compare as their bytes do, and fold as people read them", () => {
  expect(compareText("\ue000", "😀")).toBeLessThan(0);
  expect(compareText("a", "ab")).toBeLessThan(0);
  expect([foldCase("ΑΣ"), foldCase("ſ\u212a")]).toEqual([foldCase("ας"), "sk"]);
});
