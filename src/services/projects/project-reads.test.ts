import { expect, test } from "bun:test";
import { DISABLED, PENDING } from "../../domain/project/project-state.ts";
import { ProjectReads } from "./project-reads.ts";

function create() {
  const time = { nowMs: 0 };
  const reads = new ProjectReads({ monotonic: () => time.nowMs });
  let calls = 0;
  reads.onWanted = () => {
    calls++;
  };
  return { time, reads, calls: () => calls };
}

test("a key is wanted at its first use, once", () => {
  const { reads, calls } = create();
  expect([reads.use("a"), reads.use("a"), reads.use("b")]).toEqual([PENDING, PENDING, PENDING]);
  expect(calls()).toBe(1);
  expect(reads.takeWanted()).toEqual(["a", "b"]);
  expect(reads.unanswered()).toEqual(["a", "b"]);
});

test("a stale state stays in use, and is wanted again once", () => {
  const { time, reads } = create();
  reads.use("a");
  reads.takeWanted();
  expect(reads.learn([{ publicKey: "a", state: DISABLED, freshForMs: 100 }])).toEqual(["a"]);
  time.nowMs = 99;
  expect(reads.use("a")).toBe(DISABLED);
  expect(reads.takeWanted()).toEqual([]);
  time.nowMs = 100;
  expect([reads.use("a"), reads.use("a")]).toEqual([DISABLED, DISABLED]);
  expect(reads.takeWanted()).toEqual(["a"]);
  expect(reads.learn([{ publicKey: "a", state: DISABLED, freshForMs: 100 }])).toEqual([]);
  expect(reads.unanswered()).toEqual([]);
});

test("what was evicted begins anew", () => {
  const { reads } = create();
  reads.learn([{ publicKey: "a", state: DISABLED, freshForMs: 100 }]);
  reads.forget(["a", "x"]);
  expect([reads.size, reads.use("a")]).toEqual([0, PENDING]);
  expect(reads.takeWanted()).toEqual(["a"]);
});
