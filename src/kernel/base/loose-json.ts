/**
 * Careful reading of JSON that nobody has validated: each function answers an empty value of the right shape rather
 * than throw.
 */
export type LooseObject = Readonly<Record<string, unknown>>;

const NOTHING: LooseObject = Object.freeze({});

/** The object, or an empty one; a list is none. */
export function asObject(value: unknown): LooseObject {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as LooseObject)
    : NOTHING;
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Strings as they are, numbers and booleans as text, everything else empty. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** A finite number, else nothing. */
export function asNumber(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** First text that is not empty. */
export function firstText(...values: readonly unknown[]): string {
  for (const value of values) {
    const text = asText(value);
    if (text !== "") return text;
  }
  return "";
}

/** A list, or the list in a `{"values": […]}` around it. */
export function asValues(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : asArray(asObject(value).values);
}
