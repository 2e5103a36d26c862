import { afterEach, describe, expect, test } from "bun:test";
import { type Address, within } from "../../src/kernel/actor/address.ts";
import { type Arbiter, type ArbiterOptions, startArbiter } from "../../src/kernel/actor/arbiter/arbiter.ts";
import type { Undelivered } from "../../src/kernel/actor/arbiter/purse.ts";
import { onThread } from "../../src/kernel/actor/arbiter/thread.ts";
import type { Terminated } from "../../src/kernel/actor/context.ts";
import { ActorSystem } from "../../src/kernel/actor/system.ts";
import { createSender, type Put, type SenderProtocol, type ThreadExports } from "../support/actor-thread.ts";
import { waitUntil } from "../support/wait.ts";

const ENTRY = new URL("../support/actor-thread.ts", import.meta.url);
const systems: ActorSystem[] = [];
const arbiters: Arbiter<ThreadExports>[] = [];

afterEach(async () => {
  for (const arbiter of arbiters.splice(0)) await arbiter.stop("immediate", 1_000);
  for (const system of systems.splice(0)) await system.stop("immediate");
});

function newSystem(): ActorSystem {
  const system = new ActorSystem();
  systems.push(system);
  return system;
}

type Options = Partial<ArbiterOptions<{ slowMs: number }>>;

async function start(system: ActorSystem, options: Options = {}): Promise<ThreadExports> {
  const arbiter = await startArbiter<{ slowMs: number }, ThreadExports>(system, {
    name: "test",
    init: { slowMs: 0 },
    start: onThread(ENTRY, "test"),
    ...options,
  });
  arbiters.push(arbiter);
  return arbiter.exports;
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const numbers = (puts: readonly Put[], from: string): number[] =>
  puts.filter((put) => put.from === from).map(({ n }) => n);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe("an Arbiter on a thread", () => {
  test("takes from three threads at once: bounded, in order, nothing lost", async () => {
    const system = newSystem();
    const { sink, sender: near } = await start(system);
    const { sender: far } = await start(system); // gets the sink's address through this thread
    const here = system.spawn<SenderProtocol>("here", () => createSender() as never);
    const bursts: [Address<SenderProtocol>, string, number][] = [
      [near, "near", 800],
      [far, "far", 800],
      [here, "here", 800],
    ];
    const sent = bursts.map(([sender, from, count]) =>
      sender.ask("burst", { to: sink, from, count }, within(20_000)),
    );
    expect(await Promise.all(sent)).toEqual([800, 800, 800]);
    await waitUntil(
      async () => (await sink.ask("seen")).length === 2_400,
      5_000,
      () => "all have arrived",
    );
    const seen = await sink.ask("seen");
    for (const [, from, count] of bursts) expect(numbers(seen, from)).toEqual(upTo(count));
    expect(await sink.ask("highWater")).toBeLessThanOrEqual(16);
  }, 30_000);

  test("moves large byte arrays and copies small ones", async () => {
    const { sink } = await start(newSystem());
    const large = new Uint8Array(1 << 20).fill(7);
    const small = new Uint8Array(100).fill(3);
    expect(sink.send("put", { from: "a", n: 0, body: large })).toBe(true);
    expect(sink.send("put", { from: "a", n: 1, body: small })).toBe(true);
    const seen = await sink.ask("seen");
    expect(large.byteLength).toBe(0);
    expect(small.byteLength).toBe(100);
    expect(seen.map(({ body }) => [body?.byteLength, body?.at(-1)])).toEqual([
      [1 << 20, 7],
      [100, 3],
    ]);
  });

  test("carries faults, and refuses what cannot travel without harm to the rest", async () => {
    const { sink } = await start(newSystem());
    expect(await failure(sink.ask("fail"))).toMatchObject({
      code: "BATON_ACTOR_CRASHED",
      cause: { code: "BATON_TEST" },
    });
    const odd = { from: "a", n: 0, body: (() => {}) as never };
    const refused = failure(sink.ask("put", odd));
    expect(sink.send("put", { from: "a", n: 1 })).toBe(true);
    expect(await refused).toMatchObject({ code: "BATON_ASK_UNSENDABLE" });
    await waitUntil(
      async () => (await sink.ask("seen")).length === 1,
      5_000,
      () => "the other has arrived",
    );
  });

  test("urgent messages go ahead of a full mailbox", async () => {
    const { sink } = await start(newSystem(), { init: { slowMs: 5 } });
    let sent = 0;
    while (sink.send("put", { from: "a", n: sent })) sent++;
    expect(sink.send("urgent", { from: "u", n: 0 })).toBe(true);
    await waitUntil(
      async () => (await sink.ask("seen")).length === sent + 1,
      5_000,
      () => "all have arrived",
    );
    const seen = await sink.ask("seen");
    expect(seen.findIndex(({ from }) => from === "u")).toBeLessThan(sent);
  });

  for (const [how, kind] of [
    ["dies of an exception", "die"],
    ["hangs in a loop", "loop"],
  ] as const) {
    test(`that ${how} is lost: asks fail, watchers are told, sends come back`, async () => {
      const system = newSystem();
      const lost: Undelivered[] = [];
      const gone = Promise.withResolvers<void>();
      const { sink } = await start(system, {
        silentMs: 600,
        onLost: () => gone.resolve(),
        onUndelivered: (all) => lost.push(...all),
      });
      const ended = Promise.withResolvers<Terminated>();
      system.spawn<{ ended(what: Terminated): void }>("watcher", {
        started: (ctx) => ctx.watch(sink, "ended"),
        handlers: { ended: ended.resolve },
      });
      sink.send(kind);
      const open = sink.ask("put", { from: "a", n: 0 }, within(10_000)).catch((error: unknown) => error);
      if (kind === "loop") expect(sink.send("put", { from: "a", n: 1 })).toBe(true);
      await gone.promise;
      expect(await ended.promise).toEqual({ path: "/sink", reason: "arbiter_lost" });
      if (kind === "loop") {
        expect(await open).toMatchObject({ code: "BATON_ARBITER_LOST" });
        expect(lost.map(({ message }) => (message as Put | undefined)?.n)).toContain(1);
      }
      expect(sink.send("put", { from: "a", n: 2 })).toBe(false);
      expect(await failure(sink.ask("seen"))).toMatchObject({ code: "BATON_ARBITER_LOST" });
    });
  }

  test("an entry that fails is told of by the start", async () => {
    const starting = start(newSystem(), { init: undefined as never });
    expect(await failure(starting)).toBeInstanceOf(Error);
  });

  test("ends at the deadline whatever it does", async () => {
    const system = newSystem();
    const { sink } = await start(system);
    sink.send("loop");
    const startedMs = performance.now();
    await arbiters[0]?.stop("graceful", 200);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect(await failure(sink.ask("seen"))).toMatchObject({ code: "BATON_ASK_STOPPED" });
  });
});
