import { describe, expect, test } from "bun:test";
import { rawNumber } from "../../../kernel/base/json/value.ts";
import { formatMessage } from "./format-message.ts";

describe("formatMessage", () => {
  test.each([
    ["a %s b %d", ["x", 5], "a x b 5"],
    ["%(who)s: %%", { who: "me" }, "me: %"],
    ["%5d|%-5s|%05.2f", [1, "a", 1.5], "1|a|1.5"],
    ["%x %X %o %#x", [255, 255, 8, 255], "ff FF 10 0xff"],
    ["%r %s", ["q", { b: 1, a: 2 }], '"q" {"a":2,"b":1}'],
    ["100% of %s", ["x"], "100% of x"],
    ["{} {}", ["a", true], "a true"],
    ["{1} {0} {1}", ["a", "b"], "b a b"],
    ["{who} {{}}", { who: "me", "": 1 }, undefined],
    ["a { b {}", [1], "a { b 1"],
    ["%s %s", ["x"], undefined],
    ["%s", [null], undefined],
    ["%(a)s", ["x"], undefined],
    ["nothing in it", ["x"], undefined],
  ])("%s with %j is %s", (message, params, expected) =>
    expect(formatMessage(message, params)).toBe(expected as never),
  );

  test("writes floats as people do", () => expect(formatMessage("%s", [rawNumber("1.0")])).toBe("1"));

  test("gives up on what gets too long", () =>
    expect(formatMessage("{0}".repeat(1_000), ["x".repeat(1_000)])).toBeUndefined());
});
