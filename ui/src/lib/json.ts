import { asObject, asText, type LooseObject } from "../../../src/kernel/base/loose-json.ts";

/** Any value on one line, for tables: strings as they are, the rest as JSON. */
export function inlineText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Pairs of tags or headers, which come as a map or as a list of pairs. */
export function asPairs(value: unknown): readonly (readonly [string, string])[] {
  if (Array.isArray(value)) {
    return value.filter(Array.isArray).map(([key, text]) => [asText(key), inlineText(text)] as const);
  }
  return Object.entries(asObject(value)).map(([key, text]) => [key, inlineText(text)] as const);
}

/** The same as one text; what is no pairs stands as it is. */
export function pairText(value: unknown, separator: string): string {
  const pairs = asPairs(value).map(([key, text]) => `${key}=${text}`);
  return pairs.length > 0 ? pairs.join(separator) : inlineText(value);
}

/** `attributes[name].value` of spans, logs and metrics. */
export function attribute(thing: LooseObject, name: string): unknown {
  return asObject(asObject(thing.attributes)[name]).value;
}

/** Attributes as pairs, their types left out. */
export function attributePairs(value: unknown): readonly (readonly [string, string])[] {
  return Object.entries(asObject(value)).map(([key, typed]) => {
    const inner =
      typeof typed === "object" && typed !== null && "value" in typed ? asObject(typed).value : typed;
    return [key, inlineText(inner)] as const;
  });
}
