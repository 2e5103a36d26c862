import type { Config } from "../config/config.ts";
import { COMPATIBLE_VERSION } from "../config/version.ts";
import { clientReportJson } from "../domain/client-report/client-report.ts";
import { bucketBatches } from "../domain/metrics/bucket-batches.ts";
import { metricBucketsJson } from "../domain/metrics/bucket-json.ts";
import type { MetricBucket } from "../domain/metrics/metric-bucket.ts";
import { outcomesByTime } from "../domain/outcomes/metric-outcomes.ts";
import { Envelope, type EnvelopeHeaders, envelopeHeaders } from "../domain/protocol/envelope.ts";
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
  headers: Pick<Partial<EnvelopeHeaders>, "sentAt"> = {},
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
  return holdEnvelope(new Envelope(envelopeHeaders(meta, headers), items), config.http.encoding);
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
  const sentAt = new Date(nowMs).toISOString();
  return projects.flatMap((project) => {
    const { metrics, outcomes } = separate(project.buckets, config);
    const envelope = (items: readonly Item[], shard?: number): HeldEnvelope =>
      addressed(ownEnvelope(subjectOf(project), items, config, nowMs, { sentAt }), project, shard);
    const batches = bucketBatches(metrics, config.aggregator.maxFlushBytes);
    const reports = reportItems(outcomes);
    return [
      ...batches.map((batch) => envelope([bucketItem(batch)], partition)),
      ...(reports.length === 0 ? [] : [envelope(reports)]),
    ];
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
  return Item.create("metric_buckets", utf8Bytes(metricBucketsJson(batch)), "application/json");
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

function addressed(held: HeldEnvelope, { project }: ProjectBuckets, shard: number | undefined): HeldEnvelope {
  const upstream = project.upstream?.replace(/\/$/, "");
  const delivery = {
    ...held.delivery,
    ...(shard === undefined ? {} : { shard }),
    ...(upstream === undefined ? {} : { upstream }),
  };
  return { ...held, delivery };
}
