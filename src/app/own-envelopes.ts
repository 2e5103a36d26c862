import type { Config } from "../config/config.ts";
import { COMPATIBLE_VERSION } from "../config/version.ts";
import { clientReportJson } from "../domain/client-report/client-report.ts";
import { bucketBatches } from "../domain/metrics/bucket-batches.ts";
import { metricBucketsJson } from "../domain/metrics/bucket-json.ts";
import type { MetricBucket } from "../domain/metrics/metric-bucket.ts";
import { outcomesByTime } from "../domain/outcomes/metric-outcomes.ts";
import { Envelope, envelopeHeaders } from "../domain/protocol/envelope.ts";
import { Item } from "../domain/protocol/item.ts";
import type { RequestMeta } from "../domain/protocol/request-meta.ts";
import { utf8Bytes } from "../kernel/base/bytes.ts";
import { type HeldEnvelope, holdEnvelope } from "../pipeline/held-envelope.ts";
import type { FlushedBuckets, ProjectBuckets } from "../services/metrics/protocol.ts";

/** Whom an envelope of our own making is about. */
export interface Subject {
  readonly publicKey: string;
  readonly projectId: string;
}

/** An envelope of our own making, ready to be sent. */
export function ownEnvelope(
  subject: Subject,
  items: readonly Item[],
  config: Config,
  nowMs: number,
): HeldEnvelope {
  const url = new URL(config.relay.upstream);
  const meta: RequestMeta = {
    dsn: {
      ...subject,
      scheme: url.protocol === "http:" ? "http" : "https",
      authority: url.host,
      pathPrefix: "",
    },
    client: `sentry.relay/${COMPATIBLE_VERSION}`,
    version: 7,
    forwardedFor: "",
    userAgent: `sentry-relay/${COMPATIBLE_VERSION}`,
    noCache: false,
    receivedAtMs: nowMs,
    fromInternalRelay: false,
  };
  return holdEnvelope(new Envelope(envelopeHeaders(meta), items), config.http.encoding);
}

export function clientReportItem(json: string): Item {
  return Item.create("client_report", utf8Bytes(json), "application/json");
}

/** What is due as envelopes: per project its buckets, and its outcomes as client reports where they travel as such. */
export function bucketEnvelopes(
  { partition, projects }: FlushedBuckets,
  config: Config,
  nowMs: number,
): readonly HeldEnvelope[] {
  return projects.flatMap((project) => {
    const { metrics, outcomes } = separate(project.buckets, config);
    const items = [
      ...bucketBatches(metrics, config.aggregator.maxFlushBytes).map((batch) => [bucketItem(batch)]),
      ...(outcomes.length === 0 ? [] : [reportItems(outcomes)]),
    ];
    return items
      .filter(({ length }) => length > 0)
      .map((list) => addressed(ownEnvelope(subjectOf(project), list, config, nowMs), project, partition));
  });
}

/** Outcomes among the buckets that travel as client reports, and the rest. */
export function separate(
  buckets: readonly MetricBucket[],
  { outcomes }: Pick<Config, "outcomes">,
): { readonly metrics: readonly MetricBucket[]; readonly outcomes: readonly MetricBucket[] } {
  if (outcomes.emitOutcomes !== "as_client_reports") return { metrics: buckets, outcomes: [] };
  const isOutcome = ({ namespace }: MetricBucket) => namespace === "outcomes";
  return {
    metrics: buckets.filter((bucket) => !isOutcome(bucket)),
    outcomes: buckets.filter(isOutcome),
  };
}

function bucketItem(batch: readonly MetricBucket[]): Item {
  const item = Item.create("metric_buckets", utf8Bytes(metricBucketsJson(batch)), "application/json");
  item.setHeader("item_count", batch.length);
  return item;
}

function reportItems(buckets: readonly MetricBucket[]): readonly Item[] {
  return outcomesByTime(buckets).flatMap(([timestampSeconds, outcomes]) => {
    const json = clientReportJson(timestampSeconds, outcomes);
    return json === undefined ? [] : [clientReportItem(json)];
  });
}

function subjectOf({ publicKey, project }: ProjectBuckets): Subject {
  return { publicKey, projectId: project.projectId ?? "0" };
}

function addressed(held: HeldEnvelope, { project }: ProjectBuckets, shard: number): HeldEnvelope {
  const upstream = project.upstream?.replace(/\/$/, "");
  return {
    ...held,
    delivery: { ...held.delivery, shard, ...(upstream === undefined ? {} : { upstream }) },
  };
}
