import { invalid, type Rejection, silently } from "../../../domain/protocol/rejection.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";
import { checkContainer, dropEmpty } from "../shared/containers.ts";
import { missingFeature } from "../shared/features.ts";

/** Metrics with a trace, in one container. */
export const traceMetrics: Family = {
  name: "trace-metrics",
  take: takeAll(({ type }) => type === "trace_metric"),
  async process(items, ctx, ports) {
    const refusal = refuse(items.size, ctx);
    if (refusal !== undefined) items.rejectAll(refusal);
    items.retain((item) => checkContainer(item, "application/vnd.sentry.items.trace-metric+json"));
    dropEmpty(items);
    // expanding, sizes, normalising, filters and scrubbing belong here
    await ports.quotas.enforce(items);
    return items;
  },
};

/** Why none of these items goes on. */
function refuse(count: number, ctx: StepContext): Rejection | undefined {
  if (count > 1) return invalid("duplicate_item");
  const missing = missingFeature(ctx, "organizations:tracemetrics-ingestion");
  return missing && silently(missing);
}
