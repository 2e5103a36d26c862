import { utf8Length } from "../../kernel/base/bytes.ts";
import { isRawNumber, type JsonValue } from "../../kernel/base/json/value.ts";

/** Originals of this size are not kept. */
export const MAX_VALUE_SIZE = 500;

/**
 * About how long the value is as JSON: strings count their bytes and two quotes, without what must be escaped. What `_meta`
 * keeps of originals and what bags may hold is measured so.
 */
export function flatSize(value: JsonValue | undefined): number {
  switch (typeof value) {
    case "string":
      return utf8Length(value) + 2;
    case "number":
      return decimalLength(value);
    case "boolean":
      return value ? 4 : 5;
    case "undefined":
      return 0;
  }
  if (value === null) return 4;
  if (isRawNumber(value)) return rawLength(value.rawJSON);
  let size = 2;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) size += flatSize(item);
    count = value.length;
  } else {
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      size += utf8Length(key) + 3 + flatSize(member);
      count += 1;
    }
  }
  return count > 1 ? size + count - 1 : size;
}

/** Of a number written out, without an exponent. */
function decimalLength(value: number): number {
  const text = String(value);
  const exponentAt = text.indexOf("e");
  if (exponentAt < 0) return text.length;
  const exponent = Number(text.slice(exponentAt + 1));
  const digits = text.slice(0, exponentAt).replace(/[-.]/g, "").length;
  const sign = value < 0 ? 1 : 0;
  return exponent > 0 ? sign + exponent + 1 : sign + digits - exponent + 1;
}

/** Integers count as they are; floats without a fraction of zero. */
function rawLength(text: string): number {
  return /^-?\d+$/.test(text) ? text.length : decimalLength(Number(text));
}
