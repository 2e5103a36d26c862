import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Actor } from "./actor.ts";
import { type Address, within } from "./address.ts";
import type { Context } from "./context.ts";
import type { LocalAddress } from "./local-address.ts";
import type { SupervisionStrategy } from "./supervision.ts";
import { TestSystem } from "./testkit/test-system.ts";

/** The same plays in every run; another number plays others. */
const SEED = 20_261_124;

type Hook = "none" | "later" | "rejects" | "throws" | "hangs";

/** One actor of a tree, by its path: what its hooks do, in which incarnations. */
interface Plan {
  readonly started: Hook;
  readonly stopping: Hook;
  readonly stopped: Hook;
  readonly strategy: SupervisionStrategy;
}

interface NodeProtocol {
  work(n: number): number;
  slow(n: number): number;
  crash(n: number): number;
  birth(n: number): number;
}

const hook = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Hook>("none") },
  { weight: 3, arbitrary: fc.constant<Hook>("later") },
  { weight: 1, arbitrary: fc.constantFrom<Hook>("rejects", "throws", "hangs") },
);
const plan: fc.Arbitrary<Plan> = fc.record({
  started: hook,
  stopping: hook,
  stopped: hook,
  strategy: fc.constantFrom<SupervisionStrategy>("one_for_one", "one_for_all", "rest_for_one"),
});
const act = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("ask" as const),
      to: fc.nat(6),
      type: fc.constantFrom<keyof NodeProtocol>("work", "slow", "crash", "birth"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("advance" as const),
      ms: fc.constantFrom(0, 1, 50, 400, 12_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stop" as const), to: fc.nat(6) }) },
);

const input = fc.record({
  seed: fc.integer({ min: 1 }),
  plans: fc.array(plan, { minLength: 7, maxLength: 7 }),
  acts: fc.array(act, { maxLength: 25 }),
  mode: fc.constantFrom("graceful" as const, "immediate" as const),
});

/** Node 0 owns 1 and 2, which own two each. Every hook leaves a line. */
class Play {
  readonly lines: string[] = [];
  readonly system: TestSystem;
  readonly addresses: Address<NodeProtocol>[] = [];
  readonly asks: { settled: boolean }[] = [];
  readonly #plans: readonly Plan[];
  outside = 0;
  #instances = 0;
  #born = 0;

  constructor(seed: number, plans: readonly Plan[]) {
    this.system = TestSystem.start({
      seed,
      supervision: { maxRestarts: 8, withinMs: 10_000, backoff: { firstMs: 10, maxMs: 100 } },
    });
    this.#plans = plans;
    this.addresses[0] = this.system.spawn(this.#node(0), { name: "n0" });
  }

  #node(at: number): () => Actor<NodeProtocol> {
    const { strategy, ...hooks } = this.#plans[at] as Plan;
    return () => {
      const id = `n${at}#${this.#instances++}`;
      return {
        mailbox: { capacity: 20, whenFull: "refuse" },
        supervision: { strategy, maxRestarts: 6, withinMs: 10_000, backoff: { firstMs: 10, maxMs: 100 } },
        started: (ctx: Context<NodeProtocol>) => {
          this.lines.push(`+${id}`);
          for (const child of [at * 2 + 1, at * 2 + 2])
            if (child < 7) this.addresses[child] = ctx.spawn(`n${child}`, this.#node(child));
          ctx.every(100, "work", 0);
          return this.#hook(hooks.started, ctx);
        },
        stopping: (ctx: Context<NodeProtocol>) => {
          this.lines.push(`!${id}`);
          return this.#hook(hooks.stopping, ctx);
        },
        stopped: () => {
          this.lines.push(`-${id}`);
          return this.#hook(hooks.stopped, undefined);
        },
        handlers: {
          work: (n) => n,
          slow: (_n, ctx) => {
            ctx.pipe(
              this.#later(30).then(() => 1),
              "work" as never,
            );
            return new Promise<number>(() => {});
          },
          crash: () => {
            throw new Error("on purpose");
          },
          birth: (n, ctx) => {
            ctx.spawn(`born-${this.#born++}`, this.#child());
            return n;
          },
        },
      };
    };
  }

  #child(): () => Actor<object> {
    return () => {
      const id = `born#${this.#instances++}`;
      return {
        handlers: {},
        started: () => void this.lines.push(`+${id}`),
        stopped: () => void this.lines.push(`-${id}`),
      };
    };
  }

  #hook(kind: Hook, _ctx: unknown): void | Promise<void> {
    if (kind === "throws") throw new Error("hook");
    if (kind === "rejects") return Promise.reject(new Error("hook"));
    if (kind === "hangs") return new Promise(() => {});
    if (kind === "later") return this.#later(20);
  }

  /** A timer of the outside world: the kernel need not end it. */
  #later(ms: number): Promise<void> {
    this.outside++;
    return new Promise((resolve) =>
      this.system.clock.after(ms, () => {
        this.outside--;
        resolve();
      }),
    );
  }

  ask(to: number, type: keyof NodeProtocol): void {
    const ask = { settled: false };
    this.asks.push(ask);
    const settle = (): void => {
      ask.settled = true;
    };
    this.addresses[to]?.ask(type, 1, within(1_000)).then(settle, settle);
    if (this.addresses[to] === undefined) settle();
  }
}

test("whatever crashes and hangs: a stop ends, asks are settled, hooks run once and in order, nothing is left", async () => {
  await fc.assert(
    fc.asyncProperty(input, async ({ seed, plans, acts, mode }) => {
      const play = new Play(seed, plans);
      const { system } = play;
      for (const each of acts) {
        if (each.kind === "ask") play.ask(each.to, each.type);
        else if (each.kind === "advance") await system.advance(each.ms);
        else {
          const address = play.addresses[each.to] as unknown as LocalAddress | undefined;
          void address?.cell.context.stop();
        }
      }
      const stopping = system.stop(mode).catch((error: unknown) => error);
      const failure = await stopping;
      const abandoned = system.takeAbandoned();
      const expected = system.takeCrashes().length + abandoned.length + system.takeEscalations().length;
      if (failure !== undefined && expected === 0 && play.outside === 0) throw failure;
      expect(system.clock.waiting).toBe(play.outside);
      await system.advance(60_000); // what deadlines are left

      expect(play.asks.filter(({ settled }) => !settled)).toEqual([]);
      expect(system.stats()).toEqual([]);
      // `stopped` at most once per instance, and only after its start.
      const starts = play.lines.filter((line) => line.startsWith("+"));
      const stops = play.lines.filter((line) => line.startsWith("-"));
      expect(new Set(starts).size).toBe(starts.length);
      expect(new Set(stops).size).toBe(stops.length);
      expect(stops.map((line) => line.slice(1)).toSorted()).toEqual(
        starts.map((line) => line.slice(1)).toSorted(),
      );
      if (abandoned.length === 0) ownersLast(play.lines);
    }),
    { numRuns: 250, seed: SEED },
  );
}, 30_000); // under a second on an idle machine

/** A node's `stopped` comes when all that are below it, and live, have been stopped. */
function ownersLast(lines: readonly string[]): void {
  const alive = new Set<number>();
  for (const line of lines) {
    const at = Number(/^[+-]n(\d)#/.exec(line)?.[1] ?? Number.NaN);
    if (Number.isNaN(at)) continue;
    if (line.startsWith("+")) alive.add(at);
    else {
      alive.delete(at);
      for (const child of [at * 2 + 1, at * 2 + 2]) expect(alive.has(child)).toBe(false);
    }
  }
}
