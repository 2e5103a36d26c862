import { EVENT_VIEW } from "../../../domain/event/event-filterable.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import type { Managed } from "../../managed.ts";
import type { Family } from "../context.ts";
import { filter } from "../shared/filters.ts";
import { normalize } from "../shared/normalize.ts";
import { subjectOf, writeEvent } from "../shared/open-event.ts";
import { scrub } from "../shared/scrub.ts";
import { openOwn } from "./open-own.ts";
import { shapeOf } from "./shape.ts";

/** Events that are no transactions, crash reports among them, with everything that belongs to an event. */
export const errors: Family = {
  name: "errors",
  take: takeEvent,
  async process(items, ctx, ports) {
    const shape = shapeOf(items.values());
    if (shape === undefined) rejectParts(items);
    else items.retain(onlyOne(shape, items.values()));
    items.sortBy(rank);
    // building the event out of a crash report belongs here
    const opened = openOwn(items, ctx);
    // Crash reports are read further up; without an event nothing else is worth anything.
    if (opened === undefined || "outcome" in opened) {
      if (opened !== undefined) items.rejectAll(opened);
      await ports.quotas.enforce(items);
      return items;
    }
    const { item, event } = opened;
    const refused = normalize(event, ctx) ?? filter(subjectOf(event, ctx), EVENT_VIEW, ctx);
    if (refused !== undefined) items.rejectAll(refused);
    await ports.quotas.enforce(items);
    if (items.values().includes(item)) {
      scrub(event, ctx);
      writeEvent(event, item);
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

/** The event first, then the report that it came with. */
function rank({ type }: Item): number {
  return type === "event" ? 0 : type === "unreal_report" ? 1 : 2;
}

/** Parts of a crash report that nobody can read an event from: the event is missing too. */
function rejectParts(items: Managed<Item>): void {
  const rejection = invalid("no_event_payload");
  items.rejectAll(rejection);
  items.ledger.rejectUncounted(rejection, [{ category: "error", quantity: 1 }]);
}

/** An envelope is about one event: whatever else would make one is refused. Crash reports are attachments then. */
function onlyOne(shape: Item, items: readonly Item[]): (item: Item) => Rejection | undefined {
  const event = items.find(({ type }) => type === "event");
  return (item) => {
    const belongs = item === shape || item === event || item.type === "attachment" || !item.createsEvent;
    return belongs ? undefined : invalid("duplicate_item");
  };
}
