import { expect, test } from "bun:test";
import { parsePiiConfig } from "./pii-config.ts";
import { scrubAttachment } from "./scrub-attachment.ts";
import { Scrubber } from "./scrubber.ts";

const MASK = { method: "mask" };

function scrub(bytes: Buffer, rule: object | string, selector = "$attachments.'a.txt'"): Buffer {
  const own = typeof rule === "string" ? {} : { rules: { r: rule } };
  const config = parsePiiConfig(
    JSON.stringify({ ...own, applications: { [selector]: [typeof rule === "string" ? rule : "r"] } }),
  );
  if (!config.ok) throw new Error(config.error);
  const copy = Buffer.from(bytes);
  scrubAttachment(copy, "A.txt", new Scrubber(config.value));
  return copy;
}

function pattern(source: string, redaction: object = MASK, replaceGroups?: readonly number[]): object {
  return { type: "pattern", pattern: source, redaction, ...(replaceGroups && { replaceGroups }) };
}

const utf16 = (text: string): Buffer => Buffer.from(text, "utf16le");
const PLAIN = Buffer.from("hello a@b.cd secret foo\nbar");

test.each([
  [{ method: "mask" }, "hello a@b.cd ****** foo\nbar"],
  [{ method: "default" }, "hello a@b.cd ****** foo\nbar"],
  [{ method: "remove" }, "hello a@b.cd ****** foo\nbar"],
  [{ method: "replace", text: "[X]" }, "hello a@b.cd [X]*** foo\nbar"],
  [{ method: "replace", text: "[LONGER]" }, "hello a@b.cd [LONGE foo\nbar"],
  [{ method: "newer" }, "hello a@b.cd secret foo\nbar"],
])("%j keeps the length", (redaction, text) => {
  expect(scrub(PLAIN, pattern("secret", redaction)).toString()).toBe(text);
});

test("groups, and dots that take line breaks", () => {
  expect(scrub(PLAIN, pattern("(fo)(o.b)", MASK, [2])).toString()).toBe("hello a@b.cd secret fo***ar");
});

test("a rule for whole values is the end of all of it", () => {
  expect(scrub(PLAIN, "@password:mask").toString()).toBe("*".repeat(PLAIN.length));
  expect(scrub(PLAIN, "@anything:replace").toString()).toBe("[Filtered]".padEnd(PLAIN.length, "*"));
});

test("UTF-16 is found between bytes that are none", () => {
  const noise = Buffer.from([0xff, 0xdf]);
  const bytes = Buffer.concat([noise, utf16("secret é"), noise, utf16("foo1"), noise, utf16("😀foo12")]);
  const found = scrub(bytes, pattern("secret|foo|é"));
  expect(found).toEqual(
    Buffer.concat([noise, utf16("****** *"), noise, utf16("foo1"), noise, utf16("😀***12")]),
  );
  expect(scrub(utf16("my secret word"), "@password:mask")).toEqual(utf16("my ****** word"));
});

test("classes of Unicode are for UTF-16 alone", () => {
  expect(scrub(utf16("héllo 1"), pattern("\\pL+"))).toEqual(utf16("***** 1"));
});

test.each([
  ["$binary", true],
  ["$attachments.**", true],
  ["'a.txt'", true],
  ["$attachments.'b.txt'", false],
  ["$string", false],
])("%s", (selector, isFound) => {
  expect(scrub(PLAIN, "@email", selector).includes("[email")).toBe(isFound);
});

test("only a plain path to a file's name asks for files to be read", () => {
  const names = (selector: string): boolean => {
    const config = parsePiiConfig(JSON.stringify({ applications: { [selector]: ["@email"] } }));
    return config.ok && new Scrubber(config.value).namesAttachments;
  };
  expect(["$attachments.'a.txt'", "$attachments.a.**"].map(names)).toEqual([true, true]);
  expect(["$attachments.**", "$binary", "**", "$attachments.a && $binary"].map(names)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
