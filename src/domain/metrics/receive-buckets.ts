import { isAcceptedNamespace } from "./bucket-limits.ts";
import type { MetricBucket } from "./metric-bucket.ts";

/**
 * What counts of buckets that somebody sent. Only relays of our own installation may send metrics of every
 * namespace, and are believed when their buckets were received; times of a sender whose clock is wrong are shifted.
 */
export function receiveBuckets(
  buckets: readonly MetricBucket[],
  options: { readonly isTrusted: boolean; readonly receivedAtMs: number; readonly driftMs: number },
): readonly MetricBucket[] {
  const receivedAtSeconds = Math.floor(options.receivedAtMs / 1000);
  const driftSeconds = Math.round(options.driftMs / 1000);
  return buckets
    .filter(({ namespace }) => isAcceptedNamespace(namespace, options.isTrusted))
    .map((bucket) => ({
      ...bucket,
      timestampSeconds: Math.max(0, bucket.timestampSeconds + driftSeconds),
      metadata: options.isTrusted ? bucket.metadata : { merges: 1, receivedAtSeconds },
    }));
}
