import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json/value.ts";
import { listOf } from "./access.ts";
import { compareBytes } from "./compare-bytes.ts";
import type { EventDocument } from "./document.ts";
import type { MetaNode } from "./meta.ts";
import { EVENT } from "./schema/event.ts";
import { JSON_TYPE, type PairsType, type StructType, struct, type Type } from "./schema/format.ts";

/** Lists every error in `_meta` in the event's own `errors`, in the schema's order; what relays note is nobody's error. */
export function listErrors(document: EventDocument): void {
  document.meta.prune(document.root);
  const found: JsonObject[] = [];
  const own = document.meta.child("_metrics");
  document.meta.children.delete("_metrics");
  collect(EVENT, document.root, document.meta, "", found);
  if (own !== undefined) document.meta.children.set("_metrics", own);
  if (found.length > 0) document.root.errors = (listOf(document.root.errors) ?? []).concat(found);
}

function collect(
  type: Type,
  value: JsonValue | undefined,
  meta: MetaNode,
  name: string,
  found: JsonObject[],
): void {
  addErrors(meta, name, found);
  if (value !== null && "listsTwice" in type && type.listsTwice) addErrors(meta, name, found);
  if (meta.children.size === 0) return;
  const own =
    type.kind === "variant" && isJsonObject(value)
      ? (type.variants.get(String(value.type)) ?? type.fallback)
      : type;
  for (const key of orderOf(own, [...meta.children.keys()])) {
    const below = Array.isArray(value) ? value[Number(key)] : isJsonObject(value) ? value[key] : undefined;
    collect(
      typeBelow(own, key),
      below,
      meta.child(key) as MetaNode,
      name === "" ? key : `${name}.${key}`,
      found,
    );
  }
}

/** The original stands with the first error of a value. */
function addErrors(meta: MetaNode, name: string, found: JsonObject[]): void {
  for (const [index, error] of meta.errors.entries()) {
    const [type, data] = typeof error === "string" ? [error, {}] : error;
    const original = index === 0 && meta.originalValue !== undefined ? { value: meta.originalValue } : {};
    found.push({ type, name, ...original, ...data });
  }
}

function orderOf(type: Type, keys: readonly string[]): readonly string[] {
  if (type.kind === "struct") {
    const fields = [...type.fields.keys()].filter((key) => keys.includes(key));
    return [...fields, ...keys.filter((key) => !type.fields.has(key)).sort(compareBytes)];
  }
  if (type.kind === "list" || type.kind === "pairs") return [...keys].sort((a, b) => Number(a) - Number(b));
  return [...keys].sort(compareBytes);
}

function typeBelow(type: Type, key: string): Type {
  switch (type.kind) {
    case "struct":
      return fieldType(type, key);
    case "list":
    case "map":
      return type.item.type;
    case "pairs":
      return pairOf(type);
    default:
      return JSON_TYPE;
  }
}

function fieldType(type: StructType, key: string): Type {
  return type.fields.get(key)?.type ?? JSON_TYPE;
}

const pairs = new WeakMap<PairsType, StructType>();

function pairOf(type: PairsType): StructType {
  const known = pairs.get(type);
  if (known !== undefined) return known;
  const made = struct("a pair", { 0: type.key, 1: type.value });
  pairs.set(type, made);
  return made;
}
