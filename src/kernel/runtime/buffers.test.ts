import { expect, test } from "bun:test";
import { freeBytes } from "./buffers.ts";

const LARGE = 64 * 1024;

test("a large buffer is empty afterwards, and every view of it", () => {
  const bytes = new Uint8Array(LARGE);
  const view = bytes.subarray(10, 20);
  freeBytes(bytes);
  expect([bytes.length, view.length]).toEqual([0, 0]);
});

test("small ones and views of a part are left alone", () => {
  const small = new Uint8Array(LARGE - 1);
  const whole = new Uint8Array(2 * LARGE);
  for (const bytes of [small, whole.subarray(LARGE)]) freeBytes(bytes);
  expect([small.length, whole.length]).toEqual([LARGE - 1, 2 * LARGE]);
});

test("what is shared with other threads is left alone", () => {
  const shared = new Uint8Array(new SharedArrayBuffer(LARGE));
  freeBytes(shared);
  expect(shared.length).toBe(LARGE);
});

test("twice does no harm", () => {
  const bytes = new Uint8Array(LARGE);
  freeBytes(bytes);
  freeBytes(bytes);
  expect(bytes.length).toBe(0);
});
