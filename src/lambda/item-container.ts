/** Writing what we make ourselves: typed attributes, item containers and whole envelopes. */

export type AttributeValue = string | number | boolean;

export interface TypedAttribute {
  readonly type: "string" | "integer" | "double" | "boolean";
  readonly value: AttributeValue;
}

export function attributes(values: Readonly<Record<string, AttributeValue>>): Record<string, TypedAttribute> {
  const typed: Record<string, TypedAttribute> = {};
  for (const [key, value] of Object.entries(values)) typed[key] = { type: typeOf(value), value };
  return typed;
}

function typeOf(value: AttributeValue): TypedAttribute["type"] {
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "double";
  return typeof value === "boolean" ? "boolean" : "string";
}

export interface MadeItem {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly payload: string;
}

/** Logs or trace metrics in the container form, the only one Sentry takes them in. */
export function containerItem(type: "log" | "trace_metric", items: readonly object[]): MadeItem {
  const contentType = type === "log" ? "log" : "trace-metric";
  return {
    headers: {
      type,
      item_count: items.length,
      content_type: `application/vnd.sentry.items.${contentType}+json`,
    },
    payload: JSON.stringify({ items }),
  };
}

export function eventItem(event: Readonly<Record<string, unknown>>): MadeItem {
  return { headers: { type: "event", content_type: "application/json" }, payload: JSON.stringify(event) };
}

/** Serialises an envelope of our own; `length` is added to every item. */
export function writeEnvelope(
  headers: Readonly<Record<string, unknown>>,
  items: readonly MadeItem[],
): Uint8Array {
  const parts = [JSON.stringify(headers)];
  for (const item of items) {
    const length = Buffer.byteLength(item.payload);
    parts.push(JSON.stringify({ ...item.headers, length }), item.payload);
  }
  return new TextEncoder().encode(`${parts.join("\n")}\n`);
}
