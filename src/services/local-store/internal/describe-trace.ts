import {
  asArray,
  asNumber,
  asObject,
  asText,
  firstText,
  type LooseObject,
} from "../../../kernel/base/loose-json.ts";
import { describeCommon } from "./describe-event.ts";
import type { Description } from "./description.ts";
import { counted } from "./wording.ts";

export function describeTransaction(parsed: unknown): Description {
  const event = asObject(parsed);
  const trace = asObject(asObject(event.contexts).trace);
  const spans = asArray(event.spans).map(asObject);
  const status = firstText(trace.status);
  return {
    ...describeCommon(event),
    title: firstText(event.transaction, "Transaction"),
    subtitle: told(
      asText(trace.op),
      durationText(event.start_timestamp, event.timestamp),
      counted(spans.length, "span"),
      status === "ok" ? "" : status,
    ),
    level: isBad(status) ? "error" : "info",
    words: spans.slice(0, 40).map((span) => `${asText(span.op)} ${asText(span.description)}`),
  };
}

/** A span of the older form: one per item. */
export function describeSpan(parsed: unknown): Description {
  const span = asObject(parsed);
  const name = firstText(span.description, span.name, span.op, "Span");
  return {
    title: name,
    subtitle: told(asText(span.op), durationText(span.start_timestamp, span.end_timestamp ?? span.timestamp)),
    level: isBad(asText(span.status)) ? "error" : "info",
    platform: asText(span.platform),
    traceId: asText(span.trace_id),
    eventId: asText(span.span_id),
    words: [name, asText(span.op)],
  };
}

/** A container of spans, titled by its segment. */
export function describeSpans(parsed: unknown): Description {
  const spans = asArray(asObject(parsed).items).map(asObject);
  const segment = spans.find((span) => span.is_segment === true) ?? spans[0] ?? {};
  const op = attribute(segment, "sentry.op");
  return {
    title: firstText(segment.name, counted(spans.length, "span")),
    subtitle: told(
      op,
      durationText(segment.start_timestamp, segment.end_timestamp),
      counted(spans.length, "span"),
    ),
    level: spans.some((span) => isBad(asText(span.status))) ? "error" : "info",
    count: Math.max(1, spans.length),
    sdk: sdkOf(segment),
    release: attribute(segment, "sentry.release"),
    environment: attribute(segment, "sentry.environment"),
    traceId: asText(segment.trace_id),
    words: spans.slice(0, 40).map((span) => asText(span.name)),
  };
}

const SEVERITY = ["trace", "debug", "info", "warn", "error", "fatal"];

export function describeLogs(parsed: unknown): Description {
  const logs = asArray(asObject(parsed).items).map(asObject);
  const first = logs[0] ?? {};
  const worst = Math.max(0, ...logs.map((log) => SEVERITY.indexOf(asText(log.level))));
  const level = logs.length === 0 ? "info" : (SEVERITY[worst] ?? "info");
  const services = new Set(logs.map((log) => firstText(attribute(log, "server.address"))));
  services.delete("");
  return {
    title: firstText(first.body, "Log"),
    subtitle: told(
      logs.length > 1 ? `and ${counted(logs.length - 1, "more log")}` : "",
      [...services].slice(0, 3).join(", "),
    ),
    level: level === "warn" ? "warning" : level === "trace" ? "debug" : level,
    count: Math.max(1, logs.length),
    sdk: sdkOf(first),
    release: attribute(first, "sentry.release"),
    environment: attribute(first, "sentry.environment"),
    traceId: asText(first.trace_id),
    words: logs.slice(0, 60).map((log) => asText(log.body)),
  };
}

/** Trace metrics, or buckets of aggregated ones. */
export function describeMetrics(parsed: unknown): Description {
  const list = Array.isArray(parsed) ? parsed : asArray(asObject(parsed).items);
  const metrics = list.map(asObject);
  const names = [...new Set(metrics.map((metric) => asText(metric.name)))];
  const first = metrics[0] ?? {};
  const value = metrics.length === 1 ? ` = ${asText(first.value)} ${asText(first.unit)}` : "";
  return {
    title: firstText(names.slice(0, 3).join(", ") + value.trimEnd(), "Metrics"),
    subtitle: told(
      counted(metrics.length, "value"),
      names.length > 3 ? `${names.length} names` : "",
      asText(first.type),
    ),
    level: "info",
    count: Math.max(1, metrics.length),
    sdk: sdkOf(first),
    release: attribute(first, "sentry.release"),
    environment: attribute(first, "sentry.environment"),
    traceId: asText(first.trace_id),
    words: names.slice(0, 60),
  };
}

/** Reads `attributes[name].value`, the form of spans, logs and metrics. */
function attribute(thing: LooseObject, name: string): string {
  return asText(asObject(asObject(thing.attributes)[name]).value);
}

function sdkOf(thing: LooseObject): string {
  const name = attribute(thing, "sentry.sdk.name");
  const version = attribute(thing, "sentry.sdk.version");
  return version === "" ? name : `${name}/${version}`;
}

function isBad(status: string): boolean {
  return (
    status !== "" && status !== "ok" && status !== "unset" && status !== "cancelled" && status !== "unknown"
  );
}

function told(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" · ");
}

/** Seconds or RFC 3339, as Unix milliseconds. */
function timeMs(value: unknown): number | undefined {
  const seconds = asNumber(value);
  if (seconds !== undefined) return seconds * 1000;
  const parsed = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : parsed;
}

function durationText(start: unknown, end: unknown): string {
  const from = timeMs(start);
  const to = timeMs(end);
  if (from === undefined || to === undefined) return "";
  const ms = Math.max(0, to - from);
  if (ms < 1) return `${Math.round(ms * 1000)} µs`;
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
