import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { parseUuid } from "../../../domain/protocol/uuid.ts";
import type { StepContext } from "../context.ts";
import { attributesSize, byteSize, type Element, sizeOf } from "../shared/elements.ts";
import { isTooOld, momentMs } from "../shared/moments.ts";

/** What a log counts as. */
export function logBytes({ value }: Element, ctx: StepContext): number {
  const { body } = value;
  return byteSize(value, (typeof body === "string" ? sizeOf(body) : 0) + attributesSize(value), ctx);
}

export function checkSize(log: Element, ctx: StepContext): Rejection | undefined {
  return logBytes(log, ctx) > ctx.options.maxLogSizeBytes ? invalid("too_large:log") : undefined;
}

export function checkTime({ value }: Element, ctx: StepContext): Rejection | undefined {
  const atMs = momentMs(value.timestamp);
  return atMs !== undefined && isTooOld(atMs, "log", ctx) ? invalid("timestamp") : undefined;
}

/** A log must say when, in which trace, how bad and what. */
export function validate({ value: { timestamp, trace_id, level, body } }: Element): Rejection | undefined {
  const isWhole =
    momentMs(timestamp) !== undefined &&
    typeof trace_id === "string" &&
    parseUuid(trace_id) !== undefined &&
    typeof level === "string" &&
    typeof body === "string";
  return isWhole ? undefined : invalid("no_data");
}
