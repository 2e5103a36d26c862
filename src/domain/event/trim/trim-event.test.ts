import { describe, expect, test } from "bun:test";
import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { EventDocument } from "../document.ts";
import { MetaNode } from "../meta.ts";
import { trimEvent } from "./trim-event.ts";

function trimmed(root: JsonObject, meta?: JsonObject): JsonObject {
  const document = new EventDocument(root, MetaNode.parse(meta));
  trimEvent(document);
  return JSON.parse(document.toText());
}

describe("trimEvent", () => {
  test("cuts texts by their limit and allowance, and says so", () => {
    const [fits, cut] = ["x".repeat(276), "x".repeat(277)];
    const values = [{ type: fits }, { type: cut }];
    expect(trimmed({ exception: { values } })).toEqual({
      exception: { values: [{ type: fits }, { type: `${"x".repeat(253)}...` }] },
      _meta: {
        exception: { values: { 1: { type: { "": { rem: [["!limit", "s", 253, 256]], len: 277 } } } } },
      },
    });
  });

  test("keeps what rules have put into a text whole", () => {
    const rem = [["@email", "s", 0, 5]];
    expect(trimmed({ culprit: "x".repeat(201) }, { culprit: { "": { rem } } })._meta).toEqual({
      culprit: { "": { rem: [...rem, ["!limit", "s", 197, 200]], len: 201 } },
    });
  });

  test("fills a bag until it is full", () => {
    const extra = { a: { c: "xxxxx", b: "x".repeat(8_382), a: "x".repeat(8_000) } };
    const { a } = trimmed({ extra }).extra as { a: Record<string, string> };
    expect(Object.entries(a).map(([key, value]) => [key, value.length])).toEqual([
      ["b", 8_381],
      ["a", 8_000],
    ]);
  });

  test("makes texts of what is too deep", () => {
    const deep = JSON.parse('{"a":{"b":{"c":{"d":{"e":{"f":{"g":1}}}}}}}');
    expect(JSON.stringify(trimmed({ extra: deep }).extra)).toBe(
      String.raw`{"a":{"b":{"c":{"d":{"e":{"f":"{\"g\":1}"}}}}}}`,
    );
  });

  test("leaves the middle out of a deep stack, and details from what is left", () => {
    const frames = Array.from({ length: 300 }, (_, lineno) => ({ lineno, vars: { a: 1 } }));
    const { frames: kept } = trimmed({ stacktrace: { frames } }).stacktrace as {
      frames: { lineno: number; vars?: object }[];
    };
    expect([kept.length, kept[49]?.lineno, kept[50]?.lineno]).toEqual([250, 49, 100]);
    expect(kept.filter(({ vars }) => vars !== undefined).length).toBe(50);
  });
});
