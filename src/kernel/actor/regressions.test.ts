/** Counterexamples that were found once, each as small as it could be made. */
import { describe, expect, test } from "bun:test";
import type { Actor, Handlers, MailboxOptions } from "./actor.ts";
import { type Address, within } from "./address.ts";
import type { Context, Piped, Terminated } from "./context.ts";
import type { LocalAddress } from "./local-address.ts";
import { ActorSystem } from "./system.ts";
import { Rig } from "./testkit/rig.ts";
import { TestSystem } from "./testkit/test-system.ts";

interface SinkProtocol {
  put(bytes: number): void;
}

interface SenderProtocol {
  go(bytes: number): void;
  sent(result: Piped<boolean>): void;
  crash(): void;
}

function senderTo(sink: Address<SinkProtocol>, results: Piped<boolean>[] = []): () => Actor<SenderProtocol> {
  return () => ({
    handlers: {
      go: (bytes, ctx) => ctx.sendWhenFree(sink, "put", [bytes], "sent"),
      sent: (result) => void results.push(result),
      crash: () => {
        throw new Error("on purpose");
      },
    },
  });
}

const weighed: MailboxOptions = {
  capacity: 10,
  whenFull: "refuse",
  maxBytes: 10,
  weigh: (_, message) => message as number,
  inFlight: 1,
};

/** Takes one message, and no more until its work has ended. */
function slowSink(seen: number[], work: Promise<void>, mailbox = weighed): () => Actor<SinkProtocol> {
  const handlers: Handlers<SinkProtocol & { done(): void }> = {
    put: (bytes, ctx) => {
      seen.push(bytes);
      ctx.pipe(work, "done" as never);
    },
    done: () => {},
  };
  return () => ({ mailbox, handlers: handlers as never });
}

describe("sendWhenFree", () => {
  test("waits for room by weight, in order, without going round in circles", async () => {
    const system = TestSystem.start();
    const seen: number[] = [];
    const work = Promise.withResolvers<void>();
    const sink = system.spawn(slowSink(seen, work.promise));
    const sender = system.spawn(senderTo(sink));
    sink.send("put", 1);
    await system.settle();
    sink.send("put", 6);
    for (const bytes of [7, 2]) sender.send("go", bytes); // 2 would fit, but 7 was first
    await system.settle();
    work.resolve();
    await system.settle();
    expect(seen).toEqual([1, 6, 7, 2]);
    await system.stop();
  });

  test("ends with the instance that began it", async () => {
    const system = TestSystem.start();
    const sink = system.probe<SinkProtocol>({ capacity: 0 });
    const sender = system.spawn(senderTo(sink.address));
    sender.send("go", 1);
    await system.settle();
    sender.send("crash");
    await system.settle();
    sink.capacity = 1;
    sink.drain();
    await system.settle();
    expect(sink.drain()).toEqual([]);
    system.takeCrashes();
    await system.stop();
  });

  test("is told when the target stops", async () => {
    const system = TestSystem.start();
    const results: Piped<boolean>[] = [];
    const sink = system.spawn(slowSink([], new Promise(() => {})));
    const sender = system.spawn(senderTo(sink, results));
    for (const bytes of [1, 10]) {
      sink.send("put", bytes);
      await system.settle();
    }
    sender.send("go", 5);
    await system.settle();
    await (sink as unknown as LocalAddress).cell.terminate("stopped");
    await system.settle();
    expect(results).toEqual([{ ok: true, value: false }]);
    await system.stop();
  });
});

describe("dropOldest", () => {
  test("answers the ask it drops", async () => {
    const system = TestSystem.start();
    const sink = system.spawn<{ get(n: number): number }>({
      mailbox: { capacity: 1, whenFull: "dropOldest" },
      handlers: { get: (n) => n },
    });
    const dropped = sink.ask("get", 1).catch((fault: { code: string }) => fault.code);
    const kept = sink.ask("get", 2);
    await system.settle();
    expect([await dropped, await kept]).toEqual(["BATON_ASK_REFUSED", 2]);
    await system.stop();
  });

  test("an onDrop that throws crashes its actor, not the sender", async () => {
    const system = TestSystem.start();
    const sink = system.spawn<SinkProtocol>(() => ({
      mailbox: {
        capacity: 1,
        whenFull: "dropOldest",
        onDrop: () => {
          throw new Error("on purpose");
        },
      },
      handlers: { put: () => {} },
    }));
    sink.send("put", 1);
    expect(() => sink.send("put", 2)).not.toThrow();
    await system.settle();
    expect(system.takeCrashes().map(({ path }) => path)).toEqual([sink.path]);
    await system.stop();
  });
});

