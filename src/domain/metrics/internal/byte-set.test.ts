import { expect, test } from "bun:test";
import fc from "fast-check";
import { ByteSet } from "./byte-set.ts";
import { readVarints, VarintWriter } from "./varints.ts";
import { Words } from "./words.ts";

test("numbers are those of a plain map", () => {
  const key = fc.uint8Array({ maxLength: 12 });
  fc.assert(
    fc.property(fc.array(key, { maxLength: 200 }), (keys) => {
      const set = new ByteSet();
      const expected = new Map<string, number>();
      for (const bytes of keys) {
        const text = bytes.join();
        if (!expected.has(text)) expected.set(text, expected.size);
        expect(set.indexOf(bytes, bytes.length)).toBe(expected.get(text) as number);
      }
      expect(set.size).toBe(expected.size);
      for (const [text, index] of expected) expect(set.at(index).join()).toBe(text);
    }),
  );
});

test("thousands of keys keep their numbers", () => {
  const words = new Words();
  for (let index = 0; index < 20_000; index++) expect(words.indexOf(`word ${index}`)).toBe(index);
  for (let index = 0; index < 20_000; index++) expect(words.indexOf(`word ${index}`)).toBe(index);
  expect(words.at(19_999)).toBe("word 19999");
});

test("texts come back as they were", () => {
  const words = new Words();
  for (const text of ["", "a", "é", "😀", "x".repeat(5_000), "é".repeat(5_000)]) {
    expect(words.at(words.indexOf(text))).toBe(text);
  }
});

test("numbers come back as they were", () => {
  const writer = new VarintWriter();
  fc.assert(
    fc.property(fc.array(fc.maxSafeNat(), { maxLength: 200 }), (values) => {
      writer.clear();
      for (const value of values) writer.write(value);
      expect(readVarints(writer.bytes.subarray(0, writer.length))).toEqual(values);
    }),
  );
});
