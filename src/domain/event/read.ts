import { isRawNumber, type JsonObject } from "../../kernel/base/json/value.ts";
import type { FieldValue } from "../conditions/field.ts";

/** A member of the value itself; `undefined` where there is none, or no object. */
export function member(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** The value at the end of the way. */
export function valueAt(root: JsonObject, ...path: readonly string[]): unknown {
  let value: unknown = root;
  for (const key of path) value = member(value, key);
  return value;
}

export function textAt(root: JsonObject, ...path: readonly string[]): string | undefined {
  const value = valueAt(root, ...path);
  return typeof value === "string" ? value : undefined;
}

export function listAt(root: JsonObject, ...path: readonly string[]): readonly unknown[] | undefined {
  const value = valueAt(root, ...path);
  return Array.isArray(value) ? value : undefined;
}

/** A value that conditions can look at; objects, lists and null are none. */
export function scalarOf(value: unknown): FieldValue | undefined {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (!isRawNumber(value)) return undefined;
  const text = value.rawJSON;
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text);
}

/** The second of the first pair whose first is `key`. */
export function pairValue(pairs: readonly unknown[] | undefined, key: string): unknown {
  for (const pair of pairs ?? []) if (Array.isArray(pair) && pair[0] === key) return pair[1];
  return undefined;
}
