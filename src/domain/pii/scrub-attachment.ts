import { VALUE_TYPES, type ValueTypes } from "../event/schema/value-types.ts";
import type { SelectedNode } from "./match-selector.ts";
import type { Scrubber } from "./scrubber.ts";

const ROOT = nodeBelow(undefined, undefined, 0);
const ATTACHMENTS = nodeBelow(ROOT, undefined, VALUE_TYPES.attachments);

/**
 * Overwrites what rules find in an attachment, in place; its length stays.
 * @returns whether anything was overwritten
 */
export function scrubAttachment(bytes: Uint8Array, filename: string, scrubber: Scrubber): boolean {
  return scrubber.scrubBytes(bytes, nodeBelow(ATTACHMENTS, filename, VALUE_TYPES.binary), "all");
}

export function nodeBelow(
  parent: SelectedNode | undefined,
  key: string | undefined,
  types: ValueTypes,
): SelectedNode {
  return {
    parent,
    key,
    index: undefined,
    depth: parent === undefined ? 0 : parent.depth + 1,
    pii: "true",
    types,
  };
}
