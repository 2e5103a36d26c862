import { describe, expect, test } from "bun:test";
import type { Fault } from "../base/fault.ts";
import type { Actor, Handlers, MailboxOptions } from "./actor.ts";
import { type Address, within } from "./address.ts";
import type { Answered, Context, Piped, Terminated } from "./context.ts";
import { TestSystem } from "./testkit/test-system.ts";

interface CounterProtocol {
  add(amount: number): void;
  total(): number;
  fail(): void;
}

class Counter implements Actor<CounterProtocol> {
  readonly mailbox: MailboxOptions;
  #total = 0;

  constructor(mailbox: MailboxOptions = { capacity: 10, whenFull: "refuse" }) {
    this.mailbox = mailbox;
  }

  readonly handlers: Handlers<CounterProtocol> = {
    add: (amount) => {
      this.#total += amount;
    },
    total: () => this.#total,
    fail: () => {
      throw new Error("on purpose");
    },
  };
}

describe("sending", () => {
  test("handles messages in order and answers asks", async () => {
    const system = TestSystem.start();
    const counter = system.spawn(new Counter());
    expect(counter.send("add", 2)).toBe(true);
    expect(counter.send("add", 3)).toBe(true);
    const total = counter.ask("total");
    await system.settle();
    expect(await total).toBe(5);
    await system.stop();
  });

  test("refuses beyond the capacity and says so", async () => {
    const system = TestSystem.start();
    const counter = system.spawn(new Counter({ capacity: 2, whenFull: "refuse" }));
    expect([1, 2, 3].map((n) => counter.send("add", n))).toEqual([true, true, false]);
    await expect(counter.ask("total")).rejects.toMatchObject({ code: "BATON_ASK_REFUSED" });
    await system.settle();
    expect(system.stats()[0]).toMatchObject({ refused: 2, handled: 2, highWater: 2, depth: 0 });
    await system.stop();
  });

  test("drops the oldest and tells which", async () => {
    const dropped: unknown[] = [];
    const system = TestSystem.start();
    const counter = system.spawn(
      new Counter({
        capacity: 2,
        whenFull: "dropOldest",
        onDrop: (type, message) => dropped.push([type, message]),
      }),
    );
    for (const n of [1, 2, 4, 8]) expect(counter.send("add", n)).toBe(true);
    expect(dropped).toEqual([
      ["add", 1],
      ["add", 2],
    ]);
    await system.settle();
    const total = counter.ask("total");
    await system.settle();
    expect(await total).toBe(12);
    await system.stop();
  });

  test("bounds by weight, but lets one heavy message in alone", async () => {
    const system = TestSystem.start();
    const weigh = (_type: string, message: unknown): number => (typeof message === "number" ? message : 0);
    const counter = system.spawn(new Counter({ capacity: 100, whenFull: "refuse", maxBytes: 10, weigh }));
    expect(counter.send("add", 50)).toBe(true);
    expect(counter.send("add", 1)).toBe(false);
    await system.settle();
    expect(counter.send("add", 6)).toBe(true);
    expect(counter.send("add", 5)).toBe(false);
    expect(system.stats()[0]?.bytes).toBe(6);
    await system.stop();
  });

  test("takes urgent messages first", async () => {
    const seen: string[] = [];
    interface P {
      normal(): void;
      now(): void;
    }
    const system = TestSystem.start();
    const address = system.spawn<P>({
      mailbox: { capacity: 10, whenFull: "refuse", urgent: ["now"] },
      handlers: { normal: () => void seen.push("normal"), now: () => void seen.push("now") },
    });
    address.send("normal");
    address.send("now");
    await system.settle();
    expect(seen).toEqual(["now", "normal"]);
    await system.stop();
  });

  test("an address can be narrowed", async () => {
    const system = TestSystem.start();
    const whole = system.spawn(new Counter());
    const narrowed: Address<Pick<CounterProtocol, "add">> = whole;
    narrowed.send("add", 1);
    // @ts-expect-error what is not in the view cannot be sent
    narrowed.send("total");
    // @ts-expect-error the message has the wrong type
    whole.send("add", "1");
    // @ts-expect-error a message that is missing
    whole.send("add");
    await system.stop("immediate");
  });

  test("an ask ends at its deadline", async () => {
    const system = TestSystem.start();
    const silent = system.spawn<{ never(): number }>({
      handlers: { never: () => new Promise<number>(() => {}) },
    });
    const failed = silent.ask("never", within(500)).catch((error: unknown) => error);
    await system.advance(499);
    let early = true;
    void failed.then(() => {
      early = false;
    });
    await system.settle();
    expect(early).toBe(true);
    await system.advance(1);
    expect(await failed).toMatchObject({ code: "BATON_ASK_TIMEOUT" });
    await system.stop();
  });
});

