import type { EventDocument } from "../../../../domain/event/document.ts";
import { Item } from "../../../../domain/protocol/item.ts";
import { itemQuantities } from "../../../../domain/protocol/item-quantities.ts";
import { by, invalid, type Rejection, silently } from "../../../../domain/protocol/rejection.ts";
import { Managed } from "../../../managed.ts";
import type { StepContext } from "../../context.ts";
import { normalizeUserReport } from "../../shared/user-report.ts";
import { shapeOf } from "../shape.ts";
import { eventParts, isEventPart } from "./parts.ts";
import { isCrash, readSource } from "./source.ts";

/** The event that an envelope is about. */
export interface Expanded {
  readonly event: EventDocument;
  /** What counts for it until it is written. */
  readonly item: Item;
}

/**
 * Finds out what an envelope of errors is about, and makes the event of what is there: an event, a browser's report, the files
 * and forms that come with a crash. What else would make an event is refused. Crash reports themselves go on as they are.
 * @returns `undefined` when there is no event: of a crash there need not be one, everything else is refused by now
 */
export function expand(items: Managed<Item>, ctx: StepContext): Expanded | undefined {
  const shape = shapeOf(items.values());
  if (shape === undefined) {
    rejectEvent(items, invalid("no_event_payload"));
    return undefined;
  }
  items.retain(onlyOne(shape, items.values()));
  countOnce(items, shape);
  const source = readSource(shape, items.values(), ctx);
  if (!source.ok) {
    rejectEvent(items, source.error);
    return undefined;
  }
  if (shape.type !== "feedback")
    items.retain((item) => (item.type === "user_report" ? normalizeUserReport(item) : undefined));
  const event = source.value;
  const item = isCrash(shape) ? takeParts(items, shape, event) : eventItem(items, shape);
  countOnce(items, shape);
  items.sortBy((each) => (each === item ? 0 : each === shape ? 1 : each.type === "attachment" ? 2 : 3));
  if (item === undefined) return undefined;
  if (event !== undefined) return { event, item };
  items.retain((each) => (each === item ? NOTHING_SAID : undefined));
  return undefined;
}

/** The payload said nothing, which is no error: the reference forgets it, and keeps the company. */
const NOTHING_SAID = by("event/empty", silently(invalid("no_event_payload")));
/** The event came from a better source. */
const USED_ANOTHER = by("event/source", silently(invalid("duplicate_item")));

function eventItem(items: Managed<Item>, shape: Item): Item | undefined {
  return items
    .values()
    .find((item) => (shape.type === "attachment" ? item.type === "event" : item === shape));
}

/** Crash files and forms end as the event, an item of its own; those that were not needed end here. */
function takeParts(items: Managed<Item>, shape: Item, event: EventDocument | undefined): Item | undefined {
  const { event: item, payload, breadcrumbs } = eventParts(shape, items.values());
  const parts = items.take(isEventPart);
  if (event === undefined) {
    parts.rejectAll(NOTHING_SAID);
    return undefined;
  }
  if (item !== undefined) {
    // An event item that said nothing leaves its place to the files.
    items.absorb(parts.take((each) => each === item));
    parts.rejectAll(USED_ANOTHER);
    return item;
  }
  const used = parts.take(
    (each) => each === payload || breadcrumbs.includes(each) || each.type === "form_data",
  );
  used.expand(() => [], itemQuantities); // what they were is in the event now
  parts.rejectAll(USED_ANOTHER);
  const made = Item.create("event", new Uint8Array(), "application/json");
  items.absorb(Managed.accept(items.ledger, [made], itemQuantities));
  return made;
}

/** Nothing is worth anything without the event, which is lost with the rest even if no item stood for it. */
function rejectEvent(items: Managed<Item>, rejection: Rejection): void {
  const isCounted = items.some((item) => item.type !== "attachment" && item.createsEvent);
  items.rejectAll(rejection);
  if (!isCounted) items.ledger.rejectUncounted(rejection, [{ category: "error", quantity: 1 }]);
}

/** A report of the Unreal Engine is not one more crash than the event beside it. */
function countOnce(items: Managed<Item>, shape: Item): void {
  if (shape.type !== "unreal_report" || !items.some(({ type }) => type === "event")) return;
  items.recount((item) => (item === shape ? [] : itemQuantities(item)));
}

/** An envelope is about one event: whatever else would make one is refused. Crash reports are attachments then. */
function onlyOne(shape: Item, items: readonly Item[]): (item: Item) => Rejection | undefined {
  const event = items.find(({ type }) => type === "event");
  return (item) => {
    const belongs = item === shape || item === event || item.type === "attachment" || !item.createsEvent;
    return belongs ? undefined : invalid("duplicate_item");
  };
}
