import type { Actor, Handlers } from "../../kernel/actor/actor.ts";
import type { Context } from "../../kernel/actor/context.ts";

export interface MemoryKeeperProtocol {
  look(): void;
}

export interface MemoryKeeperDeps {
  /** Resident bytes of the whole process. */
  readonly rssBytes: () => number;
  readonly collect: () => void;
  /** What may be resident before garbage is collected out of turn. */
  readonly allowedBytes: number;
  /** By how much it must have grown since the last collection for another one to be worth its pause. */
  readonly stepBytes: number;
}

/** How often memory is looked at when it is near its bound: one small read. */
const LOOK_MS = 50;
/** How seldom when it is far from it. */
const LAZY_LOOK_MS = 1_000;
/** Memory does not grow faster than this (1 GB/s), so what is free of it is time to sleep. */
const GROWTH_BYTES_PER_MS = 1_000_000;

/**
 * Keeps the process near what it has reason to use. The engine frees the bytes of large bodies late; when the process is
 * larger than its idle size and its budget explain, this collects the garbage of its thread. What is left then is in use: the
 * next collection waits until it has grown by a step.
 *
 * Started by `app/`, one per ingest Arbiter; keeps nothing.
 */
export class MemoryKeeper implements Actor<MemoryKeeperProtocol> {
  readonly #deps: MemoryKeeperDeps;
  /** The least that was resident since the last collection. */
  #leftBytes = Number.NEGATIVE_INFINITY;

  constructor(deps: MemoryKeeperDeps) {
    this.#deps = deps;
  }

  started(ctx: Context<MemoryKeeperProtocol>): void {
    ctx.after(LOOK_MS, "look");
  }

  readonly handlers: Handlers<MemoryKeeperProtocol> = {
    look: (_, ctx) => {
      const { rssBytes, collect, allowedBytes, stepBytes } = this.#deps;
      const residentBytes = rssBytes();
      const freeBytes = allowedBytes - residentBytes;
      if (freeBytes >= 0) {
        this.#leftBytes = Number.NEGATIVE_INFINITY;
        ctx.after(Math.min(LAZY_LOOK_MS, Math.max(LOOK_MS, freeBytes / GROWTH_BYTES_PER_MS)), "look");
        return;
      }
      if (residentBytes >= this.#leftBytes + stepBytes) {
        collect();
        this.#leftBytes = rssBytes();
      } else this.#leftBytes = Math.min(this.#leftBytes, residentBytes);
      ctx.after(LOOK_MS, "look");
    },
  };
}
