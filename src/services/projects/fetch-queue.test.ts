import { expect, test } from "bun:test";
import { FetchQueue } from "./fetch-queue.ts";

const create = () => new FetchQueue({ roundMs: 30_000, maxPauseMs: 60_000 });
const key = (publicKey: string) => ({ publicKey, revision: undefined });
const names = (keys: readonly { readonly publicKey: string }[]) => keys.map(({ publicKey }) => publicKey);

test("first come, first served, each once", () => {
  const queue = create();
  for (const name of ["a", "b", "a", "c"]) queue.add(key(name), 0);
  expect(names(queue.take(2))).toEqual(["a", "b"]);
  queue.add(key("a"), 1);
  queue.failed("a");
  queue.done("b");
  expect(names(queue.take(9))).toEqual(["c", "a"]);
});

test("a pending key is asked for at once for a round, then with growing rests", () => {
  const queue = create();
  queue.add(key("a"), 0);
  const rests: number[] = [];
  let nowMs = 0;
  for (let round = 0; round < 4; round++) {
    queue.take(1);
    queue.pending("a", nowMs);
    expect(queue.due).toBe(1); // within the round
    queue.take(1);
    nowMs += 30_000;
    queue.pending("a", nowMs);
    expect(queue.due).toBe(0);
    const nextMs = queue.wake(nowMs - 1) ?? Number.NaN;
    rests.push(nextMs - nowMs);
    expect(queue.wake(nextMs)).toBeUndefined();
    expect(queue.due).toBe(1);
    nowMs = nextMs;
  }
  expect(rests).toEqual([0, 1_000, 1_500, 2_250]);
});

test("a resting key that is asked for again rests no more", () => {
  const queue = create();
  queue.add(key("a"), 0);
  queue.take(1);
  queue.pending("a", 40_000);
  queue.add(key("a"), 40_001);
  expect(names(queue.take(5))).toEqual(["a"]);
  queue.done("a");
  expect([queue.wake(1_000_000), queue.due]).toEqual([undefined, 0]);
});

test("each key is called delayed once", () => {
  const queue = create();
  queue.add(key("a"), 0);
  queue.add(key("b"), 0);
  queue.take(1);
  expect([...queue.takeDelayed()].sort()).toEqual(["a", "b"]);
  queue.failed("a");
  queue.add(key("c"), 1);
  expect(queue.takeDelayed()).toEqual(["c"]);
});
