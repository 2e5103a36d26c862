import type { Actor, ActorFactory } from "../actor.ts";
import type { Address } from "../address.ts";
import type { SpawnOptions } from "../context.ts";
import type { ActorStats } from "../stats.ts";
import type { SupervisionOptions } from "../supervision.ts";
import { ActorSystem } from "../system.ts";
import { Probe, type ProbeOptions } from "./probe.ts";
import { SeededDispatcher } from "./seeded-dispatcher.ts";
import { VirtualClock } from "./virtual-clock.ts";

export interface TestSystemOptions {
  /** Decides the order of everything that has no promised order. Printed when `stop` fails. */
  readonly seed?: number;
  /** Wall time at the start, Unix milliseconds. */
  readonly startMs?: number;
  readonly supervision?: SupervisionOptions;
}

/** Steps after which a system that never comes to rest is called a loop. */
const MOST_STEPS = 1_000_000;

/** Actors in virtual time: nothing waits for real, and the same seed gives the same run. */
export class TestSystem {
  readonly clock: VirtualClock;
  readonly system: ActorSystem;
  readonly #dispatcher: SeededDispatcher;
  readonly #seed: number;
  readonly #crashes: { path: string; error: unknown }[] = [];
  readonly #escalations: unknown[] = [];
  readonly #abandoned: string[] = [];
  #names = 0;

  static start(options: TestSystemOptions = {}): TestSystem {
    return new TestSystem(options);
  }

  private constructor(options: TestSystemOptions) {
    this.#seed = options.seed ?? 1;
    this.clock = new VirtualClock(options.startMs);
    this.#dispatcher = new SeededDispatcher(this.#seed);
    this.system = new ActorSystem({
      arbiter: "test",
      clock: this.clock,
      dispatcher: this.#dispatcher,
      onCrash: (path, error) => this.#crashes.push({ path, error }),
      onEscalated: (error) => this.#escalations.push(error),
      onAbandoned: (path) => this.#abandoned.push(path),
      ...(options.supervision ? { supervision: options.supervision } : {}),
    });
  }

  spawn<P>(actor: Actor<P> | ActorFactory<P>, options: SpawnOptions & { name?: string } = {}): Address<P> {
    return this.system.spawn(options.name ?? `actor-${++this.#names}`, actor, options);
  }

  probe<P>(options?: ProbeOptions): Probe<P> {
    return new Probe<P>(`/probe-${++this.#names}`, options);
  }

  stats(): ActorStats[] {
    return this.system.stats();
  }

  /** Lets everything happen that needs no time to pass. */
  async settle(): Promise<void> {
    let steps = 0;
    for (let quiet = 0; quiet < 2; quiet++) {
      while (this.#dispatcher.step()) {
        quiet = 0;
        if (++steps > MOST_STEPS) throw new Error(`the actors never come to rest (seed ${this.#seed})`);
      }
      await new Promise((resolve) => setImmediate(resolve)); // promises first
    }
  }

  /** Lets time pass, timer by timer. */
  advance(byMs: number): Promise<void> {
    return this.clock.advance(byMs, () => this.settle());
  }

  /** Takes note of the crashes so far: `stop` no longer complains of them. */
  takeCrashes(): { path: string; error: unknown }[] {
    return this.#crashes.splice(0);
  }

  /** Paths of the actors whose `stopped` hook was given up. */
  takeAbandoned(): string[] {
    return this.#abandoned.splice(0);
  }

  takeEscalations(): unknown[] {
    return this.#escalations.splice(0);
  }

  /** Stops everything. Fails on crashes and escalations nobody took, and on timers that outlive their actor. */
  async stop(mode: "graceful" | "immediate" = "graceful"): Promise<void> {
    let done = false;
    const stopping = this.system.stop(mode).then(() => {
      done = true;
    });
    for (let tries = 0; !done && tries < 10_000; tries++) {
      await this.settle();
      if (!done && !this.clock.fireNext(Number.POSITIVE_INFINITY)) break;
    }
    if (!done) throw new Error(`the actors do not stop (seed ${this.#seed})`);
    await stopping;
    const first = this.#crashes[0];
    if (first) throw new Error(`${first.path} crashed (seed ${this.#seed})`, { cause: first.error });
    if (this.#escalations.length > 0) throw new Error("a crash escalated", { cause: this.#escalations[0] });
    if (this.#abandoned.length > 0)
      throw new Error(`${this.#abandoned[0]} did not stop (seed ${this.#seed})`);
    if (this.clock.waiting > 0) throw new Error(`${this.clock.waiting} timers outlive their actor`);
  }
}
