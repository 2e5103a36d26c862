/**
 * JSON as plain JavaScript values, with one addition: a number whose digits JavaScript would not write again the same way
 * (`1.0`, `1e5`, 12345678901234567890) is kept as its text. So a value that nobody touches keeps its bytes.
 */
export type JsonValue = string | number | boolean | null | RawNumber | JsonList | JsonObject;
export type JsonList = JsonValue[];
/** A member that is gone is `undefined`: `JSON.stringify` leaves it out, and the object keeps its shape. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/** A number as it was written; `JSON.stringify` writes it so again. */
export interface RawNumber {
  readonly rawJSON: string;
}

interface RawJson {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): value is RawNumber;
}

const { rawJSON, isRawJSON } = JSON as unknown as RawJson;

/** @param text must be one JSON number */
export function rawNumber(text: string): RawNumber {
  return rawJSON(text);
}

export function isRawNumber(value: unknown): value is RawNumber {
  return typeof value === "object" && value !== null && isRawJSON(value);
}

/** The number, however it is kept; `undefined` for anything else. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return isRawNumber(value) ? Number(value.rawJSON) : undefined;
}

/** The number as it was written, or as JavaScript writes it. */
export function numberText(value: number | RawNumber): string {
  return typeof value === "number" ? String(value) : value.rawJSON;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isRawJSON(value);
}

/** Sets a member whatever its name; plain assignment to `__proto__` would do something else. */
export function setMember(object: JsonObject, key: string, value: JsonValue | undefined): void {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A member of the object itself; plain access to `constructor` and the like would find what objects inherit. */
export function memberOf(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