describe("behaviour", () => {
  test("become changes how the next message is handled", async () => {
    interface Door {
      push(): string;
    }
    const open: Handlers<Door> = {
      push: (_, ctx) => {
        ctx.become(closed);
        return "closing";
      },
    };
    const closed: Handlers<Door> = {
      push: (_, ctx) => {
        ctx.become(open);
        return "opening";
      },
    };
    const system = TestSystem.start();
    const door = system.spawn<Door>({ handlers: open });
    const answers = Promise.all([door.ask("push"), door.ask("push"), door.ask("push")]);
    await system.settle();
    expect(await answers).toEqual(["closing", "opening", "closing"]);
    await system.stop();
  });

  test("piped work comes back as a message, and inFlight holds the mailbox", async () => {
    interface Fetcher {
      get(key: string): void;
      got(result: Piped<string>): void;
    }
    const work: PromiseWithResolvers<string>[] = [];
    const got: Piped<string>[] = [];
    const system = TestSystem.start();
    const fetcher = system.spawn<Fetcher>({
      mailbox: { capacity: 10, whenFull: "refuse", inFlight: 1 },
      handlers: {
        get: (_key, ctx) => {
          const deferred = Promise.withResolvers<string>();
          work.push(deferred);
          ctx.pipe(deferred.promise, "got");
        },
        got: (result) => void got.push(result),
      },
    });
    fetcher.send("get", "a");
    fetcher.send("get", "b");
    await system.settle();
    expect(work.length).toBe(1);
    expect(system.stats()[0]).toMatchObject({ depth: 1, pending: 1 });
    work[0]?.resolve("A");
    await system.settle();
    expect(work.length).toBe(2);
    work[1]?.reject("no");
    await system.settle();
    expect(got).toEqual([
      { ok: true, value: "A" },
      { ok: false, error: "no" },
    ]);
    await system.stop();
  });

  test("ctx.ask brings back what was asked with its reply, its refusal or its crash", async () => {
    interface DoublerProtocol {
      double(value: number): number;
    }
    interface AskerProtocol {
      go(values: readonly number[]): void;
      doubled(answered: Answered<number, number>): void;
    }
    const got: string[] = [];
    const system = TestSystem.start();
    const doubler = system.spawn<DoublerProtocol>(() => ({
      mailbox: { capacity: 2, whenFull: "refuse" },
      handlers: {
        double: (value) => {
          if (value === 0) throw new Error("on purpose");
          return value === 1 ? Promise.resolve(2) : value * 2;
        },
      },
    }));
    const asker = system.spawn<AskerProtocol>({
      handlers: {
        go: (values, ctx) => {
          for (const value of values) ctx.ask(doubler, "double", value, within(100), "doubled");
        },
        doubled: (answered) =>
          void got.push(
            `${answered.message}: ${answered.ok ? answered.value : (answered.error as Fault).code}`,
          ),
      },
    });
    asker.send("go", [1, 2, 3]);
    await system.settle();
    expect(got.splice(0).toSorted()).toEqual(["1: 2", "2: 4", "3: BATON_ASK_REFUSED"]);
    asker.send("go", [0]);
    await system.settle();
    expect(got).toEqual(["0: BATON_ACTOR_CRASHED"]);
    expect(system.takeCrashes()).toHaveLength(1);
    await system.stop();
  });

  test("sendWhenFree waits for room and pipes back that it was taken", async () => {
    const system = TestSystem.start();
    const full = system.probe<CounterProtocol>({ capacity: 1 });
    const results: Piped<boolean>[] = [];
    interface Sender {
      go(): void;
      sent(result: Piped<boolean>): void;
    }
    const sender = system.spawn<Sender>({
      handlers: {
        go: (_, ctx) => ctx.sendWhenFree(full.address, "add", [7], "sent"),
        sent: (result) => void results.push(result),
      },
    });
    full.address.send("add", 1);
    sender.send("go");
    await system.settle();
    expect(results).toEqual([]);
    expect(full.drain()).toEqual([{ type: "add", msg: 1 }]);
    await system.settle();
    expect(results).toEqual([{ ok: true, value: true }]);
    expect(full.drain()).toEqual([{ type: "add", msg: 7 }]);
    await system.stop();
  });

  test("timers belong to the actor, and ticks do not pile up", async () => {
    interface Clocked {
      tick(): void;
      once(): void;
    }
    let ticks = 0;
    let once = 0;
    const system = TestSystem.start();
    const clocked = system.spawn<Clocked>({
      started: (ctx) => {
        ctx.every(100, "tick");
        ctx.after(250, "once");
      },
      handlers: { tick: () => void ticks++, once: () => void once++ },
    });
    await system.advance(350);
    expect([ticks, once]).toEqual([3, 1]);
    for (let i = 0; i < 5; i++) system.clock.fireNext(Number.POSITIVE_INFINITY); // late: nobody ran in between
    await system.settle();
    expect(ticks).toBe(4);
    await system.system.stopActor(clocked);
    expect(system.clock.waiting).toBe(0);
    await system.stop();
  });
});

