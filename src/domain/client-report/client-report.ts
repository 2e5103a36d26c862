import { parseSamplingReason } from "../outcomes/sampling-reason.ts";
import { type DataCategory, dataCategoryOf } from "../protocol/data-category.ts";
import type { OutcomeKind } from "../protocol/outcome.ts";
import { parseRfc3339 } from "../protocol/rfc3339.ts";

/** What a client says it dropped itself, or a relay dropped before us. */
export interface ReportedOutcome {
  readonly kind: OutcomeKind;
  /** `""` and none are not the same: SDKs may say nothing in a string. */
  readonly reason: string | undefined;
  readonly category: DataCategory;
  readonly quantity: number;
}

export interface ClientReport {
  /** Unix time in milliseconds; `undefined` when the report does not say. */
  readonly timestampMs: number | undefined;
  readonly outcomes: readonly ReportedOutcome[];
}

const MAX_REASON_BYTES = 200;

type ListName = "discarded_events" | "rate_limited_events" | "filtered_events" | "filtered_sampling_events";

/** Which outcome each list stands for, and the reason as it counts; `null` drops the entry. */
const LISTS: Readonly<
  Record<ListName, { kind: OutcomeKind; reasonOf: (text: string) => string | undefined | null }>
> = {
  discarded_events: { kind: "client_discard", reasonOf: (text) => text },
  rate_limited_events: { kind: "rate_limited", reasonOf: (text) => (text === "" ? undefined : text) },
  filtered_events: { kind: "filtered", reasonOf: (text) => text },
  filtered_sampling_events: { kind: "filtered", reasonOf: (text) => parseSamplingReason(text) ?? null },
};

/**
 * Reads the payload of a `client_report` item. Entries whose reason is too long or no reason are left out.
 * @returns `undefined` when it is no client report: it then counts for nothing, as nobody knows what it says
 * @see https://develop.sentry.dev/sdk/telemetry/client-reports/
 */
export function parseClientReport(json: string): ClientReport | undefined {
  const report = parseObject(json);
  const timestampMs = report === undefined ? undefined : readTimestamp(report.timestamp);
  if (report?.discarded_events === undefined || timestampMs === "unreadable") return undefined;
  const outcomes: ReportedOutcome[] = [];
  for (const name of Object.keys(LISTS) as ListName[]) {
    const list = report[name] === undefined ? [] : report[name];
    if (!Array.isArray(list)) return undefined;
    for (const entry of list) {
      const outcome = readEntry(entry, name);
      if (outcome === undefined) return undefined;
      if (outcome !== "dropped") outcomes.push(outcome);
    }
  }
  return { timestampMs, outcomes };
}

function readEntry(json: unknown, name: ListName): ReportedOutcome | "dropped" | undefined {
  if (json === null || typeof json !== "object") return undefined;
  const { reason, category, quantity } = json as Readonly<Record<string, unknown>>;
  if (typeof reason !== "string" || typeof category !== "string") return undefined;
  if (!Number.isSafeInteger(quantity) || (quantity as number) < 0) return undefined;
  const { kind, reasonOf } = LISTS[name];
  const counted = reasonOf(reason);
  if (counted === null || Buffer.byteLength(reason) > MAX_REASON_BYTES) return "dropped";
  const known = dataCategoryOf(category) ?? "unknown";
  return { kind, reason: counted, category: known, quantity: quantity as number };
}

/** Seconds, or RFC 3339. */
function readTimestamp(value: unknown): number | undefined | "unreadable" {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return value * 1000;
  const instant = typeof value === "string" ? parseRfc3339(value) : undefined;
  return instant === undefined ? "unreadable" : instant.seconds * 1000 + instant.nanos / 1e6;
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The list of a client report that carries such an outcome; most are for Sentry alone and travel in none. */
function listOf({ kind, reason }: ReportedOutcome): ListName | undefined {
  switch (kind) {
    case "filtered":
      return reason?.startsWith("Sampled:") ? "filtered_sampling_events" : "filtered_events";
    case "rate_limited":
      return "rate_limited_events";
    case "client_discard":
      return "discarded_events";
    case "invalid":
      return reason === "invalid_signature" || reason === "missing_signature"
        ? "discarded_events"
        : undefined;
    default:
      return undefined;
  }
}

/** Whether client reports tell of such an outcome; its quantity apart. */
export function isReported(outcome: ReportedOutcome): boolean {
  return outcome.category !== "unknown" && listOf(outcome) !== undefined;
}

/**
 * Writes the outcomes of one moment as a `client_report` payload.
 * @returns `undefined` when none of them can travel in a client report
 */
export function clientReportJson(
  timestampSeconds: number,
  outcomes: readonly ReportedOutcome[],
): string | undefined {
  const lists: Partial<Record<ListName, object[]>> = { discarded_events: [] };
  let count = 0;
  for (const outcome of outcomes) {
    const name = listOf(outcome);
    if (name === undefined || outcome.category === "unknown") continue;
    const { reason = "", category, quantity } = outcome;
    lists[name] ??= [];
    lists[name].push({ reason, category, quantity });
    count++;
  }
  const order = Object.keys(LISTS) as ListName[];
  const written = Object.fromEntries(order.flatMap((name) => (lists[name] ? [[name, lists[name]]] : [])));
  return count === 0 ? undefined : JSON.stringify({ timestamp: timestampSeconds, ...written });
}
