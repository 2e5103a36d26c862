import { utf8Length } from "../../../kernel/base/bytes.ts";
import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { contextOf, ensureContext, ensureObject, isMissing, listOf, objectsIn, someText } from "../access.ts";
import { withoutIdentifiers } from "./identifiers.ts";
import { type RenameRule, renamed } from "./rename-rules.ts";

/** Longer names say nothing. */
const MAX_NAME_BYTES = 200;

/** What the head of a trace said of it, as far as events tell. */
export interface TraceHead {
  readonly traceId: string;
  /** Of the project in which the trace began. */
  readonly projectId: string | undefined;
  readonly transaction: string | undefined;
  readonly replayId: string | undefined;
}

/** The replay in which it happened. */
export function setReplay(root: JsonObject, { replayId }: TraceHead): void {
  if (replayId !== undefined) ensureContext(root, "replay").replay_id = replayId;
}

/** A transaction and each of its spans say where their trace began. */
export function setTraceHead(
  root: JsonObject,
  { traceId, projectId, transaction }: TraceHead,
  rules: readonly RenameRule[],
  nowSeconds: number,
): void {
  const name = transaction === undefined ? undefined : nameOf(transaction, rules, nowSeconds);
  const set = (owner: JsonObject): void => {
    const data = ensureObject(owner, "data");
    data["sentry.dsc.trace_id"] = traceId;
    data["sentry.dsc.project_id"] = projectId;
    data["sentry.dsc.transaction"] = name;
  };
  const trace = contextOf(root, "trace");
  if (trace !== undefined) set(trace);
  for (const [, span] of objectsIn(listOf(root.spans))) set(span);
}

function nameOf(transaction: string, rules: readonly RenameRule[], nowSeconds: number): string {
  if (utf8Length(transaction) > MAX_NAME_BYTES) return "";
  const { name } = withoutIdentifiers(transaction);
  const kept = name === "" || name === "*" ? transaction : name;
  return renamed(kept, rules, nowSeconds)?.name ?? kept;
}

/** Each span says whose it is. */
export function setSegmentName(root: JsonObject): void {
  const name = someText(root.transaction);
  if (name === undefined) return;
  for (const [, span] of objectsIn(listOf(root.spans))) {
    const data = ensureObject(span, "data");
    const said = data["sentry.segment.name"];
    if (isMissing(said) || said === "") data["sentry.segment.name"] = name;
  }
}