describe("supervision", () => {
  test("a crash rebuilds the actor, keeps its mailbox, and fails only the ask that crashed it", async () => {
    const system = TestSystem.start();
    const counter = system.spawn(() => new Counter());
    counter.send("add", 1);
    const failed = counter.ask("fail").catch((error: unknown) => error);
    counter.send("add", 10);
    const total = counter.ask("total");
    await system.settle();
    expect(await failed).toMatchObject({ code: "BATON_ACTOR_CRASHED" });
    expect(await total).toBe(10);
    expect(system.takeCrashes().length).toBe(1);
    expect(system.stats()[0]?.restarts).toBe(1);
    await system.stop();
  });

  test("backs off, and escalates beyond the intensity", async () => {
    const system = TestSystem.start({
      supervision: { maxRestarts: 2, withinMs: 10_000, backoff: { firstMs: 100, maxMs: 1_000 } },
    });
    const counter = system.spawn(() => new Counter());
    counter.send("fail");
    await system.settle();
    counter.send("fail");
    await system.settle();
    expect(system.stats()[0]?.state).toBe("restarting");
    await system.advance(100);
    expect(system.stats()[0]?.state).toBe("running");
    expect(system.takeEscalations()).toEqual([]);
    counter.send("fail");
    await system.settle();
    expect(system.takeEscalations().length).toBe(1);
    system.takeCrashes();
    expect(counter.send("add", 1)).toBe(false);
  });

  test("one_for_all and rest_for_one restart who they say, in order", async () => {
    for (const [strategy, expected] of [
      ["one_for_all", ["-c", "-b", "-a", "+a", "+b", "+c"]],
      ["rest_for_one", ["-c", "-b", "+b", "+c"]],
      ["one_for_one", ["-b", "+b"]],
    ] as const) {
      const log: string[] = [];
      const child = (name: string) => (): Actor<{ fail(): void }> => ({
        started: () => void log.push(`+${name}`),
        stopped: () => void log.push(`-${name}`),
        handlers: {
          fail: () => {
            throw new Error(name);
          },
        },
      });
      let second: Address<{ fail(): void }> | undefined;
      const system = TestSystem.start();
      system.spawn<object>(() => ({
        supervision: { strategy },
        started: (ctx: Context<object>) => {
          ctx.spawn("a", child("a"));
          second = ctx.spawn("b", child("b"));
          ctx.spawn("c", child("c"));
        },
        handlers: {},
      }));
      log.length = 0;
      second?.send("fail");
      await system.settle();
      expect(log).toEqual([...expected]);
      system.takeCrashes();
      log.length = 0;
      await system.stop();
      expect(log).toEqual(["-c", "-b", "-a"]); // reverse order of their start
    }
  });

  test("death watch tells of the end, not of a restart", async () => {
    const ended: Terminated[] = [];
    interface Watcher {
      ended(what: Terminated): void;
    }
    const system = TestSystem.start();
    const counter = system.spawn(() => new Counter(), { name: "watched" });
    system.spawn<Watcher>({
      started: (ctx) => ctx.watch(counter, "ended"),
      handlers: { ended: (what) => void ended.push(what) },
    });
    counter.send("fail");
    await system.settle();
    system.takeCrashes();
    expect(ended).toEqual([]);
    void system.system.stopActor(counter);
    await system.settle();
    expect(ended).toEqual([{ path: "/watched", reason: "stopped" }]);
    await system.stop();
  });

  test("piped work and timers of a crashed instance do not reach the new one", async () => {
    interface P {
      begin(): void;
      late(result: Piped<number>): void;
      tick(): void;
      fail(): void;
    }
    const seen: string[] = [];
    const late = Promise.withResolvers<number>();
    const system = TestSystem.start();
    const address = system.spawn<P>(() => ({
      handlers: {
        begin: (_, ctx) => {
          ctx.pipe(late.promise, "late");
          ctx.after(10, "tick");
        },
        late: () => void seen.push("late"),
        tick: () => void seen.push("tick"),
        fail: () => {
          throw new Error("x");
        },
      },
    }));
    address.send("begin");
    address.send("fail");
    await system.settle();
    late.resolve(1);
    await system.advance(100);
    expect(seen).toEqual([]);
    expect(system.stats()[0]).toMatchObject({ pending: 0, state: "running" });
    system.takeCrashes();
    await system.stop();
  });
});

