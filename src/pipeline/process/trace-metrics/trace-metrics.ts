import { TRACE_METRIC_VIEW } from "../../../domain/filters/attribute-views.ts";
import type { Quantities } from "../../../domain/protocol/data-category.ts";
import { invalid, type Rejection, silently } from "../../../domain/protocol/rejection.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";
import { closeContainer, type Element, openContainer } from "../shared/elements.ts";
import { missingFeature } from "../shared/features.ts";
import { filter } from "../shared/filters.ts";
import { scrubElement } from "../shared/scrub-items.ts";
import { checkKind, checkSize, checkTime, metricBytes, validate } from "./validate.ts";

const CONTAINER = "application/vnd.sentry.items.trace-metric+json";
const UNVERSIONED = { ip: false, userAgent: false };

/** Metrics with a trace, in one container. */
export const traceMetrics: Family = {
  name: "trace-metrics",
  take: takeAll(({ type }) => type === "trace_metric"),
  async process(items, ctx, ports) {
    const refusal = refuse(items.size, ctx);
    if (refusal !== undefined) items.rejectAll(refusal);
    const expanded = items.expand(
      (item) => openContainer(item, CONTAINER, UNVERSIONED, ctx),
      (metric) => quantitiesOf(metric, ctx),
    );
    expanded.retain((metric) => checkSize(metric, ctx));
    expanded.retain(checkKind);
    expanded.retain((metric) => checkTime(metric, ctx));
    // normalising belongs here
    expanded.retain((metric) => filter(metric, TRACE_METRIC_VIEW, ctx));
    expanded.update((one) => scrubElement(one, "trace_metric", ctx));
    expanded.retain(validate);
    const closed = closeContainer(expanded);
    await ports.quotas.enforce(closed);
    return closed;
  },
};

/** Why none of these items goes on. */
function refuse(count: number, ctx: StepContext): Rejection | undefined {
  if (count > 1) return invalid("duplicate_item");
  const missing = missingFeature(ctx, "organizations:tracemetrics-ingestion");
  return missing && silently(missing);
}

function quantitiesOf(metric: Element, ctx: StepContext): Quantities {
  return [
    { category: "trace_metric_byte", quantity: metricBytes(metric, ctx) },
    { category: "trace_metric", quantity: 1 },
  ];
}
