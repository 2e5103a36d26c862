import { describe, expect, test } from "bun:test";
import { Fault } from "../../base/fault.ts";
import type { Address } from "../address.ts";
import type { Piped } from "../context.ts";
import type { ActorSystem } from "../system.ts";
import { TestSystem } from "../testkit/test-system.ts";
import { type Arbiter, startArbiter } from "./arbiter.ts";
import type { Batch } from "./frames.ts";
import { runInside } from "./inside.ts";
import type { Undelivered } from "./purse.ts";

interface SinkProtocol {
  put(value: unknown): void;
  count(): number;
  fail(): void;
  callBack(to: Address<SinkProtocol>): boolean;
  release(): void;
}

interface Outcome {
  readonly arbiter: Arbiter<{ sink: Address<SinkProtocol> }>;
  readonly inside: { system: ActorSystem; received: unknown[] };
  kill(): void;
}

/** An Arbiter over a port that clones like a thread's, but in the same thread and in virtual time. */
async function fakeArbiter(
  outer: TestSystem,
  options: {
    capacity: number;
    maxBytes?: number;
    hold?: boolean;
    onUndelivered?: (lost: readonly Undelivered[]) => void;
  },
): Promise<Outcome> {
  const inner = TestSystem.start({ seed: 3 });
  const received: unknown[] = [];
  let kill = (): void => {};
  let innerSystem: ActorSystem | undefined;
  let dead = false;
  const starting = startArbiter<null, { sink: Address<SinkProtocol> }>(outer.system, {
    name: "fake",
    init: null,
    ...(options.onUndelivered ? { onUndelivered: options.onUndelivered } : {}),
    start: ({ data, onMessage, onEnd }) => {
      const toInside: ((batch: Batch) => void)[] = [];
      const deliver = (to: (batch: Batch) => void, batch: Batch, transfer?: readonly ArrayBuffer[]): void => {
        const copy = structuredClone(batch, { transfer: [...(transfer ?? [])] });
        queueMicrotask(() => {
          if (!dead) to(copy);
        });
      };
      kill = () => {
        dead = true;
        onEnd(new Error("killed"));
      };
      const held: (() => void)[] = [];
      innerSystem = runInside<null, { sink: Address<SinkProtocol> }>(
        {
          data: structuredClone(data),
          post: (batch, transfer) => deliver(onMessage, batch, transfer),
          receive: (onBatch) => void toInside.push(onBatch),
        },
        (system) => ({
          sink: system.spawn<SinkProtocol & { held(result: Piped<void>): void }>("sink", () => ({
            mailbox: {
              capacity: options.capacity,
              whenFull: "refuse",
              inFlight: 1,
              ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
              urgent: ["release"],
            },
            handlers: {
              put: (value, ctx) => {
                received.push(value);
                if (options.hold) ctx.pipe(new Promise<void>((resolve) => held.push(resolve)), "held");
              },
              held: () => {},
              count: () => received.length,
              fail: () => {
                throw new Fault("inside", { code: "BATON_TEST", source: "local" });
              },
              callBack: (to) => to.send("put", "called back"),
              release: () => {
                for (const resolve of held.splice(0)) resolve();
              },
            },
          })),
        }),
        { clock: inner.clock },
      );
      return {
        post: (batch, transfer) => toInside[0] && deliver(toInside[0], batch, transfer),
        terminate: async () => {
          dead = true;
        },
      };
    },
  });
  for (let i = 0; i < 5; i++) await outer.settle();
  return {
    arbiter: await starting,
    inside: { system: innerSystem as ActorSystem, received },
    kill: () => kill(),
  };
}

const turns = async (system: TestSystem): Promise<void> => {
  for (let i = 0; i < 5; i++) await system.settle();
};