describe("stopping", () => {
  const child = (lines: string[], name: string, stopped?: () => Promise<void>): Actor<object> => ({
    handlers: {},
    started: () => void lines.push(`+${name}`),
    stopped: () => {
      lines.push(`-${name}`);
      return stopped?.();
    },
  });

  test("children born while the mailbox drains are stopped, too", async () => {
    const lines: string[] = [];
    const system = TestSystem.start();
    const owner = system.spawn<{ birth(): void }>({
      handlers: { birth: (_, ctx) => void ctx.spawn("late", child(lines, "late")) },
    });
    owner.send("birth");
    await system.stop();
    expect(lines).toEqual(["+late", "-late"]);
  });

  test("a hook that hangs is given up at the deadline, and said", async () => {
    for (const hook of ["started", "stopping", "stopped"] as const) {
      const system = TestSystem.start();
      system.spawn({ handlers: {}, [hook]: () => new Promise<void>(() => {}) });
      const stopping = system.stop();
      if (hook === "stopped") await expect(stopping).rejects.toThrow("did not stop");
      else await stopping;
      expect(system.clock.monotonicMs()).toBeLessThanOrEqual(35_000);
    }
  });

  test("a stop during a restart runs the old instance's stopped once", async () => {
    const lines: string[] = [];
    const system = TestSystem.start();
    const actor = system.spawn<{ crash(): void }>(() => ({
      ...child(lines, "a", () => new Promise((resolve) => system.clock.after(10, resolve))),
      handlers: {
        crash: () => {
          throw new Error("on purpose");
        },
      },
    }));
    actor.send("crash");
    await system.settle();
    system.takeCrashes();
    await system.stop();
    expect(lines).toEqual(["+a", "-a"]);
  });

  test("a second request hurries the first", async () => {
    const system = TestSystem.start();
    system.spawn({ handlers: {}, stopping: () => new Promise<void>(() => {}) });
    void system.system.stop("graceful");
    await system.settle();
    await system.stop("immediate");
    expect(system.clock.monotonicMs()).toBe(0);
  });
});

test("siblings restarted together start in order, though one crashes while it starts", async () => {
  const lines: string[] = [];
  let starts = 0;
  const system = TestSystem.start();
  const part = (name: string, fails: () => boolean) => (): Actor<{ crash(): void }> => ({
    started: () => {
      lines.push(`+${name}`);
      if (fails()) throw new Error("at the start");
    },
    handlers: {
      crash: () => {
        throw new Error("on purpose");
      },
    },
  });
  let first: Address<{ crash(): void }> | undefined;
  system.spawn<object>({
    supervision: { strategy: "one_for_all" },
    started: (ctx: Context<object>) => {
      first = ctx.spawn(
        "a",
        part("a", () => ++starts === 2),
      );
      ctx.spawn(
        "b",
        part("b", () => false),
      );
    },
    handlers: {},
  });
  lines.length = 0;
  first?.send("crash");
  await system.advance(1_000);
  expect(lines).toEqual(["+a", "+a", "+b"]); // b waits until a has started
  system.takeCrashes();
  await system.stop();
});

test("watchers that come and go leave nothing behind", async () => {
  const system = TestSystem.start();
  const watched = system.spawn<object>({ handlers: {} });
  for (let i = 0; i < 3; i++) {
    const watcher = system.spawn<{ ended(what: Terminated): void }>({
      started: (ctx) => ctx.watch(watched, "ended"),
      handlers: { ended: () => {} },
    });
    await system.system.stopActor(watcher);
  }
  expect((watched as unknown as LocalAddress).cell.watchers.size).toBe(0);
  await system.stop();
});

test("an address in a message that was refused holds no credit", async () => {
  const rig = new Rig(1);
  const [a, b] = [rig.system("a"), rig.system("b")];
  const link = rig.connect(a, b);
  const taken: unknown[] = [];
  const far = link.back(
    b.spawn<{ take(what: unknown): void }>("far", {
      mailbox: { capacity: 4, whenFull: "refuse", maxBytes: 8 },
      handlers: { take: (what) => void taken.push(what) },
    }),
  );
  const near = a.spawn<SinkProtocol>("near", { handlers: { put: () => {} } });
  const { reservations } = (near as unknown as LocalAddress).cell.inbox;
  expect(far.send("take", { near, heavy: new Uint8Array(8) })).toBe(false);
  expect(reservations.slots).toBe(0);
  await rig.settle();
  expect(far.send("take", { near, heavy: new Uint8Array(8) })).toBe(true);
  await rig.settle();
  expect((taken[0] as { near: Address<SinkProtocol> }).near.send("put", 1)).toBe(true);
});

test("an address of an actor that has ended arrives as one that has ended", async () => {
  const rig = new Rig(1);
  const [a, b] = [rig.system("a"), rig.system("b")];
  const gone = a.spawn<SinkProtocol>("gone", { handlers: { put: () => {} } });
  await a.stopActor(gone);
  const carried = rig.connect(a, b).carry(gone);
  expect(carried.send("put", 1)).toBe(false);
  expect(await carried.ask("put", 1, within(10)).catch((fault: { code: string }) => fault.code)).toBe(
    "BATON_ASK_STOPPED",
  );
});

test("actors that wake each other without end let timers run", async () => {
  for (const viaPromise of [false, true]) {
    const system = new ActorSystem();
    let handled = 0;
    const players: Address<{ ball(): void }>[] = [0, 1].map((me) =>
      system.spawn<{ ball(): void }>(`player-${me}`, {
        handlers: {
          ball: (_, ctx) => {
            handled++;
            if (viaPromise) ctx.pipe(Promise.resolve(), "ball" as never);
            else players[1 - me]?.send("ball");
          },
        },
      }),
    );
    players[0]?.send("ball");
    await new Promise((resolve) => setTimeout(resolve, 5)); // would never end
    expect(handled).toBeGreaterThan(2);
    await system.stop("immediate");
  }
});
