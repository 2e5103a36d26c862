import { type JsonObject, type JsonValue, numberOf } from "../../../kernel/base/json/value.ts";
import { contextOf, isMissing, listOf, objectOf, objectsIn, valuesOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import type { PathKey } from "../meta.ts";
import { toMicros } from "../schema/timestamp.ts";
import type { NormalizeSettings } from "./settings.ts";
import { shiftTimes } from "./shift-times.ts";
import { plainTimeText, timeText } from "./time-text.ts";

const DAY_SECS = 86_400;
const MAX_TIME_SPENT = 2_147_483_647;

/**
 * Settles when an event happened, and whether a transaction is one.
 * @returns why the event is none, to be dropped
 */
export function validateEvent(document: EventDocument, settings: NormalizeSettings): string | undefined {
  const { root } = document;
  bringIntoWindow(document, settings);
  document.meta.children.delete("received");
  root.received = toMicros(settings.receivedAtMs / 1000);
  if (isMissing(root.timestamp)) root.timestamp = root.received;
  if ((numberOf(root.time_spent) ?? 0) >= MAX_TIME_SPENT) root.time_spent = undefined;
  if (isNegative(root.timestamp) || isNegative(root.start_timestamp)) return "timestamp is too stale";
  dropNegative(document, listOf(root.spans), ["spans"], ["start_timestamp", "timestamp"]);
  dropNegative(document, valuesOf(root, "breadcrumbs"), ["breadcrumbs", "values"], ["timestamp"]);
  return root.type === "transaction" ? validateTransaction(document, settings) : undefined;
}

/** An event from far ahead or long ago happens now, with all that is in it. */
function bringIntoWindow(document: EventDocument, settings: NormalizeSettings): void {
  const said = numberOf(document.root.timestamp);
  if (said === undefined) return;
  const now = settings.receivedAtMs / 1000;
  const isAhead = said > now + settings.maxFutureSecs;
  if (!isAhead && said >= now - settings.retentionDays * DAY_SECS) return;
  shiftTimes(document.root, now - said);
  addTimeError(document, isAhead ? "future_timestamp" : "past_timestamp", said, now);
}

export function addTimeError(
  document: EventDocument,
  kind: string,
  sdkTime: number,
  serverTime: number,
): void {
  const times = { sdk_time: timeText(sdkTime), server_time: timeText(serverTime) };
  document.metaAt(["timestamp"]).addError(kind, times);
}

function isNegative(value: JsonValue | undefined): boolean {
  return (numberOf(value) ?? 0) < 0;
}

function dropNegative(
  document: EventDocument,
  list: JsonValue[] | undefined,
  path: readonly PathKey[],
  names: readonly string[],
): void {
  for (const [index, item] of objectsIn(list)) {
    const name = names.find((each) => isNegative(item[each]));
    if (name === undefined) continue;
    const reason = `${name} is too stale: ${plainTimeText(numberOf(item[name]) as number)}`;
    document.metaAt([...path, index]).addError("invalid_data", { reason });
    (list as JsonValue[])[index] = null;
  }
}

function validateTransaction(document: EventDocument, settings: NormalizeSettings): string | undefined {
  const { root } = document;
  const end = numberOf(root.timestamp) as number;
  const start = numberOf(root.start_timestamp);
  if (start === undefined) return "start_timestamp hard-required for transaction events";
  if (end < start) return "end timestamp is smaller than start timestamp";
  if (!isInRange(start, settings)) return "start timestamp is out of the valid range for metrics";
  if (!isInRange(end, settings)) return "end timestamp is out of the valid range for metrics";
  const trace = contextOf(root, "trace");
  if (trace === undefined) return "missing valid trace context";
  if (isMissing(trace.trace_id)) return "trace context is missing trace_id";
  if (isMissing(trace.span_id)) return "trace context is missing span_id";
  root.spans = listOf(root.spans) ?? [];
  for (const [index, item] of (root.spans as JsonValue[]).entries()) {
    const span = objectOf(item);
    if (span === undefined) return "spans must be valid in transaction event";
    const problem = validateSpan(document, span, index, start, end, settings);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function validateSpan(
  document: EventDocument,
  span: JsonObject,
  index: number,
  start: number,
  end: number,
  settings: NormalizeSettings,
): string | undefined {
  if (isMissing(span.timestamp)) {
    span.timestamp = end;
    span.status = "deadline_exceeded";
    document.findMeta(["spans", index, "timestamp"])?.removeError("missing_attribute");
  }
  replaceOutOfRange(document, span, index, "timestamp", end, settings);
  replaceOutOfRange(document, span, index, "start_timestamp", start, settings);
  const from = numberOf(span.start_timestamp);
  if (from === undefined) return "span is missing timestamp";
  if ((numberOf(span.timestamp) as number) < from) return "end timestamp is smaller than start timestamp";
  if (isMissing(span.trace_id)) return "span is missing trace_id";
  return isMissing(span.span_id) ? "span is missing span_id" : undefined;
}

function replaceOutOfRange(
  document: EventDocument,
  span: JsonObject,
  index: number,
  name: string,
  instead: number,
  settings: NormalizeSettings,
): void {
  const time = numberOf(span[name]);
  if (time === undefined || isInRange(time, settings)) return;
  const meta = document.metaAt(["spans", index, name]);
  meta.addError("invalid_data");
  meta.setOriginalValue(plainTimeText(time));
  span[name] = instead;
}

function isInRange(seconds: number, { metricsRange, receivedAtMs }: NormalizeSettings): boolean {
  if (metricsRange === undefined) return true;
  const now = receivedAtMs / 1000;
  return seconds >= now - metricsRange.maxPastSecs && seconds < now + metricsRange.maxFutureSecs;
}
