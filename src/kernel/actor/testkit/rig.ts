import type { Batch } from "../arbiter/frames.ts";
import { Link } from "../arbiter/link.ts";
import type { Undelivered } from "../arbiter/purse.ts";
import { ActorSystem } from "../system.ts";
import { SeededDispatcher } from "./seeded-dispatcher.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** Steps after which Arbiters that never come to rest are called a loop. */
const MOST_STEPS = 10_000;

interface Channel {
  readonly link: Link;
  readonly to: () => Link;
  readonly waiting: Batch[];
  isCut: boolean;
}

/**
 * Several Arbiters in one thread and in virtual time, connected by links whose batches are cloned as between threads. What
 * runs or arrives next is drawn from a seed, so whatever threads may do to one another can be played through.
 */
export class Rig {
  readonly clock = new VirtualClock();
  readonly undelivered: Undelivered[] = [];
  readonly crashes: string[] = [];
  readonly #dispatchers: SeededDispatcher[] = [];
  readonly #channels: Channel[] = [];
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  system(name: string): ActorSystem {
    const dispatcher = new SeededDispatcher(this.draw(1 << 30));
    this.#dispatchers.push(dispatcher);
    return new ActorSystem({
      arbiter: name,
      clock: this.clock,
      dispatcher,
      onCrash: (path) => void this.crashes.push(path),
      supervision: { maxRestarts: Number.POSITIVE_INFINITY, backoff: { firstMs: 0, maxMs: 0 } },
    });
  }

  /** Connects two Arbiters; values are carried with `carry`, both die with `cut`. */
  connect(
    left: ActorSystem,
    right: ActorSystem,
  ): { carry<T>(value: T): T; back<T>(value: T): T; cut(): void } {
    const there: Channel = this.#channel(left, () => here.link);
    const here: Channel = this.#channel(right, () => there.link);
    this.#channels.push(there, here);
    return {
      carry: (value) => here.link.decodeValue(structuredClone(there.link.encodeValue(value))) as typeof value,
      back: (value) => there.link.decodeValue(structuredClone(here.link.encodeValue(value))) as typeof value,
      cut: () => {
        for (const channel of [there, here]) {
          channel.isCut = true;
          channel.waiting.length = 0;
          channel.link.close("arbiter_lost");
        }
      },
    };
  }

  #channel(system: ActorSystem, to: () => Link): Channel {
    const waiting: Batch[] = [];
    const channel: Channel = {
      link: new Link({
        system,
        port: {
          post: (batch, transfer = []) => {
            const copy = structuredClone(batch, { transfer: [...transfer] });
            if (!channel.isCut) waiting.push(copy);
          },
        },
        onControl: () => {},
        onUndelivered: (lost) => this.undelivered.push(...lost),
      }),
      to,
      waiting,
      isCut: false,
    };
    return channel;
  }

  /** A number below `below`, from the seed (xorshift32). */
  draw(below: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state % below;
  }

  /** Lets one thing happen: a message be handled somewhere, or a batch arrive. */
  step(): boolean {
    const start = this.draw(this.#dispatchers.length + this.#channels.length);
    for (let i = 0; i < this.#dispatchers.length + this.#channels.length; i++) {
      const at = (start + i) % (this.#dispatchers.length + this.#channels.length);
      const dispatcher = this.#dispatchers[at];
      if (dispatcher?.step()) return true;
      const channel = this.#channels[at - this.#dispatchers.length];
      const batch = channel?.waiting.shift();
      if (channel === undefined || batch === undefined) continue;
      channel.to().receive(batch);
      return true;
    }
    return false;
  }

  /** Lets up to `steps` things happen, and their promises. */
  async steps(steps: number): Promise<void> {
    for (let i = 0; i < steps; i++) {
      this.step();
      await microtasks();
    }
  }

  /** Lets everything happen that needs no time to pass. */
  async settle(): Promise<void> {
    for (let quiet = 0, steps = 0; quiet < 2; steps++) {
      if (steps > MOST_STEPS) throw new Error("the Arbiters never come to rest");
      quiet = this.step() ? 0 : quiet + 1;
      await microtasks();
    }
  }

  advance(byMs: number): Promise<void> {
    return this.clock.advance(byMs, () => this.settle());
  }
}

/** Enough turns for what a promise resolves to be resolved in its turn. */
async function microtasks(): Promise<void> {
  for (let i = 0; i < 8; i++) await null;
}
