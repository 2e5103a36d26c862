import type { ActorStats } from "../../kernel/actor/stats.ts";
import { metrics } from "./metric-table.ts";
import { Utilization } from "./utilization.ts";

/** Turns what the kernel knows of the actors of one Arbiter into metrics. */
export class ActorMetrics {
  readonly #utilization = new Utilization();
  hasLooked = false;

  look(stats: readonly ActorStats[], monotonicMs: number): void {
    this.hasLooked = true;
    metrics["service.back_pressure"].clear();
    metrics["service.utilization"].clear();
    for (const { path, arbiter, depth, handled, refused, dropped, restarts } of stats) {
      metrics["service.back_pressure"].at(path, arbiter).set(depth);
      metrics["actor.handled"].at(path, arbiter).value = handled;
      metrics["actor.refused"].at(path, arbiter).value = refused;
      metrics["actor.dropped"].at(path, arbiter).value = dropped;
      metrics["actor.restarts"].at(path, arbiter).value = restarts;
    }
    for (const { path, arbiter, percent } of this.#utilization.look(stats, monotonicMs).actors)
      metrics["service.utilization"].at(path, arbiter).set(percent);
  }
}
