/**
 * The actor kernel beside what it replaces: a bare queue of function calls, a bare `postMessage`. Rounds alternate; the best of each counts, since what
 * else the machine does only ever adds.
 * Run: `npm run bench -- actors`, or `bun bench/micro/actor.bench.ts [rounds]`.
 */
import { heapStats } from "bun:jsc";
import { Worker } from "node:worker_threads";
import type { Actor } from "../../src/kernel/actor/actor.ts";
import type { Address } from "../../src/kernel/actor/address.ts";
import { startArbiter } from "../../src/kernel/actor/arbiter/arbiter.ts";
import { onThread } from "../../src/kernel/actor/arbiter/thread.ts";
import { ActorSystem } from "../../src/kernel/actor/system.ts";
import { table } from "../../tools/lib/generator.ts";
import type { CounterProtocol } from "./actor.bench-thread.ts";

const BURST = 250;

export interface Row {
  readonly name: string;
  readonly unit: string;
  readonly actor: number;
  /** What it is compared with; undefined where there is nothing bare that does the same. */
  readonly bare: number | undefined;
  /** Ratio to bare, or the figure itself where there is no bare, at most. */
  readonly target: number | undefined;
}

class Counter implements Actor<CounterProtocol> {
  readonly mailbox = { capacity: 4_096, whenFull: "refuse" as const };
  count = 0;
  readonly handlers = {
    add: (n: number) => {
      this.count += n;
    },
    total: () => this.count,
  };
}

/** The least that delivers a message later: an array, a bound, a microtask. */
class BareQueue {
  count = 0;
  #queue: { readonly type: "add"; readonly message: number }[] = [];
  readonly #handlers = {
    add: (n: number) => {
      this.count += n;
    },
  };

  send(type: "add", message: number): boolean {
    if (this.#queue.length >= 4_096) return false;
    if (this.#queue.push({ type, message }) === 1) queueMicrotask(this.#drain);
    return true;
  }

  readonly #drain = (): void => {
    const queue = this.#queue;
    this.#queue = [];
    for (const { type, message } of queue) this.#handlers[type](message);
  };
}

