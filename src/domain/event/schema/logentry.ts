import { isJsonObject, type JsonValue } from "../../../kernel/base/json/value.ts";
import type { Cursor } from "../cursor.ts";
import { field, LIMITS, struct } from "./basic.ts";
import { jsonTextOf } from "./scalars.ts";
import { MESSAGE } from "./texts.ts";
import { VALUE_TYPES } from "./value-types.ts";

export const LOGENTRY = struct(
  "logentry",
  {
    message: field({ ...MESSAGE, listsTwice: false }, LIMITS.message),
    formatted: field(MESSAGE, { ...LIMITS.message, pii: "true" }),
    params: {
      type: { kind: "json", read: readParams },
      ...LIMITS.smallBag,
      pii: "true",
    },
  },
  { types: VALUE_TYPES.logentry, other: { pii: "true" }, read: readLogentry },
);

function readParams(value: JsonValue, at: Cursor): JsonValue {
  return typeof value === "object" && (Array.isArray(value) || isJsonObject(value))
    ? value
    : at.reject("expected message parameters", value);
}

/** A message alone is what it says; a `false` that stands for none is none. */
function readLogentry(value: JsonValue, at: Cursor): JsonValue {
  if (isJsonObject(value)) return value;
  if (value === false) return null;
  const meta = at.findMeta();
  const formatted = typeof value === "string" ? value : jsonTextOf(value);
  if (meta !== undefined && !meta.isEmpty) {
    meta.ensure("formatted").merge(meta);
    meta.clear();
  }
  return { formatted };
}
