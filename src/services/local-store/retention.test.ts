import { expect, test } from "bun:test";
import { expired } from "./retention.ts";

const LIMITS = { maxBytes: 1_000, maxAgeMs: 100 };
const at = (id: number, receivedAtMs: number, sizeBytes = 100) => ({ id, receivedAtMs, sizeBytes });

test("keeps what is young and fits", () => {
  expect(expired([at(1, 950), at(2, 960)], 200, LIMITS, 1_000)).toBeUndefined();
});

test("age: everything before the first young one goes", () => {
  expect(expired([at(1, 10), at(2, 20), at(3, 950)], 300, LIMITS, 1_000)).toBe(2);
});

test("bytes: makes some room at once, rather than a little for each arrival", () => {
  const envelopes = Array.from({ length: 11 }, (_, i) => at(i, 1_000));
  expect(expired(envelopes, 1_100, LIMITS, 1_000)).toBe(1);
});

test("one envelope larger than the limit goes too", () => {
  expect(expired([at(1, 1_000, 5_000)], 5_000, LIMITS, 1_000)).toBe(1);
});
