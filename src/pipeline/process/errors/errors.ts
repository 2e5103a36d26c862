import { EVENT_VIEW } from "../../../domain/event/event-filterable.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import type { Managed } from "../../managed.ts";
import type { Family } from "../context.ts";
import { filter } from "../shared/filters.ts";
import { normalize } from "../shared/normalize.ts";
import { subjectOf } from "../shared/open-event.ts";
import { scrub } from "../shared/scrub.ts";
import { scrubAttachments } from "../shared/scrub-attachments.ts";
import { eventItemOf } from "./event-item.ts";
import { expand } from "./expand/expand.ts";

/** Events that are no transactions, crash reports among them, with everything that belongs to an event. */
export const errors: Family = {
  name: "errors",
  take: takeEvent,
  async process(items, ctx, ports) {
    const expanded = expand(items, ctx);
    if (expanded !== undefined) {
      const { event } = expanded;
      const refused = normalize(event, ctx) ?? filter(subjectOf(event, ctx), EVENT_VIEW, ctx);
      if (refused !== undefined) items.rejectAll(refused);
    }
    await ports.quotas.enforce(items);
    scrubAttachments(items, ctx);
    if (expanded !== undefined && items.values().includes(expanded.item)) {
      const { event, item } = expanded;
      scrub(event, ctx);
      items.update((each) => (each === item ? eventItemOf(event, ctx.options) : each));
    }
    return items;
  },
};

/** With a transaction in the envelope, attachments are that one's. */
function takeEvent(left: Managed<Item>): Managed<Item> | undefined {
  if (!left.some(({ createsEvent }) => createsEvent)) return undefined;
  if (left.some(({ type }) => type === "transaction")) return undefined;
  return left.take(({ requiresEvent, type }) => requiresEvent || type === "attachment");
}
