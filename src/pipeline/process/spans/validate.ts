import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection, silently } from "../../../domain/protocol/rejection.ts";
import { parseUuid } from "../../../domain/protocol/uuid.ts";
import { isJsonObject } from "../../../kernel/base/json/value.ts";
import type { StepContext } from "../context.ts";
import { missingFeature } from "../shared/features.ts";
import { isTooOld, momentMs } from "../shared/moments.ts";
import { isContainer, type Span } from "./span.ts";

/** Clients that translate other protocols know no trace context: `sentry.relay/26.9.0`. */
const RELAY = "sentry.relay/";
const SPAN_ID = /^(?!0{16})[0-9a-f]{16}$/;

export function checkAttachment(item: Item, ctx: StepContext): Rejection | undefined {
  if (!item.isSpanAttachment) return undefined;
  const missing = missingFeature(ctx, "projects:span-v2-attachment-processing");
  return missing && silently(missing);
}

/** One container, or any number of single spans, or one body of another protocol. */
export function checkForms(items: readonly Item[]): Rejection | undefined {
  const containers = items.filter(isContainer).length;
  const integrations = items.filter(({ type }) => type === "integration").length;
  const singles = items.filter((item) => item.type === "span" && !isContainer(item)).length;
  const forms = containers + integrations + Math.min(singles, 1);
  return forms > 1 ? invalid("duplicate_item") : undefined;
}

export function checkId({ id }: Span): Rejection | undefined {
  return typeof id === "string" && SPAN_ID.test(id) ? undefined : invalid("invalid_span");
}

/** Of spans of one id the last counts. */
export function onlyLast(spans: readonly Span[]): (span: Span) => Rejection | undefined {
  const last = new Map(spans.map((span) => [span.id, span]));
  return (span) => (last.get(span.id) === span ? undefined : invalid("duplicate"));
}

/** Without a trace context nobody can say whether these spans are sampled, and they are all of that one trace. */
export function checkTrace(spans: readonly Span[], { headers }: StepContext): Rejection | undefined {
  const { trace } = headers;
  if (trace === undefined || trace === null)
    return headers.meta.client?.startsWith(RELAY) === true ? undefined : invalid("missing_dsc");
  const isOfTrace = ({ value: { trace_id } }: Span): boolean =>
    typeof trace_id === "string" && parseUuid(trace_id) === trace.traceId;
  return spans.every(isOfTrace) ? undefined : invalid("invalid_dsc");
}

export function checkTime({ value: { start_timestamp, end_timestamp } }: Span, ctx: StepContext) {
  const [startMs, endMs] = [momentMs(start_timestamp), momentMs(end_timestamp)];
  const isSound = startMs !== undefined && endMs !== undefined && startMs <= endMs;
  return isSound && !isTooOld(startMs, "span", ctx) ? undefined : invalid("timestamp");
}

/** What names the segment must name a span. */
export function checkSegment({ value: { attributes } }: Span): Rejection | undefined {
  const segment = isJsonObject(attributes) ? attributes["sentry.segment.id"] : undefined;
  if (!isJsonObject(segment) || segment.value === undefined || segment.value === null) return undefined;
  const { value } = segment;
  return typeof value === "string" && SPAN_ID.test(value.toLowerCase()) ? undefined : invalid("invalid_span");
}

/** A span has a name and says how it ended. */
export function validate({ value: { name, status } }: Span): Rejection | undefined {
  return typeof name === "string" && typeof status === "string" ? undefined : invalid("no_data");
}
