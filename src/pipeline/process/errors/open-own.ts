import { checkEvent } from "../../../domain/event/check.ts";
import type { EventDocument } from "../../../domain/event/document.ts";
import { readSecurityReport } from "../../../domain/event/security-report.ts";
import { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { isJsonObject } from "../../../kernel/base/json/value.ts";
import type { Managed } from "../../managed.ts";
import type { StepContext } from "../context.ts";
import { openEvent } from "../shared/open-event.ts";

interface Opened {
  /** Where the event is to be written when it is done. */
  readonly item: Item;
  readonly event: EventDocument;
}

const NOTHING = new Uint8Array();

/** The event that an envelope brought. @returns `undefined` when it brought none, or why that is none */
export function openOwn(items: Managed<Item>, ctx: StepContext): Opened | Rejection | undefined {
  const item = items.values().find(isOwn);
  switch (item?.type) {
    case undefined:
      return undefined;
    case "raw_security":
      return openReport(items, item as Item, ctx);
    case "security":
      return openSecurity(item as Item);
    default: {
      const event = openEvent(item as Item);
      return event === undefined ? invalid("invalid_json") : { item: item as Item, event };
    }
  }
}

function isOwn({ type }: Item): boolean {
  return type === "event" || type === "feedback" || type === "security" || type === "raw_security";
}

/** A browser's report becomes an event, in an item of another type. */
function openReport(items: Managed<Item>, item: Item, { headers }: StepContext): Opened | Rejection {
  const event = readSecurityReport(item.payload, {
    release: item.headers.string("sentry_release"),
    environment: item.headers.string("sentry_environment"),
    origin: headers.meta.origin,
  });
  if ("outcome" in event) return event;
  checkEvent(event, { constrained: true });
  const made = Item.create("security", NOTHING, "application/json");
  items.update((each) => (each === item ? made : each));
  return { item: made, event };
}

/** Of security reports in the form of events only those of one kind are left. */
function openSecurity(item: Item): Opened | Rejection {
  const event = openEvent(item);
  if (event === undefined) return invalid("invalid_json");
  return isJsonObject(event.root.csp) ? { item, event } : invalid("security_report_type");
}