describe("an Arbiter", () => {
  test("carries messages in order, replies, and faults with their code", async () => {
    const outer = TestSystem.start();
    const { arbiter, inside } = await fakeArbiter(outer, { capacity: 100 });
    const { sink } = arbiter.exports;
    for (let n = 0; n < 20; n++) expect(sink.send("put", n)).toBe(true);
    const count = sink.ask("count");
    const failed = sink.ask("fail").catch((error: unknown) => error);
    await turns(outer);
    expect(inside.received).toEqual(Array.from({ length: 20 }, (_, n) => n));
    expect(await count).toBe(20);
    expect(await failed).toMatchObject({ code: "BATON_ACTOR_CRASHED", cause: { code: "BATON_TEST" } });
    expect((await settled(outer, arbiter.stats()))[0]).toMatchObject({
      path: "/sink",
      arbiter: "fake",
      restarts: 1,
    });
  });

  test("refuses at the sender when the mailbox is full over there, and goes on when it has room", async () => {
    const outer = TestSystem.start();
    const { arbiter, inside } = await fakeArbiter(outer, { capacity: 8, hold: true });
    const { sink } = arbiter.exports;
    let accepted = 0;
    for (let round = 0; round < 20; round++) {
      for (let n = 0; n < 5; n++) if (sink.send("put", accepted)) accepted++;
      await turns(outer);
      const depth = inside.system.stats()[0]?.depth ?? 0;
      expect(depth).toBeLessThanOrEqual(8);
    }
    expect(accepted).toBe(9); // one being handled, eight waiting
    expect(sink.send("put", "too many")).toBe(false);
    for (let i = 0; i < 30 && inside.received.length < 9; i++) {
      inside.system.stats();
      (insideAddress(inside.system) as Address<SinkProtocol>).send("release");
      await turns(outer);
    }
    expect(inside.received.length).toBe(9);
    expect(sink.send("put", "again")).toBe(true);
  });

  test("two senders share a small mailbox: neither starves, the bound holds", async () => {
    const outer = TestSystem.start();
    const { arbiter, inside } = await fakeArbiter(outer, { capacity: 2 });
    const local = insideAddress(inside.system) as Address<SinkProtocol>;
    let far = 0;
    let near = 0;
    for (let round = 0; round < 50; round++) {
      if (arbiter.exports.sink.send("put", "far")) far++;
      if (local.send("put", "near")) near++;
      expect(inside.system.stats()[0]?.depth ?? 0).toBeLessThanOrEqual(2);
      await turns(outer);
    }
    expect(far).toBeGreaterThan(10);
    expect(near).toBeGreaterThan(10);
    expect(inside.received.length).toBe(far + near);
  });

  test("addresses travel in messages", async () => {
    const outer = TestSystem.start();
    const { arbiter } = await fakeArbiter(outer, { capacity: 10 });
    const probe = outer.spawn<SinkProtocol>({
      handlers: {
        put: (value) => void got.push(value),
        count: () => 0,
        fail: () => {},
        callBack: () => false,
        release: () => {},
      },
    });
    const got: unknown[] = [];
    const answered = arbiter.exports.sink.ask("callBack", probe);
    await turns(outer);
    expect(await answered).toBe(true);
    expect(got).toEqual(["called back"]);
  });

  test("large byte arrays are moved, small ones copied", async () => {
    const outer = TestSystem.start();
    const { arbiter, inside } = await fakeArbiter(outer, { capacity: 10, maxBytes: 1_000_000 });
    const large = new Uint8Array(70_000).fill(7);
    const small = new Uint8Array(1_000).subarray(10, 20).fill(3);
    expect(arbiter.exports.sink.send("put", { large })).toBe(true);
    expect(arbiter.exports.sink.send("put", { small })).toBe(true);
    await turns(outer);
    expect(large.byteLength).toBe(0);
    expect(small.byteLength).toBe(10);
    const [first, second] = inside.received as [{ large: Uint8Array }, { small: Uint8Array }];
    expect([first.large.byteLength, first.large[69_999]]).toEqual([70_000, 7]);
    expect([second.small.byteLength, second.small.buffer.byteLength, second.small[0]]).toEqual([10, 10, 3]);
  });

  test("bounds by bytes across threads, and lets a heavy message go alone", async () => {
    const outer = TestSystem.start();
    const { arbiter, inside } = await fakeArbiter(outer, { capacity: 100, maxBytes: 4_000, hold: true });
    const { sink } = arbiter.exports;
    const heavy = new Uint8Array(9_000);
    expect(sink.send("put", heavy)).toBe(false); // needs more than the first credits: fetched, and then it goes
    await turns(outer);
    expect(sink.send("put", heavy)).toBe(true);
    expect(sink.send("put", new Uint8Array(10))).toBe(false);
    await turns(outer);
    expect(inside.received.length).toBe(1);
    expect(sink.send("put", new Uint8Array(10))).toBe(true);
  });

  test("when it dies, asks fail, what was not handled comes back, and watchers are told", async () => {
    const outer = TestSystem.start();
    const lost: Undelivered[] = [];
    const { arbiter, kill } = await fakeArbiter(outer, {
      capacity: 100,
      hold: true,
      onUndelivered: (all) => lost.push(...all),
    });
    const { sink } = arbiter.exports;
    const ended: unknown[] = [];
    outer.spawn<{ ended(what: unknown): void }>({
      started: (ctx) => ctx.watch(sink, "ended"),
      handlers: { ended: (what) => void ended.push(what) },
    });
    sink.send("put", "first");
    await turns(outer);
    sink.send("put", "second");
    const open = sink.ask("count").catch((error: unknown) => error);
    kill();
    await turns(outer);
    expect(await open).toMatchObject({ code: "BATON_ARBITER_LOST" });
    expect(lost.map(({ message }) => message)).toContain("second");
    expect(ended).toEqual([{ path: "/sink", reason: "arbiter_lost" }]);
    expect(sink.send("put", "late")).toBe(false);
  });

  test("silence past the heartbeat counts as death", async () => {
    const outer = TestSystem.start();
    const reasons: string[] = [];
    const starting = startArbiter(outer.system, {
      name: "mute",
      init: null,
      silentMs: 3_000,
      startMs: 1_000,
      onLost: (fault) => reasons.push(fault.code),
      start: ({ onMessage }) => {
        queueMicrotask(() => onMessage([["ready", {}]]));
        return { post: () => {}, terminate: async () => {} };
      },
    });
    await outer.settle();
    await starting;
    await outer.advance(2_900);
    expect(reasons).toEqual([]);
    await outer.advance(2_000);
    expect(reasons).toEqual(["BATON_ARBITER_LOST"]);
  });
});

function insideAddress(system: ActorSystem): unknown {
  return system.find("/sink");
}

async function settled<T>(system: TestSystem, work: Promise<T>): Promise<T> {
  await turns(system);
  return work;
}
