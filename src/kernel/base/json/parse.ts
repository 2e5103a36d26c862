import { asciiText, decodeUtf8 } from "../bytes.ts";
import { JsonSkipper, type JsonSyntaxError, MAX_DEPTH } from "../json-skip.ts";
import { err, ok, type Result } from "../result.ts";
import { JsonScan } from "./scan.ts";
import { type JsonValue, rawNumber } from "./value.ts";

/**
 * The first JSON value of the bytes; what comes after it is not looked at. Strict: lone surrogates, numbers beyond a float
 * and more than {@link MAX_DEPTH} levels are errors. Of repeated keys the last one counts; keys that are array indices come
 * first, as JavaScript has it. Never throws.
 */
export function parseJson(bytes: Uint8Array): Result<JsonValue, JsonSyntaxError> {
  const scan = new JsonScan(bytes);
  if (scan.maxDepth > MAX_DEPTH || scan.hasSurrogate) {
    const error = syntaxError(bytes);
    if (error !== undefined) return err(error);
  }
  try {
    const text = scan.isAscii ? asciiText(bytes, 0, scan.end) : decodeUtf8(bytes.subarray(0, scan.end));
    return ok(JSON.parse(text, scan.hasOddNumber ? (keepDigits as never) : undefined));
  } catch (_) {
    return afterAnotherLook(bytes);
  }
}

/** The JSON value that the bytes are, and nothing but white space around it; else as {@link parseJson}. */
export function parseWholeJson(bytes: Uint8Array): Result<JsonValue, JsonSyntaxError> {
  const parsed = parseJson(bytes);
  if (!parsed.ok) return parsed;
  const skipper = new JsonSkipper();
  skipper.bytes = bytes;
  const rest = skipper.space(skipper.value(skipper.space(0), MAX_DEPTH));
  return rest >= bytes.length ? parsed : err({ message: "trailing characters", offset: rest });
}

/** The text of a value, as small as it gets. */
export function jsonText(value: JsonValue): string {
  return JSON.stringify(value);
}

/** Keeps the text of a number that JavaScript would write differently. */
function keepDigits(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== "number") return value;
  const { source } = context;
  if (source === undefined || source === String(value)) return value;
  if (!Number.isFinite(value)) throw new RangeError("number out of range");
  return rawNumber(source);
}

/** A scalar may be followed by anything, which a native parser does not forgive. */
function afterAnotherLook(bytes: Uint8Array): Result<JsonValue, JsonSyntaxError> {
  const skipper = new JsonSkipper();
  skipper.bytes = bytes;
  const start = skipper.space(0);
  const end = skipper.value(start, MAX_DEPTH);
  if (end < 0) return err(skipper.error ?? { message: "expected value", offset: start });
  try {
    return ok(JSON.parse(decodeUtf8(bytes.subarray(start, end)), keepDigits as never));
  } catch (_) {
    return err({ message: "invalid unicode code point", offset: start });
  }
}

function syntaxError(bytes: Uint8Array): JsonSyntaxError | undefined {
  const skipper = new JsonSkipper();
  skipper.bytes = bytes;
  return skipper.value(skipper.space(0), MAX_DEPTH) < 0 ? skipper.error : undefined;
}
