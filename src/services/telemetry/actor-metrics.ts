import type { ActorStats } from "../../kernel/actor/stats.ts";
import { metrics } from "./metric-table.ts";

/** Turns what the kernel knows of the actors of one Arbiter into metrics, and tells how busy each was between two looks. */
export class ActorMetrics {
  #busyMs = new Map<string, number>();
  #lookedAtMs: number | undefined;

  get hasLooked(): boolean {
    return this.#lookedAtMs !== undefined;
  }

  look(stats: readonly ActorStats[], monotonicMs: number): void {
    const passedMs = monotonicMs - (this.#lookedAtMs ?? monotonicMs);
    const busyMs = new Map<string, number>();
    metrics["service.back_pressure"].clear();
    metrics["service.utilization"].clear();
    for (const actor of stats) {
      const { path, arbiter } = actor;
      busyMs.set(path, actor.handlingMs);
      metrics["service.back_pressure"].at(path, arbiter).set(actor.depth);
      metrics["actor.handled"].at(path, arbiter).value = actor.handled;
      metrics["actor.refused"].at(path, arbiter).value = actor.refused;
      metrics["actor.dropped"].at(path, arbiter).value = actor.dropped;
      metrics["actor.restarts"].at(path, arbiter).value = actor.restarts;
      if (passedMs <= 0) continue;
      const ranMs = Math.max(0, actor.handlingMs - (this.#busyMs.get(path) ?? 0));
      metrics["service.utilization"].at(path, arbiter).set(Math.min(100, (100 * ranMs) / passedMs));
    }
    this.#busyMs = busyMs;
    this.#lookedAtMs = monotonicMs;
  }
}
