import { fnv1a32 } from "../metrics/fnv1a.ts";
import type { BucketMetadata, MetricBucket, MetricValue } from "../metrics/metric-bucket.ts";
import type { AbnormalMechanism, SessionAggregates, SessionAttributes, SessionUpdate } from "./session.ts";

const SESSION = "c:sessions/session@none";
const USER = "s:sessions/user@none";
const ERROR = "s:sessions/error@none";

/** Statuses of a session that ended badly have a metric of their own name. */
const FATAL = ["abnormal", "unhandled", "crashed"] as const;
type Fatal = (typeof FATAL)[number];

export interface ExtractionContext {
  /** `sessionMetrics.version` of the project. From 2 on, users of abnormal sessions tell what was abnormal. */
  readonly version: number;
  /** SDK name and version, as the request said. */
  readonly client: string | undefined;
  readonly receivedAtMs: number;
}

/** The versions whose sessions become metrics; of others they are passed on as they are. */
export function extractsSessions(version: number): boolean {
  return version >= 1 && version <= 3;
}

/** What one session adds to the project's metrics. */
export function sessionMetrics(session: SessionUpdate, context: ExtractionContext): readonly MetricBucket[] {
  const { distinctId, startedMs, status } = session;
  const metrics = new Metrics(startedMs, session.attributes, context);
  if (session.isInit) metrics.sessions(1, "init");
  const isErrored = session.errors > 0 || !(status === "ok" || status === "exited");
  if (isErrored) metrics.add(ERROR, { type: "s", value: [fnv1a32(session.sessionId)] });
  metrics.user(distinctId, isErrored ? "errored" : undefined);
  const fatal = FATAL.find((name) => name === status);
  if (fatal !== undefined) {
    metrics.sessions(1, fatal);
    metrics.user(distinctId, fatal, context.version >= 2 ? session.abnormalMechanism : "none");
  }
  return metrics.buckets;
}

/** What sessions that were counted by the SDK add. */
export function aggregateMetrics(
  { aggregates, attributes }: SessionAggregates,
  context: ExtractionContext,
): readonly MetricBucket[] {
  return aggregates.flatMap((counts) => {
    const metrics = new Metrics(counts.startedMs, attributes, context);
    const fatal = counts.abnormal + counts.unhandled + counts.crashed;
    const errored = counts.errored + fatal;
    metrics.sessions(counts.exited + errored, "init");
    metrics.sessions(errored, "errored_preaggr");
    metrics.user(counts.distinctId, errored > 0 ? "errored" : undefined);
    for (const name of FATAL) {
      metrics.sessions(counts[name], name);
      if (counts[name] > 0) metrics.user(counts.distinctId, name);
    }
    return metrics.buckets;
  });
}

/** Collects the metrics of one start time. */
class Metrics {
  readonly buckets: MetricBucket[] = [];
  readonly #timestampSeconds: number;
  readonly #tags: Readonly<Record<string, string>>;
  readonly #metadata: BucketMetadata;

  constructor(startedMs: number, attributes: SessionAttributes, { client, receivedAtMs }: ExtractionContext) {
    const { release, environment } = attributes;
    this.#timestampSeconds = Math.floor(startedMs / 1000);
    this.#metadata = { merges: 1, receivedAtSeconds: Math.floor(receivedAtMs / 1000) };
    this.#tags = {
      release,
      ...(environment === undefined ? {} : { environment }),
      ...(client === undefined ? {} : { sdk: client }),
    };
  }

  sessions(count: number, status: "init" | "errored_preaggr" | Fatal): void {
    if (count > 0) this.add(SESSION, { type: "c", value: count }, { "session.status": status });
  }

  user(
    id: string | undefined,
    status: "errored" | Fatal | undefined,
    mechanism: AbnormalMechanism = "none",
  ): void {
    if (id === undefined) return;
    const tags: Record<string, string> = status === undefined ? {} : { "session.status": status };
    if (status === "abnormal" && mechanism !== "none") tags.abnormal_mechanism = mechanism;
    this.add(USER, { type: "s", value: [fnv1a32(id)] }, tags);
  }

  add(name: string, value: MetricValue, tags: Readonly<Record<string, string>> = {}): void {
    this.buckets.push({
      timestampSeconds: this.#timestampSeconds,
      widthSeconds: 0,
      name,
      namespace: "sessions",
      value,
      tags: { ...this.#tags, ...tags },
      metadata: this.#metadata,
    });
  }
}
