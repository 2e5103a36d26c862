import { expect, test } from "bun:test";
import { asArray, asNumber, asObject, asText, asValues, firstText } from "./loose-json.ts";

const ANYTHING = [null, undefined, 0, Number.NaN, "", "a", true, [], [1], {}, { values: 3 }, { values: [1] }];

test("answers the shape that was asked for, whatever is there", () => {
  for (const value of ANYTHING) {
    expect(Array.isArray(asArray(value))).toBe(true);
    expect(Array.isArray(asObject(value))).toBe(false);
    expect(Array.isArray(asValues(value))).toBe(true);
    expect(typeof asText(value)).toBe("string");
  }
});

test("keeps what fits", () => {
  expect(asObject({ a: 1 })).toEqual({ a: 1 });
  expect(asValues({ values: [1] })).toEqual([1]);
  expect(asValues([2])).toEqual([2]);
  expect([asText(1.5), asText(false), asText({})]).toEqual(["1.5", "false", ""]);
  expect([asNumber(2), asNumber("2"), asNumber(Number.POSITIVE_INFINITY)]).toEqual([2, undefined, undefined]);
  expect(firstText("", undefined, 0, "x")).toBe("0");
});
