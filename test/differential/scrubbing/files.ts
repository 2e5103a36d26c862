import { byRules, DEFAULTS, EVENT_ID, json, type ScrubbingCase } from "./case.ts";

const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");
const NOISE = Buffer.from([0xff, 0xdf]);
const FILES: Readonly<Record<string, Buffer>> = {
  plain: Buffer.from("hello a@b.cd secret foo\nbar é 1.2.3.4 end"),
  utf16: utf16("hello a@b.cd secret foo\nbar é 1.2.3.4 end"),
  mixed: Buffer.concat([
    Buffer.from("foo secretX "),
    utf16("foo secret é😀 foo"),
    Buffer.from([0xff, 0xfe, 0, 0xd8, 1, 2]),
    Buffer.from("foo"),
    utf16("\0foo1"),
    NOISE,
    utf16("foo2 ab"),
  ]),
  odd: Buffer.concat([Buffer.from("x"), utf16("foo secret bar")]),
  short: Buffer.concat([NOISE, utf16("foo1"), NOISE, utf16("foo12"), NOISE]),
  binary: Buffer.from([0, 255, 1, 2, 0x66, 0x6f, 0x6f, 0, 128, 0xc3, 0xa9]),
};
const REDACTIONS = [
  { method: "mask" },
  { method: "hash" },
  { method: "remove" },
  { method: "replace", text: "[REDACTED-LONG]" },
  { method: "replace", text: "é" },
  { method: "newer" },
];
const PATTERNS: readonly (readonly [pattern: string, replaceGroups?: readonly number[]])[] = [
  ["foo"],
  ["secret\\w*"],
  ["foo.b"],
  ["é"],
  ["(fo)(o)", [2]],
  ["[^a-z]+"],
  ["\\pL+"],
  ["x*"],
];
const BUILTINS = [
  "@email",
  "@ip",
  "@password",
  "@anything:mask",
  "@anything:hash",
  "@password:replace",
  "@common",
];
const SELECTORS = [
  "$binary", "**", "$attachments.**", "$attachments.'other'", "$attachments.'A.BIN'", "$attachments.'a.bin' && $binary",
  "a.bin", "'a.bin'", "$attachments.*", "!$string", "$attachments",
]; // biome-ignore format: a table
const VIEWS: Readonly<Record<string, readonly string[]>>[] = [
  { $string: ["@email"] },
  { "windows.text": ["@anything:mask"], "windows.children.text": ["@anything:mask"] },
  { text: ["@anything:remove"] },
  { $string: ["@password:filter"] },
  { "windows.**": ["@anything:mask"] },
  { "**": ["@anything:mask"] },
  { "windows.*": ["@anything:mask"] },
  { "windows.0.**": ["@anything:mask"] },
  { "$string.text": ["@anything:mask"] },
];
const VIEW = { attachment_type: "event.view_hierarchy", filename: "view-hierarchy.json" };
const HIERARCHY = {
  rendering_system: "x a@b.cd",
  windows: [
    { type: "a@b.cd", children: [{ password: "x", text: "a@b.cd", visible: true }], list: ["a@b.cd", "b"] },
  ],
};

export const FILE_CASES: readonly ScrubbingCase[] = [
  ...Object.entries(FILES).flatMap(([name, bytes]) => [
    ...PATTERNS.flatMap(([pattern, replaceGroups]) =>
      REDACTIONS.map((redaction) => {
        const rule = { type: "pattern", pattern, redaction, ...(replaceGroups && { replaceGroups }) };
        return file(`${pattern} ${JSON.stringify(redaction)} ${name}`, named(["r"], { r: rule }), bytes);
      }),
    ),
    ...BUILTINS.map((rule) => file(`${rule} ${name}`, named([rule]), bytes)),
  ]),
  ...SELECTORS.flatMap((selector) => [
    file(`by ${selector}`, byRules({ [selector]: ["@email"] }), FILES.plain as Buffer),
    file(
      `by ${selector}, beside one that is named`,
      byRules({ [selector]: ["@email"], "$attachments.'nope'": ["@mac"] }),
      FILES.plain as Buffer,
    ),
  ]),
  file("switches do not reach files", DEFAULTS, FILES.plain as Buffer),
  ...VIEWS.map((view) =>
    file(`view hierarchy ${JSON.stringify(view)}`, byRules(view), json(HIERARCHY), VIEW),
  ),
  file("broken view hierarchy", byRules({ $string: ["@email"] }), Buffer.from("{nope a@b.cd"), VIEW),
];

function named(rules: readonly string[], own: object = {}): object {
  return byRules({ "$attachments.'a.bin'": rules }, own);
}

function file(name: string, config: object, bytes: Buffer, header: object = {}): ScrubbingCase {
  const item = { type: "attachment", filename: "a.bin", ...header };
  return {
    name: `file: ${name}`,
    config: { ...config },
    header: { event_id: EVENT_ID },
    parts: [[item, bytes]],
  };
}
