import type { Item } from "../../../domain/protocol/item.ts";
import { elementSpans } from "../../../kernel/base/json-array.ts";
import { JsonObject, skipSpace } from "../../../kernel/base/json-object.ts";

const reader = new JsonObject(true);

/** Writes how many spans a transaction holds into its header, where the sender did not: they count too. */
export function setSpanCount(item: Item): void {
  if (item.type === "transaction" && item.spanCount === undefined)
    item.setHeader("span_count", countSpans(item.payload));
}

function countSpans(payload: Uint8Array): number {
  if (!reader.enter(payload, skipSpace(payload, 0))) return 0;
  while (reader.next()) {
    if (!reader.skip()) return 0;
    if (reader.key() === "spans")
      return elementSpans(payload.subarray(reader.valueStart, reader.valueEnd))?.length ?? 0;
  }
  return 0;
}