interface Target {
  send(type: "add", message: number): boolean;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Nanoseconds per message, in bursts, each waited for. */
async function bursts(to: Target, handled: () => number, messages: number): Promise<number> {
  const base = handled();
  const startedMs = performance.now();
  for (let sent = 0; sent < messages; ) {
    for (let i = 0; i < BURST; i++) if (to.send("add", 1)) sent++;
    while (handled() - base < sent) await turn();
  }
  return ((performance.now() - startedMs) * 1e6) / messages;
}

/** Microseconds per round trip. */
async function roundTrips(ask: () => Promise<unknown>, times: number): Promise<number> {
  const startedMs = performance.now();
  for (let i = 0; i < times; i++) await ask();
  return ((performance.now() - startedMs) * 1e3) / times;
}

export async function inside(rounds: number, messages: number): Promise<Row[]> {
  const system = new ActorSystem();
  const counter = new Counter();
  const address = system.spawn<CounterProtocol>("counter", counter);
  const queue = new BareQueue();
  const costs = { actor: [] as number[], watched: [] as number[], bare: [] as number[], ask: [] as number[] };
  for (let round = -2; round < rounds; round++) {
    const bare = await bursts(queue, () => queue.count, messages);
    const actor = await bursts(address, () => counter.count, messages);
    system.watching = true;
    const watched = await bursts(address, () => counter.count, messages);
    system.watching = false;
    const ask = await roundTrips(() => address.ask("total"), messages / 20);
    if (round < 0) continue; // until the compiler has settled
    costs.bare.push(bare);
    costs.actor.push(actor);
    costs.watched.push(watched);
    costs.ask.push(ask);
  }
  await system.stop("immediate");
  const actor = Math.min(...costs.actor);
  return [
    {
      name: "send inside an Arbiter, beside a queue of calls",
      unit: "ns",
      actor,
      bare: Math.min(...costs.bare),
      target: 3,
    },
    {
      name: "the same, handling times watched, beside unwatched",
      unit: "ns",
      actor: Math.min(...costs.watched),
      bare: actor,
      target: undefined,
    },
    {
      name: "ask inside an Arbiter, round trip",
      unit: "µs",
      actor: Math.min(...costs.ask),
      bare: undefined,
      target: undefined,
    },
  ];
}

export async function across(rounds: number, messages: number): Promise<Row[]> {
  const entry = new URL("./actor.bench-thread.ts", import.meta.url);
  const system = new ActorSystem();
  const arbiter = await startArbiter<null, { counter: Address<CounterProtocol> }>(system, {
    name: "bench",
    init: null,
    start: onThread(entry, "bench"),
  });
  const { counter } = arbiter.exports;
  const worker = new Worker(entry, { workerData: "bare" });
  let answered = (): void => {};
  worker.on("message", () => answered());
  const bareAsk = (): Promise<void> =>
    new Promise((resolve) => {
      answered = resolve;
      worker.postMessage({ type: "total", message: undefined });
    });
  const burst = async (send: () => unknown, done: () => Promise<unknown>): Promise<number> => {
    const startedMs = performance.now();
    for (let sent = 0; sent < messages; sent += BURST) {
      for (let i = 0; i < BURST; i++) send();
      await done();
    }
    return ((performance.now() - startedMs) * 1e6) / messages;
  };
  const costs = { actor: [] as number[], bare: [] as number[], ask: [] as number[], bareAsk: [] as number[] };
  for (let round = -1; round < rounds; round++) {
    const bare = await burst(() => worker.postMessage({ type: "add", message: 1 }), bareAsk);
    const actor = await burst(
      () => counter.send("add", 1),
      () => counter.ask("total"),
    );
    const ask = await roundTrips(() => counter.ask("total"), messages / 100);
    const bareTrip = await roundTrips(bareAsk, messages / 100);
    if (round < 0) continue;
    costs.bare.push(bare);
    costs.actor.push(actor);
    costs.ask.push(ask);
    costs.bareAsk.push(bareTrip);
  }
  await worker.terminate();
  await arbiter.stop("immediate", 1_000);
  await system.stop("immediate");
  return [
    {
      name: `send across Arbiters in bursts of ${BURST}, beside postMessage`,
      unit: "ns",
      actor: Math.min(...costs.actor),
      bare: Math.min(...costs.bare),
      target: 1.5,
    },
    {
      name: "ask across Arbiters, round trip, beside postMessage and back",
      unit: "µs",
      actor: Math.min(...costs.ask),
      bare: Math.min(...costs.bareAsk),
      target: undefined,
    },
  ];
}

interface Idle {
  nothing(): void;
}

/** Spawns `count` actors and looks at the heap. */
export async function idle(count: number): Promise<Row[]> {
  const handlers = { nothing: () => {} };
  const system = new ActorSystem();
  const factory = (): Actor<Idle> => ({ handlers });
  const heap = (): number => {
    Bun.gc(true);
    return heapStats().heapSize;
  };
  const before = heap();
  const startedMs = performance.now();
  const all: Address<Idle>[] = [];
  for (let i = 0; i < count; i++) all.push(system.spawn<Idle>(`a${i}`, factory));
  const spawnUs = ((performance.now() - startedMs) * 1e3) / count;
  const bytes = (heap() - before) / count;
  for (const each of all) each.send("nothing");
  await turn();
  await system.stop("immediate");
  const of = `of ${count.toLocaleString("en")} alive`;
  return [
    { name: `heap per idle actor, ${of}`, unit: "bytes", actor: bytes, bare: undefined, target: 1_024 },
    { name: `spawn, ${of}`, unit: "µs", actor: spawnUs, bare: undefined, target: undefined },
  ];
}

export function render(rows: readonly Row[], context: string): string {
  const figures = rows.map(({ name, unit, actor, bare, target }) => {
    const judged = bare === undefined ? actor : actor / bare;
    const verdict =
      target === undefined
        ? ""
        : `≤ ${target.toLocaleString("en")} ${judged <= target ? "met" : "**missed**"}`;
    return [
      `${name} (${unit})`,
      round(actor),
      bare === undefined ? "" : round(bare),
      bare === undefined ? "" : round(judged),
      verdict,
    ];
  });
  return `### Actors\n\n${table(["", "actor", "bare", "ratio", "target"], figures)}\n- ${context}\n`;
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));
}

export async function measure(rounds: number): Promise<Row[]> {
  return [...(await inside(rounds, 200_000)), ...(await across(rounds, 20_000)), ...(await idle(100_000))];
}

if (import.meta.main) console.log(render(await measure(Number(process.argv[2] ?? 9)), `Bun ${Bun.version}.`));
