/** Configuration written as JSON, which is YAML too: read by the runtime instead of the YAML library. */
import { isMapping } from "../options/read.ts";
import { type InterpolationContext, interpolate } from "./interpolate.ts";

/**
 * The value of a JSON object with its variables replaced; `undefined` when the text is none, when a variable is
 * missing, or when a key may stand twice (which JSON would not tell).
 */
export function readJson(
  text: string,
  context: InterpolationContext,
): { readonly value: unknown } | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return undefined;
  }
  const count = { keys: 0, missing: 0 };
  const value = resolve(raw, context, count);
  const colons = text.match(/"\s*:/g)?.length ?? 0;
  return count.missing === 0 && colons === count.keys ? { value } : undefined;
}

function resolve(
  raw: unknown,
  context: InterpolationContext,
  count: { keys: number; missing: number },
): unknown {
  if (typeof raw === "string") {
    const result = interpolate(raw, context);
    if (!result.ok) count.missing++;
    return result.ok ? result.value : null;
  }
  if (Array.isArray(raw)) return raw.map((item) => resolve(item, context, count));
  if (!isMapping(raw)) return raw;
  const entries = Object.entries(raw);
  count.keys += entries.length;
  return Object.fromEntries(entries.map(([key, value]) => [key, resolve(value, context, count)]));
}
