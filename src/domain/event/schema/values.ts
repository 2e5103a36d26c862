import { isJsonObject, type JsonValue } from "../../../kernel/base/json/value.ts";
import type { Cursor } from "../cursor.ts";
import { type Attributes, type Field, list, type StructType, struct } from "./format.ts";

/** `{"values": […]}`, in which a list, or a single value, is also welcome. */
export function values(item: StructType, attributes: Attributes = {}): Field {
  const type = struct(
    "a list or values object",
    { values: list({ type: item, write: "empty_deep" }, { required: true, write: "empty_deep" }) },
    { read: readValues },
  );
  return { type, write: "empty", ...attributes };
}

function readValues(value: JsonValue, at: Cursor): JsonValue {
  if (Array.isArray(value)) {
    moveMetaInto(at, "values");
    return { values: value };
  }
  if (!isJsonObject(value)) return at.reject("expected a list or values object", value);
  if ("values" in value) return value;
  if (Object.keys(value).length === 0) return null;
  return { values: [value] };
}

/** What was said about items is said about the items of the new list. */
function moveMetaInto(at: Cursor, key: string): void {
  const meta = at.findMeta();
  if (meta === undefined || meta.children.size === 0) return;
  const items = [...meta.children];
  meta.children.clear();
  const inner = meta.ensure(key);
  for (const [index, node] of items) inner.children.set(index, node);
}
