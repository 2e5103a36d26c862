import { type JsonObject, type JsonValue, numberOf } from "../../../kernel/base/json/value.ts";
import { listOf, objectOf, objectsIn, textOf } from "../access.ts";

const MICROS = 1e6;

/** Which operations of a transaction's spans are summed up, by the name of the breakdown. */
export type BreakdownRules = ReadonlyMap<string, readonly string[]>;

/** Those that sum up spans by operation; others are of no kind that is known. */
export function readBreakdownRules(config: JsonValue | undefined): BreakdownRules {
  const rules = new Map<string, readonly string[]>();
  for (const [name, rule] of Object.entries(objectOf(config) ?? {})) {
    const { type, matches } = objectOf(rule) ?? {};
    const prefixes = (listOf(matches) ?? []).filter((match) => typeof match === "string");
    if (type === "spanOperations" || type === "span_operations") rules.set(name, prefixes);
  }
  return rules;
}

type Interval = readonly [startMicros: number, endMicros: number];

/** How long a transaction spent in which operation, overlapping spans counted once. */
export function setBreakdowns(root: JsonObject, rules: BreakdownRules): void {
  const breakdowns: JsonObject = {};
  for (const [name, prefixes] of rules) {
    const breakdown = breakdownOf(root, prefixes);
    if (breakdown !== undefined) breakdowns[name] = breakdown;
  }
  root.breakdowns = Object.keys(breakdowns).length > 0 ? breakdowns : undefined;
}

function breakdownOf(root: JsonObject, prefixes: readonly string[]): JsonObject | undefined {
  const groups = new Map<string, Interval[]>();
  for (const [, span] of objectsIn(listOf(root.spans))) {
    const op = textOf(span.op);
    const interval = intervalOf(span);
    if (op === undefined || interval === undefined) continue;
    const group = prefixes.find((prefix) => op.startsWith(prefix)) ?? op;
    const intervals = groups.get(group);
    if (intervals === undefined) groups.set(group, [interval]);
    else intervals.push(interval);
  }
  if (groups.size === 0) return undefined;
  const breakdown: JsonObject = {};
  let total = 0;
  for (const [group, intervals] of groups) {
    const micros = unionLength(intervals);
    total += micros;
    if (prefixes.includes(group)) breakdown[`ops.${group}`] = milliseconds(micros);
  }
  breakdown["total.time"] = milliseconds(total);
  return breakdown;
}

function intervalOf(span: JsonObject): Interval | undefined {
  const start = numberOf(span.start_timestamp);
  const end = numberOf(span.timestamp);
  return start === undefined || end === undefined
    ? undefined
    : [Math.round(start * MICROS), Math.round(end * MICROS)];
}

function unionLength(intervals: Interval[]): number {
  intervals.sort((a, b) => a[0] - b[0]);
  let length = 0;
  let at = Number.NEGATIVE_INFINITY;
  for (const [start, end] of intervals) {
    length += Math.max(0, end - Math.max(start, at));
    at = Math.max(at, end);
  }
  return length;
}

function milliseconds(micros: number): JsonObject {
  return { value: micros / 1000, unit: "millisecond" };
}
