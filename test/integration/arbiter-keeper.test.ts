import { afterEach, expect, test } from "bun:test";
import { Keeper, type KeeperProtocol } from "../../src/kernel/actor/arbiter/keeper.actor.ts";
import type { Undelivered } from "../../src/kernel/actor/arbiter/purse.ts";
import { onThread } from "../../src/kernel/actor/arbiter/thread.ts";
import { ActorSystem } from "../../src/kernel/actor/system.ts";
import type { ThreadExports } from "../support/actor-thread.ts";
import { waitUntil } from "../support/wait.ts";

let system = new ActorSystem();
afterEach(() => system.stop("immediate"));

async function keep(entry = "../support/actor-thread.ts") {
  system = new ActorSystem();
  const ups: ThreadExports[] = [];
  const downs: string[] = [];
  const undelivered: Undelivered[] = [];
  const keeper = system.spawn<KeeperProtocol>(
    "keeper",
    () =>
      new Keeper<{ slowMs: number }, ThreadExports>({
        system,
        arbiter: {
          name: "kept",
          start: onThread(new URL(entry, import.meta.url), "kept"),
          silentMs: 600,
          onUndelivered: (lost) => undelivered.push(...lost),
        },
        init: () => ({ slowMs: 0 }),
        onUp: ({ exports }) => ups.push(exports),
        onDown: ({ code }) => downs.push(code),
        backoff: { firstMs: 10, maxMs: 50 },
      }) as never,
    { restart: "never" },
  );
  await system.ready(keeper);
  return { keeper, ups, downs, undelivered };
}

for (const kind of ["die", "loop"] as const) {
  test(`a thread lost by "${kind}" is replaced, again and again`, async () => {
    const { keeper, ups, downs, undelivered } = await keep();
    for (let round = 1; round <= 2; round++) {
      const { sink } = ups[round - 1] as ThreadExports;
      expect(sink.send(kind)).toBe(true);
      if (kind === "loop") expect(sink.send("put", { from: "a", n: round })).toBe(true);
      await waitUntil(
        async () => ups.length === round + 1,
        10_000,
        () => "it has been replaced",
      );
      expect(sink.send("put", { from: "a", n: 0 })).toBe(false);
      expect(await ups[round]?.sink.ask("seen")).toEqual([]);
    }
    expect(downs).toEqual(["BATON_ARBITER_LOST", "BATON_ARBITER_LOST"]);
    expect(await keeper.ask("state")).toEqual({ starts: 3, isUp: true });
    if (kind === "loop") expect(undelivered.length).toBeGreaterThanOrEqual(2);
  }, 30_000);
}

test("a first start that fails fails the keeper's", async () => {
  await expect(keep("../support/no-such-entry.ts")).rejects.toThrow();
});
