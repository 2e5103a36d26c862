import { describe, expect, test } from "bun:test";
import { jsonText } from "../../../kernel/base/json/parse.ts";
import { eventOfForm } from "./form-event.ts";

function made(...fields: (readonly [string, string])[]): unknown {
  const event = eventOfForm(fields);
  return event.ok ? JSON.parse(jsonText(event.value)) : event.error;
}

describe("eventOfForm", () => {
  test.each<readonly [name: string, event: unknown]>([
    ["foo", { extra: { foo: "v" } }],
    ["foo[bar]", { extra: { "foo[bar]": "v" } }],
    ["sentry[release]", { release: "v" }],
    ["sentry[tags][a b]", { tags: { "a b": "v" } }],
    ["sentry[exception][0][type]", { exception: { 0: { type: "v" } } }],
    ["sentry[a][]", { a: { "": "v" } }],
    ["sentry[a][", { a: "v" }],
    ["sentry[a", {}],
    ["sentry[a[b]", { "a[b": "v" }],
    ["sentry[a]b", { extra: { "sentry[a]b": "v" } }],
    ["sentry[a]]", { extra: { "sentry[a]]": "v" } }],
    ["sentry[__proto__][x]", JSON.parse('{"__proto__":{"x":"v"}}')],
    ["sentry_", { extra: { sentry_: "v" } }],
    ["sentry__x", { extra: { sentry__x: "v" } }],
    ["sentry__-1", { extra: { "sentry__-1": "v" } }],
  ])("%s", (name, event) => expect(made([name, "v"])).toEqual(event));

  test("JSON adds up, in whole and in pieces", () => {
    expect(made(["sentry", '{"a":{"x":1}}'], ["sentry___more", '{"a":{"y":2}}'])).toEqual({
      a: { x: 1, y: 2 },
    });
    expect(made(["sentry__10", '"}'], ["sentry__2", "c"], ["sentry__+1", '{"a":"b'])).toEqual({ a: "bc" });
    expect(made(["sentry__1", '{"a":1}'], ["sentry__1", '{"a":2}'])).toEqual({ a: 2 });
  });

  test("the first to say something counts, and pieces last", () => {
    expect(made(["sentry", '{"a":null,"b":{"c":1}}'], ["sentry[a]", "x"], ["sentry[b][c]", "x"])).toEqual({
      a: null,
      b: { c: 1 },
    });
    expect(made(["sentry__1", '{"a":"piece"}'], ["sentry", '{"a":"whole"}'])).toEqual({ a: "whole" });
    expect(made(["foo", "1"], ["foo", "2"], ["sentry[extra][foo]", "3"])).toEqual({ extra: { foo: "1" } });
    expect(made(["sentry", '{"extra":[1]}'], ["foo", "1"])).toEqual({ extra: [1] });
  });

  test("what is no JSON says nothing", () =>
    expect(made(["sentry", "{bad"], ["sentry", '{"a":1} x'], ["sentry", "3"], ["sentry__1", "{"])).toEqual(
      {},
    ));

  test("digits stay", () => {
    const event = eventOfForm([["sentry", '{"a":1.0,"b":12345678901234567890}']]);
    expect(event.ok && jsonText(event.value)).toBe('{"a":1.0,"b":12345678901234567890}');
  });

  test("goes 15 keys deep", () => {
    expect(made([`sentry${"[a]".repeat(15)}`, "v"])).toBeObject();
    expect(made([`sentry${"[a]".repeat(16)}`, "v"])).toBe("nesting_too_deep");
  });
});
