import { isJsonObject, type JsonObject, type JsonValue, setMember } from "../../kernel/base/json/value.ts";
import type { StructType, Type } from "./schema/format.ts";

/** A structure as `_meta` keeps it: with every field, null where there is nothing. */
export function wholeValue(type: Type, value: JsonValue): JsonValue {
  if (Array.isArray(value))
    return type.kind === "list" ? value.map((item) => wholeValue(type.item.type, item)) : value;
  if (!isJsonObject(value)) return value;
  switch (type.kind) {
    case "struct":
      return wholeStruct(type, value);
    case "variant":
      return wholeStruct(type.variants.get(String(value.type)) ?? type.fallback, value);
    default:
      return value;
  }
}

function wholeStruct(type: StructType, value: JsonObject): JsonObject {
  const whole: JsonObject = {};
  for (const [key, field] of type.fields) whole[key] = wholeValue(field.type, value[key] ?? null);
  for (const key of Object.keys(value)) if (!type.fields.has(key)) setMember(whole, key, value[key]);
  return whole;
}
