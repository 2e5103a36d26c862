import { expect, test } from "bun:test";
import fc from "fast-check";
import { jsonMembers } from "./json-members.ts";

test.each<[string, Record<string, string>]>([
  ["{}", {}],
  [" { } \n", {}],
  ['{"a":1}', { a: "1" }],
  ['{"a":1.0,"b":12345678901234567890}', { a: "1.0", b: "12345678901234567890" }],
  ['{ "a" : [1, {"b": "}"}] , "c":"x\\"]" }', { a: '[1, {"b": "}"}]', c: '"x\\"]"' }],
  ['{"a":"\\\\","b":"\\\\\\""}', { a: '"\\\\"', b: '"\\\\\\""' }],
  ['{"a":1,"a":2}', { a: "2" }],
  ['{"\\u0061":null}', { a: "null" }],
  ['{"a":{},"b":[]}', { a: "{}", b: "[]" }],
])("%p", (json, expected) => {
  expect(Object.fromEntries(jsonMembers(json) ?? [])).toEqual(expected);
});

test.each([
  [""],
  ["["],
  ["null"],
  ["{"],
  ['{"'],
  ['{"a'],
  ['{"a"'],
  ['{"a":'],
  ['{"a":1'],
  ['{"a":1,'],
  ['{"a":1,}'],
  ['{"a":}'],
  ['{"a":[1}'],
  ["{a:1}"],
  ['{"a":1}x'],
  ['{"a" 1}'],
  ['{"a":1 2}'],
  ['{"a":1"b":2}'],
  ['{"\\x":1}'],
])("%p is no object", (json) => {
  expect(jsonMembers(json)).toBeUndefined();
});

test("values are what JSON.parse finds, whatever the spacing", () => {
  const spacing = fc.constantFrom(undefined, 1, "\t");
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), spacing, (object, space) => {
      const members = jsonMembers(JSON.stringify(object, null, space));
      const parsed = Array.from(members ?? [], ([name, json]) => [name, JSON.parse(json)]);
      expect(parsed).toEqual(Object.entries(JSON.parse(JSON.stringify(object))));
    }),
  );
});

test("any text ends, and never throws", () => {
  const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'{}[]":,\\ a1') }));
  fc.assert(fc.property(text, (json) => jsonMembers(json) === undefined || json.includes("{")));
});
