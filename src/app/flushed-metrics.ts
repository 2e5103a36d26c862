import type { Config } from "../config/config.ts";
import { bucketBatches, estimatedBytes } from "../domain/metrics/bucket-batches.ts";
import type { MetricBucket } from "../domain/metrics/metric-bucket.ts";
import { type Address, within } from "../kernel/actor/address.ts";
import type { BucketBatch, GlobalMetricsProtocol } from "../services/metrics/global-metrics.actor.ts";
import type { FlushedBuckets, KeyBuckets } from "../services/metrics/protocol.ts";
import type { Outbox } from "./outbox.ts";
import { bucketEnvelopes, separate } from "./own-envelopes.ts";

export interface FlushedMetricsDeps {
  readonly config: Config;
  readonly outbox: Outbox;
  /** With `http.global_metrics`; starts after this. */
  readonly global: () => Address<GlobalMetricsProtocol> | undefined;
  readonly now: () => number;
}

const FOREVER = within(Number.POSITIVE_INFINITY);

/**
 * Puts what is due on its way: an envelope per project, or with `http.global_metrics` a request for all. Where the outbox
 * waits for the disk, so does this, and for the answer to such a request.
 */
export function sendFlushed(flushed: FlushedBuckets, deps: FlushedMetricsDeps): boolean | Promise<boolean> {
  const { config, outbox, now } = deps;
  if (!config.http.globalMetrics) return outbox.put(bucketEnvelopes(flushed, config, now()), flushed.from);
  const global = deps.global();
  if (global === undefined) return false;
  const parts = flushed.projects.map((project) => ({ project, ...separate(project.buckets, config) }));
  const reports = parts.map(({ project, outcomes }) => ({ ...project, buckets: outcomes }));
  const { partition } = flushed;
  const stored = outbox.put(bucketEnvelopes({ partition, projects: reports }, config, now()));
  if (stored === false) return false;
  const metrics = parts.map(({ project, metrics }) => ({ publicKey: project.publicKey, buckets: metrics }));
  const requests = batches(metrics, config.aggregator.maxFlushBytes).map((byKey) => ({ partition, byKey }));
  if (stored === true) {
    for (const batch of requests) global.send("deliver", batch);
    return true;
  }
  return stored.then((isStored) => isStored && delivered(global, requests));
}

/** One that is refused, or lost to a crash, would be in the journal still: all of it comes again. */
function delivered(
  global: Address<GlobalMetricsProtocol>,
  requests: readonly BucketBatch[],
): Promise<boolean> {
  return Promise.all(requests.map((batch) => global.ask("deliver", batch, FOREVER))).then(
    () => true,
    () => false,
  );
}

/** Buckets of many keys in batches of about `maxBytes`. */
function batches(
  all: readonly KeyBuckets[],
  maxBytes: number,
): readonly ReadonlyMap<string, readonly MetricBucket[]>[] {
  const done: Map<string, readonly MetricBucket[]>[] = [];
  let batch = new Map<string, readonly MetricBucket[]>();
  let bytes = 0;
  const close = () => {
    if (batch.size > 0) done.push(batch);
    batch = new Map();
    bytes = 0;
  };
  for (const { publicKey, buckets } of all) {
    for (const part of bucketBatches(buckets, maxBytes)) {
      const partBytes = part.reduce((sum, bucket) => sum + estimatedBytes(bucket), 0);
      if (bytes + partBytes > maxBytes || batch.has(publicKey)) close();
      batch.set(publicKey, part);
      bytes += partBytes;
    }
  }
  close();
  return done;
}
