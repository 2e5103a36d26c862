import { expect, test } from "bun:test";
import { Backoff, Outage } from "./outage.ts";

test("an outage needs errors that last", () => {
  const outage = new Outage(10_000);
  expect(outage.failed(1_000)).toBe(false);
  expect(outage.failed(10_999)).toBe(false);
  expect(outage.state).toBe("interrupted");
  expect(outage.failed(11_000)).toBe(true);
  expect(outage.failed(12_000)).toBe(false);
  expect(outage.state).toBe("outage");
  expect(outage.answered()).toBe(true);
  expect(outage.state).toBe("connected");
});

test("one answer in between starts the count anew", () => {
  const outage = new Outage(10_000);
  outage.failed(0);
  expect(outage.answered()).toBe(false);
  outage.failed(9_000);
  expect(outage.failed(11_000)).toBe(false);
});

test("pauses grow by half up to the cap, the first is none", () => {
  const backoff = new Backoff(4_000);
  expect(Array.from({ length: 7 }, () => backoff.next())).toEqual([
    0, 1_000, 1_500, 2_250, 3_375, 4_000, 4_000,
  ]);
  backoff.reset();
  expect(backoff.next()).toBe(0);
});
