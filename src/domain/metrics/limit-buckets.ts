import type { Quantities } from "../protocol/data-category.ts";
import type { CheckCategory } from "../quota/envelope-limits.ts";
import type { MetricNamespace } from "../quota/metric-namespace.ts";
import type { RateLimit } from "../quota/rate-limit.ts";
import type { MetricBucket } from "./metric-bucket.ts";

/** All buckets of one namespace, refused. */
export interface BucketRejection {
  readonly namespace: MetricNamespace;
  readonly limit: RateLimit;
  /** What outcomes are to be sent for. */
  readonly quantities: Quantities;
}

const USAGE = "c:spans/usage@none";

/**
 * Holds a project's buckets against its limits as they are flushed: by namespace, and those of spans also against
 * the limit of spans. Outcomes are never limited: how else would anybody hear of the others.
 */
export function limitBuckets(
  buckets: readonly MetricBucket[],
  check: CheckCategory,
): { readonly kept: readonly MetricBucket[]; readonly rejections: readonly BucketRejection[] } {
  const rejections: BucketRejection[] = [];
  const byNamespace = Map.groupBy(buckets, ({ namespace }) => namespace);
  for (const [namespace, list] of byNamespace) {
    const limit = namespace === "outcomes" ? undefined : limitOf(namespace, check);
    if (limit !== undefined) rejections.push({ namespace, limit, quantities: quantitiesOf(list) });
  }
  if (rejections.length === 0) return { kept: buckets, rejections };
  const refused = new Set(rejections.map(({ namespace }) => namespace));
  return { kept: buckets.filter(({ namespace }) => !refused.has(namespace)), rejections };
}

function limitOf(namespace: MetricNamespace, check: CheckCategory): RateLimit | undefined {
  const limits = [
    ...check("metric_bucket", namespace),
    ...(namespace === "spans" ? check("span", namespace) : []),
  ];
  return limits.reduce<RateLimit | undefined>((longest, limit) => {
    return longest === undefined || limit.expiresAtMs >= longest.expiresAtMs ? limit : longest;
  }, undefined);
}

/** The buckets themselves, and the spans and transactions that usage metrics stand for. */
function quantitiesOf(buckets: readonly MetricBucket[]): Quantities {
  let spans = 0;
  let transactions = 0;
  for (const { name, value, tags } of buckets) {
    if (name !== USAGE || value.type !== "c") continue;
    spans += value.value;
    if (tags.was_transaction === "true") transactions += value.value;
  }
  const counted = [
    { category: "metric_bucket", quantity: buckets.length },
    { category: "span", quantity: spans },
    { category: "transaction", quantity: transactions },
  ] as const;
  return counted.filter(({ quantity }) => quantity > 0);
}
