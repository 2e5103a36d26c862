import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { parseUuid } from "../../../domain/protocol/uuid.ts";
import type { StepContext } from "../context.ts";
import { attributesSize, byteSize, type Element, sizeOf } from "../shared/elements.ts";
import { isTooOld, momentMs } from "../shared/moments.ts";

const TYPES: readonly unknown[] = ["counter", "gauge", "distribution"];

/** What a metric counts as. */
export function metricBytes({ value }: Element, ctx: StepContext): number {
  return byteSize(value, sizeOf(value.name) + sizeOf(value.value) + attributesSize(value), ctx);
}

export function checkSize(metric: Element, ctx: StepContext): Rejection | undefined {
  return metricBytes(metric, ctx) > ctx.options.maxTraceMetricSizeBytes
    ? invalid("too_large:trace_metric")
    : undefined;
}

/** A metric is of a type that is known, and has a name. */
export function checkKind({ value: { type, name } }: Element): Rejection | undefined {
  const isOne = TYPES.includes(type) && typeof name === "string" && name.trim() !== "";
  return isOne ? undefined : invalid("invalid_trace_metric");
}

export function checkTime({ value }: Element, ctx: StepContext): Rejection | undefined {
  const atMs = momentMs(value.timestamp);
  return atMs !== undefined && isTooOld(atMs, "traceMetric", ctx) ? invalid("timestamp") : undefined;
}

/** A metric must say when, in which trace and how much. */
export function validate({ value: { timestamp, trace_id, value } }: Element): Rejection | undefined {
  const isWhole =
    momentMs(timestamp) !== undefined &&
    typeof trace_id === "string" &&
    parseUuid(trace_id) !== undefined &&
    value !== undefined &&
    value !== null;
  return isWhole ? undefined : invalid("no_data");
}
