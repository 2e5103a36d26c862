import type { Config } from "../config/config.ts";
import { aggregatorFor } from "../domain/metrics/namespace-condition.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { JournalProtocol } from "../services/journal/protocol.ts";
import type { MetricsProtocol } from "../services/metrics/protocol.ts";
import { ClientReportOutcomes } from "../services/outcomes/client-report-outcomes.actor.ts";
import { MetricOutcomes } from "../services/outcomes/metric-outcomes.actor.ts";
import type { OutcomesSource } from "../services/outcomes/protocol.ts";
import type { Outbox } from "./outbox.ts";
import { clientReportItem, ownEnvelope } from "./own-envelopes.ts";

export interface OutcomesOptions {
  readonly config: Config;
  /** A managed relay's outcomes travel with its metrics. */
  readonly metrics: Address<MetricsProtocol> | undefined;
  readonly outbox: Outbox;
  readonly journal: Address<JournalProtocol> | undefined;
}

/** Starts who tells the upstream what was dropped, as the mode and `outcomes.emit_outcomes` say. */
export function startOutcomes(
  system: ActorSystem,
  { config, metrics, outbox, journal }: OutcomesOptions,
): Address<OutcomesSource> {
  const { emitOutcomes, source } = config.outcomes;
  if (emitOutcomes === false)
    return system.spawn<OutcomesSource>("outcomes", {
      handlers: { track: () => {}, flush: () => {}, changes: () => [] },
    });
  if (config.relay.mode === "managed" && metrics !== undefined)
    return system.spawn("outcomes", () => new MetricOutcomes({ metrics, source: source ?? undefined }));
  const { bucketIntervalMs, initialDelayMs } = outcomesAggregator(config);
  return system.spawn<OutcomesSource>(
    "outcomes",
    () =>
      new ClientReportOutcomes({
        bucketIntervalMs,
        initialDelayMs,
        journal,
        send: ({ json, from, ...subject }) =>
          outbox.put([ownEnvelope(subject, [clientReportItem(json)], config, system.clock.nowMs())], from),
      }) as never,
  );
}

function outcomesAggregator({ aggregator, secondaryAggregators }: Config): Config["aggregator"] {
  const conditions = secondaryAggregators.map(({ condition }) => condition);
  const index = aggregatorFor(conditions, "outcomes");
  return (index === undefined ? undefined : secondaryAggregators[index]?.config) ?? aggregator;
}
