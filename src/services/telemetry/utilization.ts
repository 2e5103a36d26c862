import type { ActorStats } from "../../kernel/actor/stats.ts";

export interface Busy {
  readonly actors: readonly { readonly path: string; readonly arbiter: string; readonly percent: number }[];
  /** Share of their time that the threads spent in handlers, on average. */
  readonly threadPercent: number;
  /** The same of the busiest thread. */
  readonly busiestThreadPercent: number;
}

/** How much of the time between two looks actors and threads spent in handlers. The first look knows nothing yet. */
export class Utilization {
  #handlingMs = new Map<string, number>();
  #lookedAtMs: number | undefined;

  look(stats: readonly ActorStats[], monotonicMs: number): Busy {
    const passedMs = this.#lookedAtMs === undefined ? 0 : monotonicMs - this.#lookedAtMs;
    const handlingMs = new Map<string, number>();
    const threads = new Map<string, number>();
    const actors = stats.map((actor) => {
      const { path, arbiter } = actor;
      const key = `${arbiter} ${path}`;
      handlingMs.set(key, actor.handlingMs);
      // Less than before: it was restarted, and what it did in between is all that is known.
      const before = this.#handlingMs.get(key) ?? 0;
      const ranMs = actor.handlingMs < before ? actor.handlingMs : actor.handlingMs - before;
      const percent = passedMs > 0 ? Math.min(100, (100 * ranMs) / passedMs) : 0;
      threads.set(arbiter, Math.min(100, (threads.get(arbiter) ?? 0) + percent));
      return { path, arbiter, percent };
    });
    this.#handlingMs = handlingMs;
    this.#lookedAtMs = monotonicMs;
    const shares = [...threads.values()];
    const sum = shares.reduce((total, share) => total + share, 0);
    return {
      actors,
      threadPercent: shares.length === 0 ? 0 : sum / shares.length,
      busiestThreadPercent: Math.max(0, ...shares),
    };
  }
}
