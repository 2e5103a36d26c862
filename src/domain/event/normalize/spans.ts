import { type JsonObject, numberOf } from "../../../kernel/base/json/value.ts";
import { contextOf, isMissing, listOf, objectOf, objectsIn, textOf } from "../access.ts";
import { toMicros } from "../schema/timestamp.ts";

const OLD_REACT_NATIVE = /^(?:3\.|4\.[0-4])/;
const APP_STARTS: ReadonlyMap<string, string> = new Map([
  ["app_start_cold", "app.start.cold"],
  ["app_start_warm", "app.start.warm"],
]);

/** Old versions of one SDK misspelt what an app's start is. */
export function correctAppStart(root: JsonObject): void {
  const sdk = objectOf(root.sdk);
  if (
    textOf(sdk?.name) !== "sentry.javascript.react-native" ||
    !OLD_REACT_NATIVE.test(textOf(sdk?.version) ?? "")
  )
    return;
  for (const [, span] of objectsIn(listOf(root.spans))) {
    const op = APP_STARTS.get(textOf(span.op) ?? "");
    if (op === undefined) continue;
    span.op = op;
    return;
  }
}

type Interval = readonly [startMicros: number, endMicros: number];

/** Of each span and of the transaction, how long nothing below it was under way. */
export function setExclusiveTimes(root: JsonObject): void {
  const spans = [...objectsIn(listOf(root.spans))].map(([, span]) => span);
  const children = new Map<string, Interval[]>();
  for (const span of spans) {
    const parent = textOf(span.parent_span_id);
    const interval = intervalOf(span);
    if (parent === undefined || interval === undefined) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [interval]);
    else siblings.push(interval);
  }
  for (const siblings of children.values()) siblings.sort((a, b) => a[0] - b[0]);
  for (const span of spans) {
    const interval = intervalOf(span);
    if (interval !== undefined)
      span.exclusive_time = exclusiveMs(interval, children.get(textOf(span.span_id) ?? "") ?? []);
  }
  const trace = contextOf(root, "trace");
  const whole = intervalOf(root);
  if (trace !== undefined && whole !== undefined && isMissing(trace.exclusive_time))
    trace.exclusive_time = exclusiveMs(whole, children.get(textOf(trace.span_id) ?? "") ?? []);
}

function intervalOf(span: JsonObject): Interval | undefined {
  const start = numberOf(span.start_timestamp);
  const end = numberOf(span.timestamp);
  return start === undefined || end === undefined ? undefined : [toWholeMicros(start), toWholeMicros(end)];
}

function toWholeMicros(seconds: number): number {
  return Math.round(toMicros(seconds) * 1e6);
}

/** @param children by their starts */
function exclusiveMs([start, end]: Interval, children: readonly Interval[]): number {
  let exclusive = 0;
  let at = start;
  for (const [from, to] of children) {
    if (from >= end) break;
    exclusive += Math.max(0, from - at);
    at = Math.max(at, to);
  }
  return (exclusive + Math.max(0, end - at)) / 1000;
}
