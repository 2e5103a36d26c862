import {
  isJsonObject,
  isRawNumber,
  type JsonValue,
  numberOf,
  rawNumber,
} from "../../../kernel/base/json/value.ts";
import { floatText } from "../../protocol/float-text.ts";
import { canonicalIp } from "../../protocol/ip.ts";
import { compareBytes } from "../compare-bytes.ts";
import type { Cursor } from "../cursor.ts";
import type { ScalarType } from "./format.ts";
import { VALUE_TYPES, type ValueTypes } from "./value-types.ts";

const INTEGER = /^-?\d+$/;
const U64_END = 2n ** 64n;
const I64_END = 2n ** 63n;
const MAX_SAFE = 2 ** 53;

export function scalar(read: ScalarType["read"], types: ValueTypes = 0): ScalarType {
  return { kind: "scalar", types, read };
}

export const STRING = scalar(readString, VALUE_TYPES.string);
/** A file path: scrubbers leave its last part alone. */
export const PATH: ScalarType = { ...STRING, isPath: true };

export const BOOLEAN = scalar(
  (value, at) => (typeof value === "boolean" ? value : at.reject("expected a boolean", value)),
  VALUE_TYPES.boolean,
);

/** Fractions are cut off. */
export const UNSIGNED = scalar(readUnsigned, VALUE_TYPES.number);
export const SIGNED = scalar(readSigned, VALUE_TYPES.number);

export const FLOAT = scalar(
  (value, at) => (isNumber(value) ? value : at.reject("expected a floating point number", value)),
  VALUE_TYPES.number,
);

export const FINITE_FLOAT = scalar(
  (value, at) => (isNumber(value) ? value : at.reject("expected a finite floating point number", value)),
  VALUE_TYPES.number,
);

/** A text; numbers and booleans are taken for one. */
export const LENIENT_STRING = scalar(readLenient, VALUE_TYPES.string);

/** A text; anything else becomes its JSON. */
export const JSON_STRING = scalar(
  (value) => (typeof value === "string" ? value : jsonTextOf(value)),
  VALUE_TYPES.string,
);

export const IP_ADDRESS = scalar((value, at) => {
  const isIp = typeof value === "string" && (value === "{{auto}}" || canonicalIp(value) !== undefined);
  if (isIp) return value;
  return at.reject(typeof value === "string" ? "expected an ip address" : "expected an ip address", value);
}, VALUE_TYPES.string);

/** Texts of a fixed set, unknown ones kept. */
export function readString(value: JsonValue, at: Cursor): JsonValue {
  return typeof value === "string" ? value : at.reject("expected a string", value);
}

function isNumber(value: JsonValue): boolean {
  return typeof value === "number" || isRawNumber(value);
}

/** Whether the number was written as an integer, as opposed to `1.0` or `1e3`. */
export function isIntegerText(value: JsonValue): value is number | ReturnType<typeof rawNumber> {
  if (typeof value === "number") return Number.isInteger(value);
  return isRawNumber(value) && INTEGER.test(value.rawJSON) && value.rawJSON !== "-0";
}

function readUnsigned(value: JsonValue, at: Cursor): JsonValue {
  if (typeof value === "number" && value >= 0 && Number.isSafeInteger(value)) return value;
  const whole = truncated(value);
  if (whole === undefined || whole < 0n || whole >= U64_END)
    return at.reject("expected an unsigned integer", value);
  return integerValue(whole, value);
}

function readSigned(value: JsonValue, at: Cursor): JsonValue {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  const whole = truncated(value);
  if (whole === undefined || whole < -I64_END || whole >= I64_END)
    return at.reject("expected a signed integer", value);
  return integerValue(whole, value);
}

/** A number without its fraction. */
function truncated(value: JsonValue): bigint | undefined {
  if (isRawNumber(value) && INTEGER.test(value.rawJSON)) return BigInt(value.rawJSON);
  const number = numberOf(value);
  return number === undefined ? undefined : BigInt(Math.trunc(number));
}

/** Of an integer; the value itself where it was written so. */
export function integerValue(whole: bigint, written?: JsonValue): JsonValue {
  if (isRawNumber(written) && written.rawJSON === String(whole)) return written;
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : rawNumber(String(whole));
}

/** The integer that a value was written as, as far as 64 bits go; what is beyond is a float to the reference. */
export function integer64(value: JsonValue): bigint | undefined {
  if (!isIntegerText(value)) return undefined;
  const whole = BigInt(isRawNumber(value) ? value.rawJSON : value);
  return whole >= -I64_END && whole < U64_END ? whole : undefined;
}

/** Text of a primitive value, as Python would write it. */
export function lenientText(value: JsonValue): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (!isNumber(value)) return undefined;
  const whole = integer64(value);
  if (whole !== undefined) return String(whole);
  const number = numberOf(value) as number;
  if (Math.abs(number) >= MAX_SAFE) return undefined;
  const text = String(Math.trunc(number));
  return Object.is(Math.trunc(number), -0) ? "-0" : text;
}

function readLenient(value: JsonValue, at: Cursor): JsonValue {
  if (typeof value === "string") return value;
  const text = lenientText(value);
  if (text !== undefined) return text;
  return at.reject(
    isNumber(value) ? "expected a number with JSON precision" : "expected a primitive value",
    value,
  );
}

/** Compact JSON, members in order of their names, floats as the reference writes them. */
export function jsonTextOf(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(jsonTextOf).join(",")}]`;
  if (isJsonObject(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== undefined);
    const members = keys
      .sort(compareBytes)
      .map((key) => `${JSON.stringify(key)}:${jsonTextOf(value[key] as JsonValue)}`);
    return `{${members.join(",")}}`;
  }
  const isFloat = isNumber(value) && integer64(value) === undefined;
  return isFloat ? floatText(numberOf(value) as number) : JSON.stringify(value);
}
