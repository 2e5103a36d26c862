import { isJsonObject, type JsonObject, type JsonValue, numberOf } from "../../../kernel/base/json/value.ts";
import { EVENT } from "../schema/event.ts";
import type { Field, StructType, Type } from "../schema/format.ts";
import { TIMESTAMP, toMicros } from "../schema/timestamp.ts";

/** Moves every point in time of an event. */
export function shiftTimes(root: JsonObject, bySeconds: number): void {
  shiftStruct(EVENT, root, bySeconds);
}

function shiftStruct(type: StructType, value: JsonObject, by: number): void {
  for (const key of Object.keys(value)) {
    const field = type.fields.get(key);
    if (field !== undefined && holdsTimes(field.type)) value[key] = shifted(field, value[key], by);
  }
}

function shifted({ type }: Field, value: JsonValue | undefined, by: number): JsonValue | undefined {
  if (type === TIMESTAMP) {
    const seconds = numberOf(value);
    return seconds === undefined ? value : toMicros(seconds + by);
  }
  if (type.kind === "list" && Array.isArray(value))
    for (const [index, item] of value.entries()) value[index] = shifted(type.item, item, by) as JsonValue;
  else if (type.kind === "map" && isJsonObject(value)) {
    for (const key of Object.keys(value)) value[key] = shifted(type.item, value[key], by);
  } else if (type.kind === "struct" && isJsonObject(value)) shiftStruct(type, value, by);
  else if (type.kind === "variant" && isJsonObject(value))
    shiftStruct(type.variants.get(String(value.type)) ?? type.fallback, value, by);
  return value;
}

const known = new WeakMap<Type, boolean>();

/** Most of an event has no times in it and is passed over. */
function holdsTimes(type: Type): boolean {
  const answer = known.get(type);
  if (answer !== undefined) return answer;
  const holds = type === TIMESTAMP || partsOf(type).some(holdsTimes);
  known.set(type, holds);
  return holds;
}

function partsOf(type: Type): readonly Type[] {
  switch (type.kind) {
    case "list":
    case "map":
      return [type.item.type];
    case "struct":
      return [...type.fields.values()].map((field) => field.type);
    case "variant":
      return [...type.variants.values(), type.fallback];
    default:
      return [];
  }
}
