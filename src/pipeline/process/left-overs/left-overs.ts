import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { type Family, takeAll } from "../context.ts";

/** What nobody took. */
export const leftOvers: Family = {
  name: "left-overs",
  take: takeAll(() => true),
  async process(items) {
    items.retain(refuse);
    return items;
  },
};

/** A form belongs to an event, and there was none. */
function refuse({ type }: Item): Rejection {
  return invalid(type === "form_data" ? "invalid_envelope" : "internal");
}
