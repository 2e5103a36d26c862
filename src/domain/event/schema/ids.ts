import { isRawNumber, type JsonValue } from "../../../kernel/base/json/value.ts";
import { hyphenated, parseUuid } from "../../protocol/uuid.ts";
import type { Cursor } from "../cursor.ts";
import type { ScalarType } from "./format.ts";
import { integer64, integerValue, scalar } from "./scalars.ts";
import { uuidProblem } from "./uuid-problem.ts";

const U64 = 64;
const SPAN_ID = /^[0-9a-f]{16}$/i;
const NIL_SPAN_ID = "0".repeat(16);
const NIL_TRACE_ID = "0".repeat(32);
const TRACE_ID = /^[0-9a-f]{32}$/i;

/** Any spelling of a UUID; written as 32 hex digits. */
export const EVENT_ID = scalar((value, at) => readUuid(value, at, "expected event id", (id) => id));
/** The same, written with hyphens. */
export const UUID = scalar((value, at) => readUuid(value, at, "expected a uuid", hyphenated));

export const TRACE_ID_TYPE: ScalarType = { ...scalar(readTraceId), listsTwice: true };
export const SPAN_ID_TYPE = scalar(readSpanId);

/** An address as hex text, decimal text or integer; written as hex. */
export const ADDRESS = scalar((value, at) => readAddress(value, at, "expected address"));
export const REGISTER = scalar((value, at) => readAddress(value, at, "expected register value"));

export const THREAD_ID = scalar((value, at) => {
  if (typeof value === "string") return value;
  const whole = integer64(value);
  if (whole === undefined) return at.reject("expected a thread id", value);
  return integerValue(BigInt.asUintN(U64, whole), value);
});

function readUuid(value: JsonValue, at: Cursor, expected: string, write: (id: string) => string): JsonValue {
  if (typeof value !== "string") return at.reject(expected, value);
  const id = parseUuid(value);
  return id === undefined ? at.reject(uuidProblem(value), value) : write(id);
}

/** A trace whose id is all zeros is nobody's: it gets one of its own. */
function readTraceId(value: JsonValue, at: Cursor): JsonValue {
  if (typeof value !== "string") return at.reject("expected trace id", value);
  const id = TRACE_ID.test(value) ? value.toLowerCase() : parseUuid(value);
  if (id === undefined) return at.reject("not a valid trace id", value);
  if (id !== NIL_TRACE_ID) return id;
  at.meta().addRemark(["nil_trace_id", "s"]);
  return crypto.randomUUID().replaceAll("-", "");
}

function readSpanId(value: JsonValue, at: Cursor): JsonValue {
  if (typeof value !== "string") return at.reject("expected span id", value);
  if (!SPAN_ID.test(value) || value === NIL_SPAN_ID) return at.reject("not a valid span id", value);
  at.findMeta()?.clear();
  return value.toLowerCase();
}

function readAddress(value: JsonValue, at: Cursor, expected: string): JsonValue {
  if (typeof value === "string") return readAddressText(value, at);
  if (isRawNumber(value) || typeof value === "number") {
    const whole = integer64(value);
    if (whole !== undefined) return hex(BigInt.asUintN(U64, whole));
  }
  return at.reject(expected, value);
}

function readAddressText(value: string, at: Cursor): JsonValue {
  const isHex = value.startsWith("0x") || value.startsWith("0X");
  const digits = (isHex ? value.slice(2) : value).replace(/^\+(?=.)/, "");
  if (digits === "") return at.reject("cannot parse integer from empty string", value);
  if (!(isHex ? /^[0-9a-f]+$/i : /^\d+$/).test(digits))
    return at.reject("invalid digit found in string", value);
  const number = BigInt(isHex ? `0x${digits}` : digits);
  if (number >= 1n << 64n) return at.reject("number too large to fit in target type", value);
  return hex(number);
}

function hex(number: bigint): string {
  return `0x${number.toString(16)}`;
}
