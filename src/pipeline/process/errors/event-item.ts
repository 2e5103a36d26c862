import type { EventDocument } from "../../../domain/event/document.ts";
import { writeDocument } from "../../../domain/event/event-processing.ts";
import { Item } from "../../../domain/protocol/item.ts";
import type { KnownItemType } from "../../../domain/protocol/item-type.ts";
import type { ProcessOptions } from "../context.ts";

/** Events that go by another name than `event`. */
const ITEM_TYPES: ReadonlyMap<unknown, KnownItemType> = new Map([
  ["csp", "security"],
  ["feedback", "feedback"],
  ["transaction", "transaction"],
]);

/** The item that a processed event goes on as, whatever it came as. */
export function eventItemOf(
  event: EventDocument,
  { isFullyNormalized }: Pick<ProcessOptions, "isFullyNormalized">,
): Item {
  const payload = writeDocument(event);
  const item = Item.create(ITEM_TYPES.get(event.root.type) ?? "event", payload, "application/json");
  if (isFullyNormalized) item.setHeader("fully_normalized", true);
  return item;
}
