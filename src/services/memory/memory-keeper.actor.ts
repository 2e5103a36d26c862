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
}

/** How often memory is looked at when it is near its bound: one small read. */
const LOOK_MS = 50;
/** How seldom when it is far from it. */
const LAZY_LOOK_MS = 1_000;
/** Memory does not grow faster than this (1 GB/s), so what is free of it is time to sleep. */
const GROWTH_BYTES_PER_MS = 1_000_000;
/** Pauses between two collections that did not help: doubles up to the last. */
const LONGEST_PAUSE_MS = 200;

/**
 * Keeps the process near what it has reason to use. The engine frees the bytes of large bodies late; when the process is
 * larger than its idle size and its budget explain, this collects the garbage of its thread. What then is still there is in
 * use, so it looks less often until memory falls.
 *
 * Started by `app/`, one per ingest Arbiter; keeps nothing.
 */
export class MemoryKeeper implements Actor<MemoryKeeperProtocol> {
  readonly #deps: MemoryKeeperDeps;
  #pauseMs = LOOK_MS;

  constructor(deps: MemoryKeeperDeps) {
    this.#deps = deps;
  }

  started(ctx: Context<MemoryKeeperProtocol>): void {
    ctx.after(LOOK_MS, "look");
  }

  readonly handlers: Handlers<MemoryKeeperProtocol> = {
    look: (_, ctx) => {
      const { rssBytes, collect, allowedBytes } = this.#deps;
      const freeBytes = allowedBytes - rssBytes();
      if (freeBytes >= 0) {
        this.#pauseMs = Math.min(LAZY_LOOK_MS, Math.max(LOOK_MS, freeBytes / GROWTH_BYTES_PER_MS));
      } else {
        collect();
        const helped = rssBytes() <= allowedBytes;
        this.#pauseMs = helped ? LOOK_MS : Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2);
      }
      ctx.after(this.#pauseMs, "look");
    },
  };
}
