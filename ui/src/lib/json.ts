/** Careful reading of payloads: whatever is there, an answer of the right shape comes back. */
export type Json = Readonly<Record<string, unknown>>;

const NOTHING: Json = Object.freeze({});

export function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : NOTHING;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A list, or the list inside the `values` wrapper of events. */
export function asValues(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : asArray(asObject(value).values);
}

export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function firstText(...values: readonly unknown[]): string {
  for (const value of values) {
    const text = asText(value);
    if (text !== "") return text;
  }
  return "";
}

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

/** `attributes[name].value` of spans, logs and metrics. */
export function attribute(thing: Json, name: string): unknown {
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
