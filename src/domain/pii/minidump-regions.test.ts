import { expect, test } from "bun:test";
import { minidumpRegions } from "./minidump-regions.ts";

/** A dump of a thread whose stack is in the list of memory too, with one more piece of memory. */
function dump(): Buffer {
  const words = new Array<number>(64).fill(0);
  const set = (at: number, ...values: readonly number[]): void => {
    words.splice(at / 4, values.length, ...values);
  };
  set(0, 0x504d444d, 0xa793, 2, 32);
  set(32, 3, 52, 56); // threads
  set(44, 5, 36, 108); // memory
  set(56, 1);
  set(56 + 4 + 32, 16, 160); // the stack
  set(108, 2);
  set(108 + 4 + 8, 24, 160); // it, and a little more
  set(108 + 20 + 8, 32, 200);
  return Buffer.from(Uint32Array.from(words).buffer);
}

test("memory is told apart from the stacks in it", () => {
  expect(minidumpRegions(dump())).toEqual([
    { kind: "stack_memory", start: 160, end: 176 },
    { kind: "heap_memory", start: 176, end: 184 },
    { kind: "heap_memory", start: 200, end: 232 },
  ]);
});

test("what is cut off, or no dump, has no regions", () => {
  const whole = dump();
  for (let length = 0; length < 232; length++)
    expect(minidumpRegions(whole.subarray(0, length))).toBeUndefined();
  expect(minidumpRegions(Buffer.from("no dump, whatever it says"))).toBeUndefined();
});

test("any words end, and what is found lies inside", () => {
  const whole = dump();
  for (let at = 0; at < 160; at += 4)
    for (const word of [0, 1, 7, 0xff, 0x7fff_ffff, 0xffff_ffff]) {
      const broken = Buffer.from(whole);
      broken.writeUInt32LE(word, at);
      for (const { start, end } of minidumpRegions(broken) ?? []) {
        expect(start).toBeLessThan(end);
        expect(end).toBeLessThanOrEqual(broken.length);
      }
    }
});
