import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { utf8Bytes } from "../bytes.ts";
import { jsonText, parseJson } from "./parse.ts";
import { isRawNumber, type JsonValue, memberOf, numberOf, setMember } from "./value.ts";

const parse = (text: string) => parseJson(utf8Bytes(text));
const roundTrip = (text: string): string => {
  const parsed = parse(text);
  return parsed.ok ? jsonText(parsed.value) : `error: ${parsed.error.message}`;
};

describe("parseJson", () => {
  test.each([
    "1.0",
    "-0",
    "-0.0",
    "1e5",
    "1E-7",
    "0.0000001",
    "0.000001",
    "12345678901234567890",
    "123456789012345678901234567890.5",
    "1700000000.123456",
    "1700000000.1234567890",
    "9007199254740993",
    '{"a":[1.50,{"b":2.0}],"__proto__":3.0,"c":"1.0"}',
    '"é\\n\\u0000"',
  ])("keeps the digits of %s", (text) => expect(roundTrip(`{"v":${text}}`)).toBe(`{"v":${text}}`));

  test("gives plain numbers where nothing is lost", () => {
    const parsed = parse("[0, 5, -3, 0.5, 1700000000.25]");
    expect(parsed.ok && (parsed.value as JsonValue[]).some(isRawNumber)).toBe(false);
  });

  test("reads the first value and looks no further", () => {
    expect(roundTrip('{"a":1} trailing')).toBe('{"a":1}');
    expect(roundTrip("5 x")).toBe("5");
    expect(roundTrip(' "a" b')).toBe('"a"');
  });

  test("takes the last of repeated keys", () => expect(roundTrip('{"a":1,"a":2}')).toBe('{"a":2}'));

  test("takes surrogates in pairs only", () => {
    expect(roundTrip('"\\ud83d\\ude00"')).toBe('"😀"');
    expect(roundTrip('{"a":"\\ud800"}')).toBe("error: unexpected end of hex escape");
    expect(roundTrip('{"a":"\\ude00"}')).toBe("error: lone leading surrogate in hex escape");
  });

  test.each([
    ["", "EOF while parsing a value"],
    ["[1e999]", "number out of range"],
    ["[1,]", "trailing comma"],
    ['{"a":tru}', "expected ident"],
    ['{"a":1]', "expected `,` or `}`"],
    ["nope", "expected ident"],
  ])("refuses %s", (text, message) => expect(roundTrip(text)).toBe(`error: ${message}`));

  test("goes 127 levels deep", () => {
    expect(roundTrip("[".repeat(127) + "]".repeat(127))).toBe("[".repeat(127) + "]".repeat(127));
    expect(roundTrip("[".repeat(128) + "]".repeat(128))).toBe("error: recursion limit exceeded");
  });

  test("refuses what is not UTF-8", () =>
    expect(parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual({
      ok: false,
      error: { message: "invalid unicode code point", offset: 0 },
    }));

  test("agrees with the platform on any JSON", () =>
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) =>
        expect(JSON.parse(roundTrip(text))).toEqual(JSON.parse(text)),
      ),
    ));

  test("never throws, whatever the bytes", () =>
    fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void parseJson(bytes))));
});

describe("values", () => {
  test("numbers are numbers, however they are kept", () => {
    const parsed = parse("[1.0, 2, null]");
    expect(parsed.ok && (parsed.value as JsonValue[]).map(numberOf)).toEqual([1, 2, undefined]);
  });

  test("a member may have any name", () => {
    const object = {};
    setMember(object, "__proto__", 1);
    expect(JSON.stringify(object)).toBe('{"__proto__":1}');
    expect(memberOf(object, "constructor")).toBeUndefined();
  });
});
