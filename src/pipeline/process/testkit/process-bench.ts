import type { MetricBucket } from "../../../domain/metrics/metric-bucket.ts";
import { DEFAULT_GLOBAL_CONFIG } from "../../../domain/project/global-config.ts";
import type { ProjectConfig } from "../../../domain/project/project-config.ts";
import type { ProjectInfo } from "../../../domain/project/project-state.ts";
import { projectWith } from "../../../domain/project/testkit/project.ts";
import type { ContentType } from "../../../domain/protocol/content-type.ts";
import { addQuantities, type Quantities } from "../../../domain/protocol/data-category.ts";
import { Envelope, type EnvelopeHeaders, envelopeHeaders } from "../../../domain/protocol/envelope.ts";
import { Item } from "../../../domain/protocol/item.ts";
import type { KnownItemType } from "../../../domain/protocol/item-type.ts";
import { type Rejection, rejectionReason } from "../../../domain/protocol/rejection.ts";
import type { TraceContext } from "../../../domain/protocol/trace-context.ts";
import type { CheckCategory } from "../../../domain/quota/envelope-limits.ts";
import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import { itemsQuantities } from "../../held-envelope.ts";
import { LedgerBook } from "../../ledger.ts";
import { Managed } from "../../managed.ts";
import type { ProcessOptions, ProcessPorts, StepContext } from "../context.ts";
import { KnownLimits } from "../known-limits.ts";
import { splitItems } from "../split.ts";

export const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
export const NOW_MS = Date.UTC(2026, 10, 24, 2, 50);
export const EVENT_ID = "3bf0c84598b54c10b0215873d2d35a03";

export const OPTIONS: ProcessOptions = {
  acceptsUnknown: true,
  maxSessionAgeMs: 432_000_000,
  maxFutureMs: 60_000,
  maxEventSizeBytes: 2 ** 20,
  maxLogSizeBytes: 2 * 2 ** 20,
  maxTraceMetricSizeBytes: 2 ** 20,
  maxReplaySizeBytes: 2 ** 20,
  relay: undefined,
  isFullyNormalized: false,
  geoOf: undefined,
  metricsRange: { maxPastSecs: 432_000, maxFutureSecs: 60 },
};

const META = {
  dsn: { scheme: "http", authority: "up", pathPrefix: "", publicKey: KEY, projectId: "42" },
  version: 7,
  forwardedFor: "",
  noCache: false,
  receivedAtMs: NOW_MS,
  fromInternalRelay: false,
} as const;

/** Features that the families ask for. */
export const ALL_FEATURES: readonly string[] = [
  "organizations:session-replay",
  "organizations:ourlogs-ingestion",
  "organizations:tracemetrics-ingestion",
  "organizations:continuous-profiling",
  "organizations:continuous-profiling-perfetto",
  "projects:span-v2-attachment-processing",
  "projects:trace-attachment-processing",
];

export function projectOf(config: Partial<ProjectConfig> = {}): ProjectInfo {
  return projectWith(KEY, { features: ALL_FEATURES, ...config });
}

export function item(
  type: KnownItemType,
  payload: unknown = {},
  headers: Readonly<Record<string, string | number | boolean>> = {},
): Item {
  const text = typeof payload === "string" ? payload : JSON.stringify(payload);
  const made = Item.create(type, utf8Bytes(text));
  for (const [key, value] of Object.entries(headers)) made.setHeader(key, value);
  return made;
}

export const TRACE_ID = "1".repeat(32);
const AT_SECONDS = NOW_MS / 1_000;

/** A whole log, metric and span in one: each reads its own of it. */
export function element(more: object = {}): object {
  return {
    timestamp: AT_SECONDS,
    trace_id: TRACE_ID,
    level: "info",
    body: "hi",
    name: "n",
    type: "counter",
    value: 1,
    span_id: "1234567812345678",
    status: "ok",
    start_timestamp: AT_SECONDS - 1,
    end_timestamp: AT_SECONDS,
    ...more,
  };
}

