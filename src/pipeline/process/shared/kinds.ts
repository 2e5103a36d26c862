import type { Item } from "../../../domain/protocol/item.ts";
import { itemQuantities } from "../../../domain/protocol/item-quantities.ts";

/** A body of another protocol that holds logs, or spans. */
export function isIntegrationOf(item: Item, what: "log_item" | "span"): boolean {
  return item.type === "integration" && itemQuantities(item).some(({ category }) => category === what);
}
