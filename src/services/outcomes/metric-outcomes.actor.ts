import type { MetricBucket } from "../../domain/metrics/metric-bucket.ts";
import { outcomeMetric } from "../../domain/outcomes/outcome-metrics.ts";
import type { Outcome } from "../../domain/protocol/outcome.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Address } from "../../kernel/actor/address.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { MetricsProtocol } from "../metrics/protocol.ts";
import type { OutcomesSource } from "./protocol.ts";

export interface MetricOutcomesDeps {
  readonly metrics: Address<Pick<MetricsProtocol, "merge">>;
  /** `outcomes.source`. */
  readonly source: string | undefined;
}

/**
 * A managed relay's outcomes: they are counted as metrics of the `outcomes` namespace, and leave with the other buckets
 * of their project, as metrics or as client reports.
 *
 * Started by `app/`, once; keeps nothing.
 */
export class MetricOutcomes implements Actor<OutcomesSource> {
  readonly mailbox: MailboxOptions = { capacity: 50_000, whenFull: "dropOldest" };
  readonly #deps: MetricOutcomesDeps;

  constructor(deps: MetricOutcomesDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<OutcomesSource> = {
    track: (outcomes) => this.#track(outcomes),
    flush: () => {},
    changes: () => [], // all that was told before has been handed on
  };

  #track(outcomes: readonly Outcome[]): void {
    const byKey = Map.groupBy(outcomes, ({ scoping }) => scoping.publicKey);
    const all = Array.from(byKey, ([publicKey, list]) => ({
      publicKey,
      buckets: list.flatMap((outcome) => this.#bucketOf(outcome)),
      row: list[0]?.row, // what is told at once is of one envelope
    }));
    if (!this.#deps.metrics.send("merge", all))
      log("error", "baton::outcomes", "outcomes were lost", { outcomes: outcomes.length });
  }

  #bucketOf(outcome: Outcome): readonly MetricBucket[] {
    if (outcome.quantity === 0) return [];
    const timestampSeconds = Math.floor(outcome.timestampMs / 1_000);
    return [outcomeMetric(outcome, { timestampSeconds, source: this.#deps.source })];
  }
}
