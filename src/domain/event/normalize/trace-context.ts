import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { contextOf, ensureContext, isMissing, textOf } from "../access.ts";
import type { EventDocument } from "../document.ts";

const NIL_SPAN_ID = "0".repeat(16);

/** Every event that is no transaction belongs to a trace, if only its own. */
export function ensureTraceContext(root: JsonObject): void {
  const trace = ensureContext(root, "trace");
  if (isMissing(trace.trace_id)) trace.trace_id = root.event_id;
  if (!isMissing(trace.span_id)) return;
  const id = textOf(trace.trace_id) ?? "";
  const first = id.slice(0, 16);
  trace.span_id = first === NIL_SPAN_ID ? id.slice(16) : first;
}

/** How much of its traces the sender keeps: the envelope knows, not the event. */
export function setClientSampleRate(document: EventDocument, rate: number | undefined): void {
  const trace = contextOf(document.root, "trace");
  if (trace === undefined) return;
  trace.client_sample_rate = rate;
  document.findMeta(["contexts", "trace"])?.children.delete("client_sample_rate");
}
