import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json/value.ts";
import type { Cursor } from "./cursor.ts";
import type { StructType, Type } from "./schema/format.ts";

/** Whether a checked value says nothing: it is empty, or a structure in which all does. Lists and free objects are not looked into. */
export function isBlank(type: Type, value: JsonValue | undefined, at: Cursor): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === "string") return value === (type.kind === "scalar" ? (type.blank ?? "") : "");
  if (Array.isArray(value)) return value.length === 0;
  if (!isJsonObject(value)) return false;
  if (type.kind === "struct") return isBlankStruct(type, value, at);
  return hasNoMembers(value);
}

export function hasNoMembers(value: JsonObject): boolean {
  for (const key of Object.keys(value)) if (value[key] !== undefined) return false;
  return true;
}

function isBlankStruct(type: StructType, value: JsonObject, at: Cursor): boolean {
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member === undefined) continue;
    at.path.push(key);
    const says = !isBlank(type.fields.get(key)?.type ?? { kind: "json" }, member, at) || !at.isUnsaid();
    at.path.pop();
    if (says) return false;
  }
  return true;
}
