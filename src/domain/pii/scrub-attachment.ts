import { VALUE_TYPES, type ValueTypes } from "../event/schema/value-types.ts";
import type { SelectedNode } from "./match-selector.ts";
import { minidumpRegions, type RegionKind } from "./minidump-regions.ts";
import type { ByteEncoding } from "./scrub-bytes.ts";
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

/** How each part of a dump looks to selectors. What is on a stack is to be named: it is what a dump is for. */
const REGION_NODES: Readonly<
  Record<RegionKind, Pick<SelectedNode, "key" | "pii" | "types"> & { readonly encoding: ByteEncoding }>
> = {
  stack_memory: {
    key: "stack_memory",
    pii: "maybe",
    types: VALUE_TYPES.binary | VALUE_TYPES.stack_memory,
    encoding: "all",
  },
  heap_memory: {
    key: "heap_memory",
    pii: "true",
    types: VALUE_TYPES.binary | VALUE_TYPES.heap_memory,
    encoding: "all",
  },
  process: { key: "", pii: "true", types: VALUE_TYPES.binary, encoding: "all" },
  code_file: { key: "code_file", pii: "true", types: VALUE_TYPES.string, encoding: "utf16" },
  debug_file: { key: "debug_file", pii: "true", types: VALUE_TYPES.string, encoding: "utf8" },
};

/**
 * Overwrites what rules find in the parts of a crash dump, in place. What is no dump is an attachment like any other.
 * @returns whether anything was overwritten
 */
export function scrubMinidump(bytes: Uint8Array, filename: string, scrubber: Scrubber): boolean {
  const regions = minidumpRegions(bytes);
  if (regions === undefined) return scrubAttachment(bytes, filename, scrubber);
  const dump = nodeBelow(ATTACHMENTS, filename, VALUE_TYPES.minidump);
  let isChanged = false;
  for (const { kind, start, end } of regions) {
    const { key, pii, types, encoding } = REGION_NODES[kind];
    const node = { ...nodeBelow(dump, key, types), pii };
    if (scrubber.scrubBytes(bytes.subarray(start, end), node, encoding)) isChanged = true;
  }
  return isChanged;
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
