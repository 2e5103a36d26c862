import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { ActorStats } from "../../kernel/actor/stats.ts";
import { takeSnapshot } from "../../kernel/telemetry/metrics-snapshot.ts";
import { ActorMetrics } from "./actor-metrics.ts";
import { metrics } from "./metric-table.ts";
import type { MetricsSourceProtocol } from "./protocol.ts";

export interface MetricsSourceDeps {
  /** The actors of this Arbiter. */
  readonly stats: () => readonly ActorStats[];
  /** Sets the gauges whose values somebody else knows. */
  readonly readGauges: () => Promise<unknown>;
  readonly monotonic: () => number;
}

/**
 * Gives out the metrics of its Arbiter. Counting needs no message: whoever counts does so in the thread's own series, and
 * this actor reads them when somebody asks.
 *
 * Started by `app/`, one per ingest Arbiter; keeps nothing.
 */
export class MetricsSource implements Actor<MetricsSourceProtocol> {
  readonly mailbox: MailboxOptions = { capacity: 100, whenFull: "refuse" };
  readonly #deps: MetricsSourceDeps;
  readonly #actors = new ActorMetrics();

  constructor(deps: MetricsSourceDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<MetricsSourceProtocol> = {
    collect: ({ drains }) => {
      const { stats, readGauges, monotonic } = this.#deps;
      if (drains || !this.#actors.hasLooked) this.#actors.look(stats(), monotonic());
      const finish = () => takeSnapshot(Object.values(metrics), drains);
      return readGauges().then(finish, finish); // a part that does not answer keeps its last value
    },
  };
}