/** A profile that is of use. */
export const PROFILE = {
  version: "1",
  platform: "python",
  event_id: EVENT_ID,
  timestamp: "2026-11-24T02:50:00Z",
  os: { name: "Linux", version: "6" },
  device: { architecture: "x86_64" },
  transaction: { active_thread_id: "1" },
  profile: {
    samples: ["0", "1"].map((elapsed_since_start_ns) => ({
      elapsed_since_start_ns,
      stack_id: 0,
      thread_id: "1",
    })),
    stacks: [[0]],
    frames: [{}],
  },
};

/** A container item around these. */
export function containing(type: KnownItemType, contentType: ContentType, items: readonly unknown[]): Item {
  return item(type, { version: 2, items }, { item_count: items.length, content_type: contentType });
}

/** A container item with that many elements. */
export function container(type: KnownItemType, contentType: ContentType, count: number): Item {
  const ids = Array.from({ length: count }, (_, index) => (index + 1).toString(16).padStart(16, "0"));
  return containing(
    type,
    contentType,
    ids.map((span_id) => element({ span_id })),
  );
}

export function envelope(items: readonly Item[], headers: Partial<EnvelopeHeaders> = {}): Envelope {
  return new Envelope(envelopeHeaders(META, { eventId: EVENT_ID, ...headers }), items);
}

export interface SplitResult {
  /** All outgoing items. */
  readonly items: readonly Item[];
  /** Item types of each outgoing envelope. */
  readonly out: readonly (readonly string[])[];
  readonly forwarded: Quantities;
  readonly rejected: Quantities;
  /** `reason category quantity`, those that nobody is told of in brackets. */
  readonly reasons: readonly string[];
  /** What decided, each once. */
  readonly rules: readonly string[];
  /** What each outgoing envelope says of its trace. */
  readonly traces: readonly (TraceContext | null | undefined)[];
  /** Of outgoing profiles. */
  readonly sampled: readonly boolean[];
  readonly measured: readonly MetricBucket[];
  readonly reported: readonly unknown[];
}

/** Splits an envelope as the processor does, with a strict ledger. */
export async function split(
  sent: Envelope,
  options: {
    readonly config?: Partial<ProjectConfig>;
    readonly check?: CheckCategory;
    readonly options?: Partial<ProcessOptions>;
    readonly samplingProject?: ProjectInfo | undefined;
  } = {},
): Promise<SplitResult> {
  const reasons: string[] = [];
  const rules = new Set<string>();
  let rejected: Quantities = [];
  const book = new LedgerBook({
    strict: true,
    sink: {
      rejected: (rejection: Rejection, quantities) => {
        rejected = addQuantities(rejected, quantities);
        if (rejection.rule !== undefined) rules.add(rejection.rule);
        for (const { category, quantity } of quantities) {
          const text = `${rejectionReason(rejection)} ${category} ${quantity}`;
          reasons.push(rejection.silent ? `(${text})` : text);
        }
      },
    },
  });
  const measured: MetricBucket[] = [];
  const reported: unknown[] = [];
  const ports: ProcessPorts = {
    quotas: new KnownLimits(options.check),
    measure: (buckets) => void measured.push(...buckets),
    report: (timestampMs, outcomes) => void reported.push([timestampMs, outcomes]),
  };
  const ctx: StepContext = {
    headers: sent.headers,
    project: projectOf(options.config),
    samplingProject: options.samplingProject,
    scoping: { projectId: "42", publicKey: KEY },
    global: DEFAULT_GLOBAL_CONFIG,
    nowMs: NOW_MS,
    receivedAtMs: NOW_MS,
    sentAtMs: undefined,
    options: { ...OPTIONS, ...options.options },
  };
  const items = Managed.receive(sent, book);
  await ports.quotas.enforce(items);
  const out = await splitItems(items, ctx, ports);
  const forwarded = out.map(({ items: part }) => part.forward());
  items.ledger.settle();
  return {
    items: forwarded.flat(),
    out: forwarded.map((part) => part.map(({ typeName }) => typeName)),
    forwarded: forwarded.reduce<Quantities>((sum, part) => addQuantities(sum, itemsQuantities(part)), []),
    rejected,
    reasons,
    rules: [...rules],
    traces: out.map(({ headers }) => ("trace" in headers ? headers.trace : sent.headers.trace)),
    sampled: forwarded.flat().flatMap(({ type, sampled }) => (type === "profile" ? [sampled] : [])),
    measured,
    reported,
  };
}
