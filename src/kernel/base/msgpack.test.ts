import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { jsonText } from "./json/parse.ts";
import { MsgpackReader } from "./msgpack.ts";

function read(...bytes: readonly number[]): string {
  const value = new MsgpackReader(Uint8Array.from(bytes)).next();
  return value.ok ? jsonText(value.value) : `error: ${value.error}`;
}
/** As many lists inside one another. */
const nested = (levels: number): number[] => [...Array<number>(levels - 1).fill(0x91), 0x90];

describe("MsgpackReader", () => {
  test.each<readonly [bytes: readonly number[], json: string]>([
    [[0x07], "7"],
    [[0xff], "-1"],
    [[0xc0], "null"],
    [[0xc2], "false"],
    [[0xc3], "true"],
    [[0xcc, 0xff], "255"],
    [[0xcd, 1, 0], "256"],
    [[0xce, 0xff, 0xff, 0xff, 0xff], "4294967295"],
    [[0xcf, ...Array(8).fill(0xff)], "18446744073709551615"],
    [[0xd0, 0x80], "-128"],
    [[0xd1, 0xff, 0x00], "-256"],
    [[0xd2, 0x80, 0, 0, 0], "-2147483648"],
    [[0xd3, 0x80, 0, 0, 0, 0, 0, 0, 0], "-9223372036854775808"],
    [[0xca, 0x3d, 0xcc, 0xcc, 0xcd], "0.10000000149011612"],
    [[0xcb, 0x40, 0, 0, 0, 0, 0, 0, 0], "2.0"],
    [[0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0], "-0.0"],
    [[0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], "null"],
    [[0xa2, 0xc3, 0xa9], '"é"'],
    [[0xd9, 1, 0x61], '"a"'],
    [[0x92, 1, 0x91, 2], "[1,[2]]"],
    [[0xdc, 0, 1, 0xa0], '[""]'],
    [[0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 2], '{"a":2}'],
    [[0xde, 0, 1, 0xc4, 1, 0x61, 1], '{"a":1}'],
  ])("reads %p", (bytes, json) => expect(read(...bytes)).toBe(json));

  test.each<readonly [bytes: readonly number[], message: string]>([
    [[], "unexpected end"],
    [[0xa2, 0x61], "unexpected end"],
    [[0xdf, 0xff, 0xff, 0xff, 0xff], "unexpected end"],
    [[0xdd, 0xff, 0xff, 0xff, 0xff, 1], "unexpected end"],
    [[0xc1], "no JSON for marker 0xc1"],
    [[0xc4, 1, 0x61], "no JSON for marker 0xc4"],
    [[0xd4, 1, 2], "no JSON for marker 0xd4"],
    [[0xa1, 0xff], "text is not UTF-8"],
    [[0x81, 0x01, 0x01], "a key is no text"],
    [[0x81, 0xa1, 0xff, 0x01], "text is not UTF-8"],
  ])("refuses %p", (bytes, message) => expect(read(...bytes)).toBe(`error: ${message}`));

  test("goes 127 levels deep", () => {
    expect(read(...nested(127))).toBe("[".repeat(127) + "]".repeat(127));
    expect(read(...nested(128))).toBe("error: nested too deeply");
  });

  test("a member may have any name", () => {
    const key = [...Buffer.from("__proto__")];
    expect(read(0x81, 0xa0 + key.length, ...key, 1)).toBe('{"__proto__":1}');
  });

  test("reads value after value", () => {
    const reader = new MsgpackReader(Uint8Array.of(1, 0xa1, 0x61));
    expect([reader.next(), reader.isAtEnd, reader.next(), reader.isAtEnd]).toEqual([
      { ok: true, value: 1 },
      false,
      { ok: true, value: "a" },
      true,
    ]);
  });

  test("never throws, whatever the bytes", () =>
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void read(...bytes))));
});
