/** Careful reading of payloads that nobody has validated yet: each function answers an empty value rather than throw. */
export type Json = Readonly<Record<string, unknown>>;

const NOTHING: Json = Object.freeze({});

export function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : NOTHING;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Strings as they are, numbers and booleans as text, everything else empty. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A list, or the list in the `values` wrapper that events use for exceptions, threads and breadcrumbs. */
export function asValues(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : asArray(asObject(value).values);
}

/** First text that is not empty. */
export function firstText(...values: readonly unknown[]): string {
  for (const value of values) {
    const text = asText(value);
    if (text !== "") return text;
  }
  return "";
}

/** The parsed payload, or `undefined` when it is no JSON or larger than `maxBytes`. */
export function parseJson(payload: Uint8Array, maxBytes: number): unknown {
  if (payload.length === 0 || payload.length > maxBytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    return undefined;
  }
}

/** Cuts at `max` characters, with an ellipsis, on one line. */
export function shorten(text: string, max: number): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= max ? line : `${line.slice(0, max - 1)}…`;
}

/** `1 log`, `12 logs`. */
export function counted(count: number, thing: string): string {
  return `${count.toLocaleString("en")} ${thing}${count === 1 ? "" : "s"}`;
}

/** `name/version` of an `sdk` object. */
export function sdkName(sdk: unknown): string {
  if (typeof sdk !== "object" || sdk === null) return "";
  const { name, version } = sdk as { name?: unknown; version?: unknown };
  if (typeof name !== "string") return "";
  return typeof version === "string" ? `${name}/${version}` : name;
}
