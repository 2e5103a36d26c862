import type { JsonObject } from "../../kernel/base/json/value.ts";
import { member, textAt, valueAt } from "../event/read.ts";
import { NO_HEADER_FIELDS } from "../protocol/header-fields.ts";
import type { TraceContext } from "../protocol/trace-context.ts";
import { NIL_UUID, parseUuid } from "../protocol/uuid.ts";

/**
 * What a transaction itself says of its trace, for when the head of the trace said nothing that holds here.
 * @param sent what the envelope said, of which only the sender's sample rate is believed
 * @returns `undefined` when the transaction is of no trace
 */
export function traceOfTransaction(
  root: JsonObject,
  publicKey: string,
  sent: TraceContext | null | undefined,
): TraceContext | undefined {
  const traceId = parseUuid(textAt(root, "contexts", "trace", "trace_id") ?? "");
  if (traceId === undefined || traceId === NIL_UUID) return undefined;
  const user = valueAt(root, "user");
  return {
    traceId,
    publicKey,
    release: textAt(root, "release"),
    environment: textAt(root, "environment"),
    transaction: textAt(root, "transaction"),
    sampleRate: sent?.sampleRate,
    userSegment: text(member(user, "segment")),
    userId: text(member(user, "id")),
    replayId: undefined,
    sampled: undefined,
    other: NO_HEADER_FIELDS,
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
