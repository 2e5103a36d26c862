import { utf8Length } from "../../../kernel/base/bytes.ts";
import { isJsonObject, type JsonValue, memberOf, numberOf } from "../../../kernel/base/json/value.ts";
import { integer64, jsonTextOf } from "../schema/scalars.ts";

const MAX_BYTES = 32_768;
/**
 * Width and precision are read and do nothing; anything else with a percent sign is text. Repetitions are bounded: flags and width
 * may both be zeros, and trying all ways to part a million of them would take days.
 */
const PRINTF =
  /%(?:(%)|(?:\((\w+)\))?([-#0+]{0,8})(?:\*|\d{1,8})?(?:\.(?:\*|\d{1,8}))?[hlL]?([diouxXeEfFgGcrs]))/g;
const CURLY = /\{(\w*)\}/g;

/** A message with its parameters in it; `undefined` when they do not fit it. */
export function formatMessage(message: string, params: JsonValue): string | undefined {
  const formatted = message.includes("%")
    ? printf(message, params)
    : message.includes("{")
      ? curly(message, params)
      : undefined;
  return formatted === undefined || utf8Length(formatted) > MAX_BYTES ? undefined : formatted;
}

const BASES: ReadonlyMap<string, { readonly radix: number; readonly mark: string }> = new Map([
  ["x", { radix: 16, mark: "0x" }],
  ["o", { radix: 8, mark: "0o" }],
]);

class Misfit extends Error {}

/** `String.replace` with a way out, which is also taken when it gets too long: a parameter may be put in many times. */
function replaced(
  text: string,
  pattern: RegExp,
  replace: (...groups: (string | undefined)[]) => string,
): string | undefined {
  try {
    let added = 0;
    return text.replace(pattern, (...groups) => {
      const value = replace(...groups);
      added += value.length;
      if (added > MAX_BYTES) throw new Misfit();
      return value;
    });
  } catch (error) {
    if (error instanceof Misfit) return undefined;
    throw error;
  }
}

function printf(message: string, params: JsonValue): string | undefined {
  let position = 0;
  return replaced(message, PRINTF, (_match, percent, name, flags = "", kind = "") => {
    if (percent !== undefined) return "%";
    const value = name === undefined ? itemAt(params, position++) : memberNamed(params, name);
    return printed(value, kind, flags.includes("#"));
  });
}

function curly(message: string, params: JsonValue): string | undefined {
  let position = 0;
  return replaced(message, CURLY, (_match, name = "") => {
    if (name === "") return plainText(itemAt(params, position++));
    return plainText(/^\d+$/.test(name) ? itemAt(params, Number(name)) : memberNamed(params, name));
  });
}

function itemAt(params: JsonValue, index: number): JsonValue {
  const value = Array.isArray(params) ? params[index] : undefined;
  if (value === undefined || value === null) throw new Misfit();
  return value;
}

function memberNamed(params: JsonValue, name: string): JsonValue {
  const value = isJsonObject(params) ? memberOf(params, name) : undefined;
  if (value === undefined || value === null) throw new Misfit();
  return value;
}

function printed(value: JsonValue, kind: string, isMarked: boolean): string {
  if (kind === "r" && typeof value === "string") return JSON.stringify(value);
  const number = numberOf(value);
  if (kind === "e" || kind === "E") {
    const text = number?.toExponential().replace("e+", "e") ?? plainText(value);
    return kind === "E" ? text.toUpperCase() : text;
  }
  const base = BASES.get(kind.toLowerCase());
  if (base === undefined) return plainText(value);
  const whole = integer64(value);
  if (whole === undefined) throw new Misfit();
  const digits = BigInt.asUintN(64, whole).toString(base.radix);
  return `${isMarked ? base.mark : ""}${kind === "X" ? digits.toUpperCase() : digits}`;
}

function plainText(value: JsonValue): string {
  if (typeof value === "string") return value;
  const number = numberOf(value);
  return number === undefined || integer64(value) !== undefined ? jsonTextOf(value) : String(number);
}
