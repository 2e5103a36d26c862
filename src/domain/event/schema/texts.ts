import type { JsonValue } from "../../../kernel/base/json/value.ts";
import type { Cursor } from "../cursor.ts";
import type { ScalarType } from "./format.ts";
import { integer64, LENIENT_STRING, lenientText, readString, STRING, scalar } from "./scalars.ts";
import { VALUE_TYPES } from "./value-types.ts";

const LEVELS: Readonly<Record<string, string>> = {
  debug: "debug",
  info: "info",
  log: "info",
  warning: "warning",
  error: "error",
  fatal: "fatal",
  critical: "fatal",
};
const LEVELS_BY_NUMBER: Readonly<Record<string, string>> = {
  "10": "debug",
  "20": "info",
  "30": "warning",
  "40": "error",
  "50": "fatal",
};
const EVENT_TYPES = new Set(["default", "error", "csp", "transaction", "feedback"]);

/** By gRPC code. */
const STATUSES = [
  "ok",
  "cancelled",
  "unknown",
  "invalid_argument",
  "deadline_exceeded",
  "not_found",
  "already_exists",
  "permission_denied",
  "resource_exhausted",
  "failed_precondition",
  "aborted",
  "out_of_range",
  "unimplemented",
  "internal_error",
  "unavailable",
  "data_loss",
  "unauthenticated",
] as const;
const STATUS_NAMES: ReadonlyMap<string, string> = new Map([
  ...STATUSES.map((name) => [name, name] as const),
  ["success", "ok"],
  ["unknown_error", "internal_error"],
  ["failure", "internal_error"],
]);

/** A text that is also reached by `$message`. */
export const MESSAGE: ScalarType = {
  ...STRING,
  types: VALUE_TYPES.string | VALUE_TYPES.message,
  listsTwice: true,
};

export const LEVEL = scalar((value, at) => {
  if (typeof value === "string") return known(LEVELS, value) ?? at.reject("invalid level", value);
  const number = integer64(value);
  if (number === undefined) return at.reject("expected a level", value);
  return known(LEVELS_BY_NUMBER, String(number)) ?? at.reject(undefined, value);
});

export const EVENT_TYPE = scalar((value, at) => {
  if (typeof value !== "string") return at.reject("expected a string", value);
  return EVENT_TYPES.has(value) ? value : at.reject(undefined, value);
});

export const SPAN_STATUS = scalar((value, at) => {
  const code = integer64(value);
  if (code !== undefined) return STATUSES[Number(code)] ?? at.reject("expected a trace status", value);
  if (typeof value !== "string") return at.reject("expected a string", value);
  return STATUS_NAMES.get(value) ?? at.reject("expected a trace status", value);
});

/** Which side of a call a span is; anything but a text is no kind, and not worth a word. */
export const SPAN_KIND = scalar((value) => (typeof value === "string" ? value : null));

export const INFER_IP: ScalarType = {
  ...scalar((value, at) => {
    if (typeof value !== "string") return at.reject("expected a string", value);
    return value === "auto" || value === "never" || value === "legacy" ? value : at.reject(undefined, value);
  }),
  blank: "legacy",
};

/** `unknown` says nothing: it is as good as not there. */
export const TRANSACTION_SOURCE: ScalarType = { ...scalar(readString), blank: "unknown" };
/** How addresses in a stack trace were adjusted; `auto` is what is meant without it. */
export const ADDRESS_ADJUSTMENT: ScalarType = { ...scalar(readString), blank: "auto" };

export const LOCK_TYPE = scalar((value, at) => {
  const type = integer64(value);
  if (type === undefined) return at.reject("expected lock reason type", value);
  return type === 1n || type === 2n || type === 4n || type === 8n ? value : at.reject(undefined, value);
});

/** Keeps only hexadecimal digits, in lower case. */
export const CODE_ID = scalar((value, at) => {
  if (typeof value !== "string") return at.reject("expected a code identifier", value);
  return value.replace(/[^0-9a-fA-F]/g, "").toLowerCase();
});

const DEBUG_ID =
  /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})(?:-?([0-9a-f]{1,8}))?$/i;

export const DEBUG_ID_TYPE = scalar((value, at) => {
  if (typeof value !== "string") return at.reject("expected a debug identifier", value);
  const parts = DEBUG_ID.exec(value);
  if (parts === null) return at.reject("invalid debug identifier", value);
  const age = Number.parseInt(parts[6] ?? "0", 16);
  const id = parts.slice(1, 6).join("-").toLowerCase();
  return age === 0 ? id : `${id}-${age.toString(16)}`;
});

/** Keys of tags have hyphens for spaces. */
export const TAG_KEY = scalar((value, at) => {
  const text = LENIENT_STRING.read(value, at);
  return typeof text === "string" ? text.replaceAll(" ", "-").trim() : text;
}, VALUE_TYPES.string);

export const TAG_VALUE = scalar((value, at) => {
  const text = LENIENT_STRING.read(value, at);
  return typeof text === "string" ? text.trim() : text;
}, VALUE_TYPES.string);

/** Names of headers as browsers write them: each part starts with a capital. */
export const HEADER_NAME = scalar((value, at) => {
  const text = readString(value, at);
  return typeof text === "string" ? headerName(text) : text;
}, VALUE_TYPES.string);

export function headerName(text: string): string {
  return text.replace(
    /(^|-)(\p{L})/gu,
    (_match, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** A list is joined by commas. */
export const HEADER_VALUE: ScalarType = { ...scalar(readHeaderValue, VALUE_TYPES.string), listsTwice: true };

function readHeaderValue(value: JsonValue, at: Cursor): JsonValue {
  if (!Array.isArray(value)) return LENIENT_STRING.read(value, at);
  const texts: string[] = [];
  for (const item of value) {
    const text = lenientText(item);
    if (text !== undefined) texts.push(text);
    else if (item !== null) at.meta().addError("invalid_data", { reason: "expected a primitive value" });
  }
  return texts.join(",");
}

function known(names: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(names, name) ? names[name] : undefined;
}
