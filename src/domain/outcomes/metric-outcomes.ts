import type { ReportedOutcome } from "../client-report/client-report.ts";
import type { MetricBucket } from "../metrics/metric-bucket.ts";
import { dataCategoryById } from "../protocol/data-category.ts";
import { OUTCOME_KINDS } from "../protocol/outcome.ts";

const NAME = /^c:outcomes\/(.+)@none$/;

/** The outcome that `outcomeMetric` made this bucket of; `undefined` when it is another metric. */
function outcomeOf({ name, value, tags }: MetricBucket): ReportedOutcome | undefined {
  const kind = OUTCOME_KINDS.find((known) => known === NAME.exec(name)?.[1]);
  if (kind === undefined || value.type !== "c") return undefined;
  const id = tags.category === undefined ? Number.NaN : Number(tags.category);
  return {
    kind,
    reason: tags.reason,
    category: dataCategoryById(id) ?? "unknown",
    quantity: Math.round(value.value),
  };
}

/** Outcome buckets as the outcomes they stand for, by the time of their slot, oldest first. */
export function outcomesByTime(
  buckets: readonly MetricBucket[],
): readonly (readonly [timestampSeconds: number, outcomes: readonly ReportedOutcome[]])[] {
  const byTime = Map.groupBy(buckets, ({ timestampSeconds }) => timestampSeconds);
  return Array.from(byTime, ([timestampSeconds, list]) => {
    return [timestampSeconds, list.flatMap((bucket) => outcomeOf(bucket) ?? [])] as const;
  }).sort(([a], [b]) => a - b);
}
