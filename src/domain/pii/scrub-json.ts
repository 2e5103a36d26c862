import { isJsonObject, type JsonValue, setMember } from "../../kernel/base/json/value.ts";
import { VALUE_TYPES } from "../event/schema/value-types.ts";
import type { SelectedNode } from "./match-selector.ts";
import { nodeBelow } from "./scrub-attachment.ts";
import type { Scrubber } from "./scrubber.ts";

/** JSON that is no event: only the keys of objects make the path of a text in it, and all on it are texts. */
export function scrubTexts(json: JsonValue, scrubber: Scrubber): JsonValue {
  return visit(json, scrubber, nodeBelow(undefined, undefined, VALUE_TYPES.string));
}

/** The same below a place with these keys. */
export function scrubTextsAt(json: JsonValue, keys: readonly string[], scrubber: Scrubber): JsonValue {
  const root = nodeBelow(undefined, undefined, VALUE_TYPES.string);
  const place = keys.reduce((node, key) => nodeBelow(node, key, VALUE_TYPES.string), root);
  return visit(json, scrubber, place);
}

/** In place. A text that is to be deleted becomes empty. */
function visit(value: JsonValue, scrubber: Scrubber, node: SelectedNode): JsonValue {
  if (typeof value === "string") return scrubber.scrubPlain(value, node) ?? "";
  if (Array.isArray(value))
    for (let index = 0; index < value.length; index++)
      value[index] = visit(value[index] as JsonValue, scrubber, node);
  else if (isJsonObject(value))
    for (const [key, member] of Object.entries(value))
      if (member !== undefined)
        setMember(value, key, visit(member, scrubber, nodeBelow(node, key, VALUE_TYPES.string)));
  return value;
}
