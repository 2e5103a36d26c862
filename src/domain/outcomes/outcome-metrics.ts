import type { ReportedOutcome } from "../client-report/client-report.ts";
import type { MetricBucket } from "../metrics/metric-bucket.ts";
import { UNMERGED } from "../metrics/metric-bucket.ts";
import { dataCategoryId } from "../protocol/data-category.ts";

/** An outcome as the metric that carries it to an upstream of our own installation (`emit_outcomes: true`). */
export function outcomeMetric(
  { kind, reason, category, quantity }: ReportedOutcome,
  options: { readonly timestampSeconds: number; readonly source: string | undefined },
): MetricBucket {
  const tags: Record<string, string> = {};
  if (category !== "unknown") tags.category = dataCategoryId(category).toString();
  if (reason !== undefined) tags.reason = reason;
  if (options.source !== undefined) tags.source = options.source;
  return {
    timestampSeconds: options.timestampSeconds,
    widthSeconds: 0,
    name: `c:outcomes/${kind}@none`,
    namespace: "outcomes",
    value: { type: "c", value: quantity },
    tags,
    metadata: UNMERGED,
  };
}
