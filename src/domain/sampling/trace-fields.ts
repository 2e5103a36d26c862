import { type Fields, HexId, type ReadField } from "../conditions/field.ts";
import type { TraceContext } from "../protocol/trace-context.ts";

const FIELDS: Readonly<Record<string, ReadField<TraceContext>>> = {
  "trace.release": (trace) => trace.release,
  "trace.environment": (trace) => trace.environment,
  "trace.transaction": (trace) => trace.transaction,
  "trace.user.id": (trace) => filled(trace.userId),
  "trace.user.segment": (trace) => filled(trace.userSegment),
  "trace.replay_id": ({ replayId }) => (replayId === undefined ? undefined : new HexId(replayId)),
};

/** What conditions may ask of the head of a trace. */
export const TRACE_FIELDS: Fields<TraceContext> = {
  field: (path) => (Object.hasOwn(FIELDS, path) ? FIELDS[path] : undefined),
};

function filled(text: string): string | undefined {
  return text === "" ? undefined : text;
}
