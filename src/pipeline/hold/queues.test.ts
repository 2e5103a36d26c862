import { describe, expect, test } from "bun:test";
import type { HeldEnvelope } from "../held-envelope.ts";
import { Queues } from "./queues.ts";

const held = (ownKey: string, eventId: string, samplingKey = ownKey): HeldEnvelope =>
  ({ ownKey, samplingKey, eventId, sizeBytes: 10 }) as HeldEnvelope;

describe("parked pairs", () => {
  test("are asked about once, until one of their keys is woken", () => {
    const queues = new Queues();
    const asked: (string | undefined)[] = [];
    const known = new Set(["b"]);
    const pop = () =>
      queues.pop((top) => {
        asked.push(top.eventId);
        return known.has(top.ownKey) && known.has(top.samplingKey);
      })?.eventId;
    queues.push(held("a", "1"));
    queues.push(held("b", "2"));
    queues.push(held("b", "3", "c"));
    expect([pop(), pop()]).toEqual(["2", undefined]);
    expect(asked).toEqual(["1", "2", "3"]);
    expect([queues.isIdle, queues.size]).toEqual([true, 2]);
    queues.push(held("a", "4"));
    expect(pop()).toBeUndefined();
    known.add("c");
    queues.wake(["c", "x"]);
    expect([pop(), pop()]).toEqual(["3", undefined]);
    known.add("a");
    queues.wake(["a"]);
    expect([pop(), pop(), pop()]).toEqual(["4", "1", undefined]);
    expect([queues.size, queues.bytes]).toEqual([0, 0]);
  });

  test("go to disk like all others", () => {
    const queues = new Queues();
    for (const name of ["1", "2"]) queues.push(held("a", name));
    queues.push(held("b", "3"));
    queues.pop(() => false);
    queues.push(held("c", "4"));
    expect(queues.takeOldest(25).map(({ eventId }) => eventId)).toEqual(["1", "3", "4"]);
    expect(queues.takeOldest(25).map(({ eventId }) => eventId)).toEqual(["2"]);
    expect([queues.size, queues.isIdle]).toEqual([0, true]);
    queues.wake(["a", "b"]);
    queues.push(held("a", "5"));
    expect(queues.pop()?.eventId).toBe("5");
  });

  test("can all be woken at once", () => {
    const queues = new Queues();
    queues.push(held("a", "1"));
    queues.push(held("b", "2"));
    queues.pop(() => false);
    queues.wakeAll();
    expect([queues.pop()?.eventId, queues.pop()?.eventId]).toEqual(["1", "2"]);
  });
});
