import { describe, expect, test } from "bun:test";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import type { JsonValue } from "../../kernel/base/json/value.ts";
import { checkEvent } from "./check.ts";
import { EventDocument } from "./document.ts";
import { VALUE_TYPES } from "./schema/value-types.ts";
import { type Visitor, type WalkNode, walk } from "./walk.ts";

function documentOf(event: unknown): EventDocument {
  const document = EventDocument.parse(utf8Bytes(JSON.stringify(event)));
  if (!document.ok) throw new Error(document.error.message);
  checkEvent(document.value, { constrained: false });
  return document.value;
}

function pathOf(node: WalkNode): string {
  const step = node.key ?? String(node.index);
  return node.parent?.parent === undefined ? step : `${pathOf(node.parent)}.${step}`;
}

/** Paths of all that is visited, with class and types. */
function visits(event: unknown): string[] {
  const seen: string[] = [];
  const visit: Visitor["visit"] = (value, node) => {
    const types = Object.entries(VALUE_TYPES).filter(([, bit]) => (node.types & bit) !== 0);
    seen.push(`${pathOf(node)} ${node.pii} ${types.map(([name]) => name)}`);
    return value;
  };
  walk(documentOf(event), { visit });
  return seen;
}

describe("walk", () => {
  test("visits what may hold personal data, by the class of its place", () =>
    expect(
      visits({
        level: "info",
        transaction: "t",
        culprit: "c",
        server_name: "s",
        logentry: { message: "m", formatted: "f" },
        exception: [{ type: "T", value: "v" }],
        user: { ip_address: "::1" },
      }),
    ).toEqual([
      "culprit maybe string",
      "server_name true string",
      "logentry.formatted true string,message",
      "exception.values.0.value true string",
      "user.ip_address true string",
    ]));

  test("names pairs by their keys, in free lists too", () =>
    expect(visits({ tags: { a: "b" }, extra: { l: [["k", 1]], m: [["k", 1], 2] } })).toEqual([
      "tags maybe object",
      "tags.a maybe string",
      "extra true object",
      "extra.l true array",
      "extra.l.k true number",
      "extra.m true array",
      "extra.m.0 true array",
      "extra.m.0.0 true string",
      "extra.m.0.1 true number",
      "extra.m.1 true number",
    ]));

  test("visits a null about which something is said", () =>
    expect(visits({ user: { email: 5, name: null } })).toEqual(["user.email true string"]));

  test("puts what the visitor gives in place, and does not look into what it deletes", () => {
    const document = documentOf({ extra: { a: { b: "x" }, c: "y" }, tags: [["k", "v"]] });
    const visit = (value: JsonValue, node: WalkNode): JsonValue => {
      if (node.key === "b") throw new Error("visited");
      if (node.key !== "a" && node.key !== "k") return value;
      node.meta().addRemark(["rule", "x"]);
      return null;
    };
    walk(document, { visit });
    const rem = { "": { rem: [["rule", "x"]] } };
    expect(JSON.parse(document.toText())).toEqual({
      extra: { a: null, c: "y" },
      tags: [["k", null]],
      _meta: { extra: { a: rem }, tags: { 0: { 1: rem } } },
    });
  });
});