describe("start and stop", () => {
  test("messages wait until an asynchronous start is done; ready resolves then", async () => {
    const opened = Promise.withResolvers<void>();
    const seen: string[] = [];
    const system = TestSystem.start();
    const address = system.spawn<{ hello(): void }>({
      started: () => opened.promise,
      handlers: { hello: () => void seen.push("hello") },
    });
    address.send("hello");
    let ready = false;
    void system.system.ready(address).then(() => {
      ready = true;
    });
    await system.settle();
    expect([ready, seen.length]).toEqual([false, 0]);
    opened.resolve();
    await system.settle();
    expect([ready, seen.length]).toEqual([true, 1]);
    await system.stop();
  });

  test("ready rejects with the reason when a start fails for good", async () => {
    const system = TestSystem.start();
    const address = system.spawn<object>({
      started: () => Promise.reject(new Error("port taken")),
      handlers: {},
    });
    const failure = system.system.ready(address).catch((error: unknown) => error);
    await system.settle();
    expect(String(await failure)).toContain("port taken");
    system.takeCrashes();
    await system.stop();
  });

  test("a graceful stop handles what is waiting and answers what is open", async () => {
    const seen: number[] = [];
    const system = TestSystem.start();
    const sink = system.spawn<{ add(n: number): void; never(): number }>({
      mailbox: { capacity: 100, whenFull: "refuse" },
      handlers: { add: (n) => void seen.push(n), never: () => new Promise<number>(() => {}) },
    });
    const open = sink.ask("never").catch((error: unknown) => error);
    for (let n = 0; n < 10; n++) sink.send("add", n);
    await system.stop();
    expect(seen.length).toBe(10);
    expect(await open).toMatchObject({ code: "BATON_ASK_STOPPED" });
    expect(sink.send("add", 1)).toBe(false);
    await expect(sink.ask("never")).rejects.toMatchObject({ code: "BATON_ASK_STOPPED" });
  });

  test("the same seed gives the same interleaving, another seed another", async () => {
    const run = async (seed: number): Promise<string> => {
      const order: string[] = [];
      const system = TestSystem.start({ seed });
      const actors = ["a", "b", "c"].map((name) =>
        system.spawn<{ go(): void }>({ handlers: { go: () => void order.push(name) } }),
      );
      for (let i = 0; i < 8; i++) for (const actor of actors) actor.send("go");
      await system.stop();
      return order.join("");
    };
    expect(await run(7)).toBe(await run(7));
    expect(await run(7)).not.toBe(await run(8));
  });
});
