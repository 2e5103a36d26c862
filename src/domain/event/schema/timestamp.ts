import { type JsonValue, numberOf } from "../../../kernel/base/json/value.ts";
import { parseRfc3339 } from "../../protocol/rfc3339.ts";
import type { Cursor } from "../cursor.ts";
import { scalar } from "./scalars.ts";
import { VALUE_TYPES } from "./value-types.ts";

/** The first second of the year 10000. */
const END_SECONDS = 253_402_300_800;
const MIN_SECONDS = -377_705_116_800;
const MICROS = 1e6;
const ZONELESS = /^\s*[+-]?\d{4,6}-\d\d?-\d\d?[Tt]/;
const ZONED = /(?:[Zz]|[Uu][Tt][Cc]|[+-]\d\d:?\d\d)$/;
const COMPLETE =
  /^\s*(?:\d{4}|[+-]\d{4,6})-\d\d?-\d\d?(?:[Tt]|\s+)\d\d?:\d\d?:\d\d?(?:\.\d+)?\s*(?:[Zz]|[Uu][Tt][Cc]|[+-]\d\d:?\d\d)$/;
const EXAMPLE = "2026-01-02T03:04:05+00:00";

/** A point in time, in seconds since 1970; texts are read as well. No finer than microseconds. */
export const TIMESTAMP = scalar(readTimestamp, VALUE_TYPES.datetime);

function readTimestamp(value: JsonValue, at: Cursor): JsonValue {
  const seconds = numberOf(value);
  if (seconds !== undefined) {
    if (!(seconds >= MIN_SECONDS && seconds < END_SECONDS)) return at.reject("timestamp out of range", value);
    const rounded = toMicros(seconds);
    return rounded === seconds ? value : rounded;
  }
  if (typeof value !== "string") return at.reject("expected a timestamp", value);
  const text = value.trim();
  const instant = parseRfc3339(ZONELESS.test(text) && !ZONED.test(text) ? `${text}Z` : text);
  if (instant === undefined) return at.reject(problemOf(text), value);
  const read = toMicros(instant.seconds + instant.nanos / 1e9);
  return read < END_SECONDS ? read : at.reject("timestamp out of range", read);
}

/** Seconds as near as microseconds get. */
export function toMicros(seconds: number): number {
  const rounded = Math.round(seconds * MICROS) / MICROS;
  return Math.abs(rounded - seconds) < 1 ? rounded : seconds;
}

/** What is wrong with a text that is no time, in the words clients know from Sentry. */
function problemOf(text: string): string {
  if (COMPLETE.test(text) || (ZONELESS.test(text) && COMPLETE.test(`${text}Z`)))
    return "input is out of range";
  for (let at = 0; at < EXAMPLE.length; at++)
    if (COMPLETE.test(text + EXAMPLE.slice(at))) return "premature end of input";
  return "input contains invalid characters";
}
