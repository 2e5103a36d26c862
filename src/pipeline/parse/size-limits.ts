import { ATTACHMENT_TYPES, type AttachmentType } from "../../domain/protocol/attachment-type.ts";
import { isContainerType } from "../../domain/protocol/content-type.ts";
import type { Envelope } from "../../domain/protocol/envelope.ts";
import type { Item } from "../../domain/protocol/item.ts";
import type { SizeName } from "../../domain/protocol/rejection.ts";

/** The section `limits` of the config, as far as envelopes are concerned. Sizes in bytes. */
export interface SizeLimits {
  readonly maxEventSizeBytes: number;
  readonly maxAttachmentSizeBytes: number;
  readonly maxAttachmentsSizeBytes: number;
  readonly maxAttachmentCount: number;
  readonly maxReplayCompressedSizeBytes: number;
  readonly maxSessionsSizeBytes: number;
  readonly maxSessionCount: number;
  readonly maxClientReportsSizeBytes: number;
  readonly maxClientReportsCount: number;
  readonly maxProfileSizeBytes: number;
  readonly maxCheckInSizeBytes: number;
  readonly maxMetricBucketsSizeBytes: number;
  readonly maxLogSizeBytes: number;
  readonly maxTraceMetricSizeBytes: number;
  readonly maxSpanSizeBytes: number;
  readonly maxStandaloneSpanCount: number;
  readonly maxContainerSizeBytes: number;
}

/** Items that share one budget of count and bytes. */
interface Group {
  readonly itemBytes: keyof SizeLimits;
  /** A key of the limits, or a fixed number. */
  readonly count: keyof SizeLimits | 1;
  readonly totalBytes: keyof SizeLimits;
}

const group = (itemBytes: keyof SizeLimits, count: Group["count"] = 1, totalBytes = itemBytes): Group => ({
  itemBytes,
  count,
  totalBytes,
});

const EVENTS = group("maxEventSizeBytes");
const ATTACHMENTS = group("maxAttachmentSizeBytes", "maxAttachmentCount", "maxAttachmentsSizeBytes");
const REPLAY_RECORDINGS = group("maxReplayCompressedSizeBytes");
const REPLAY_VIDEOS = group("maxReplayCompressedSizeBytes");
const SESSIONS = group("maxSessionsSizeBytes", "maxSessionCount");
const CLIENT_REPORTS = group("maxClientReportsSizeBytes", "maxClientReportsCount");
const PROFILES = group("maxProfileSizeBytes");
const CHECK_INS = group("maxCheckInSizeBytes");
const METRIC_BUCKETS = group("maxMetricBucketsSizeBytes");
const LOGS = group("maxLogSizeBytes", 1, "maxContainerSizeBytes");
const TRACE_METRICS = group("maxTraceMetricSizeBytes", 1, "maxContainerSizeBytes");
const SPAN_CONTAINERS = group("maxSpanSizeBytes", 1, "maxContainerSizeBytes");
const SPANS = group("maxSpanSizeBytes", "maxStandaloneSpanCount", "maxContainerSizeBytes");
const LOG_INTEGRATIONS = group("maxContainerSizeBytes");
const SPAN_INTEGRATIONS = group("maxContainerSizeBytes");

export interface TooLarge {
  readonly name: SizeName;
  /** The option that says so, such as `limits.max_event_size`; `one per envelope` where no option does. */
  readonly rule: string;
}

/**
 * Checks an envelope item by item: its size, then the number in its group, then the group's sum.
 * @returns what is too large: the whole envelope is then refused with 413 and the outcome `too_large:<name>`
 */
export function findTooLarge(envelope: Envelope, limits: SizeLimits): TooLarge | undefined {
  const items = envelope.items;
  const first = items[0];
  if (items.length === 1 && first !== undefined) return tooLarge(first, exceededBy(first, limits));
  const used = new Map<Group, { count: number; bytes: number }>();
  for (const item of items) {
    const group = groupOf(item);
    if (group === undefined) continue;
    const sum = used.get(group) ?? { count: 0, bytes: 0 };
    used.set(group, sum);
    sum.count += 1;
    sum.bytes += item.payload.length;
    const maxCount = group.count === 1 ? 1 : limits[group.count];
    const found =
      exceededBy(item, limits) ??
      (sum.count > maxCount ? group.count : undefined) ??
      (sum.bytes > limits[group.totalBytes] ? group.totalBytes : undefined);
    if (found !== undefined) return tooLarge(item, found);
  }
  return undefined;
}

function tooLarge(item: Item, limit: keyof SizeLimits | 1 | undefined): TooLarge | undefined {
  return limit === undefined ? undefined : { name: sizeName(item), rule: ruleOf(limit) };
}

/** `maxEventSizeBytes` is `limits.max_event_size` in the configuration. */
function ruleOf(limit: keyof SizeLimits | 1): string {
  if (limit === 1) return "one per envelope";
  return `limits.${limit.replace(/Bytes$/, "").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

/** The text of the answer 413. */
export function tooLargeDetail(name: SizeName): string {
  return `envelope exceeded size limits for type '${name}' (https://develop.sentry.dev/sdk/envelopes/#size-limits)`;
}

/** The limit that the item alone is beyond. Containers are judged by the average of what they hold. */
function exceededBy(item: Item, limits: SizeLimits): keyof SizeLimits | undefined {
  const group = groupOf(item);
  if (group === undefined) return undefined;
  const size = item.payload.length;
  const averages = AVERAGED.has(item.type) && isContainerType(item.contentType);
  const judged = averages ? Math.floor(size / Math.max(item.itemCount ?? 1, 1)) : size;
  if (judged > limits[group.itemBytes]) return group.itemBytes;
  return size > limits[group.totalBytes] ? group.totalBytes : undefined;
}

const AVERAGED: ReadonlySet<string> = new Set(["log", "trace_metric", "span"]);

/** `undefined`: no limits. */
function groupOf(item: Item): Group | undefined {
  switch (item.type) {
    case "event":
    case "transaction":
    case "security":
    case "raw_security":
    case "feedback":
    case "form_data":
    case "replay_event":
      return EVENTS;
    case "attachment":
    case "unreal_report":
    case "user_report":
      return ATTACHMENTS;
    case "replay_recording":
      return REPLAY_RECORDINGS;
    case "replay_video":
      return REPLAY_VIDEOS;
    case "session":
    case "sessions":
      return SESSIONS;
    case "client_report":
      return CLIENT_REPORTS;
    case "profile":
    case "profile_chunk":
      return PROFILES;
    case "check_in":
      return CHECK_INS;
    case "metric_buckets":
      return METRIC_BUCKETS;
    case "log":
      return LOGS;
    case "trace_metric":
      return TRACE_METRICS;
    case "span":
      return isContainerType(item.contentType) ? SPAN_CONTAINERS : SPANS;
    case "integration":
      return item.contentType?.includes("spans") ? SPAN_INTEGRATIONS : LOG_INTEGRATIONS;
    case "unknown":
      return undefined;
  }
}

/** The name of the item's kind in answers and outcomes. */
function sizeName(item: Item): SizeName {
  switch (item.type) {
    case "feedback":
      return "user_report_v2";
    case "attachment":
      return `attachment:${ATTACHMENT_TYPES[item.attachmentType as AttachmentType].name}`;
    case "unknown":
      return "attachment:attachment"; // It has no limits, so nobody asks.
    default:
      return item.type;
  }
}
