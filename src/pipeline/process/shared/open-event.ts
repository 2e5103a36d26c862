import { checkEvent } from "../../../domain/event/check.ts";
import { EventDocument } from "../../../domain/event/document.ts";
import { writeDocument } from "../../../domain/event/event-processing.ts";
import type { EventSubject } from "../../../domain/event/getter.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { clientIp } from "../../../domain/protocol/request-meta.ts";
import type { StepContext } from "../context.ts";

/** The event in an item, in its proper form. @returns `undefined` when it cannot be read */
export function openEvent(item: Item): EventDocument | undefined {
  const parsed = EventDocument.parse(item.payload);
  return parsed.ok ? inProperForm(parsed.value) : undefined;
}

export function inProperForm(event: EventDocument): EventDocument {
  checkEvent(event, { constrained: true });
  return event;
}

/** Puts what has become of an event into its item. */
export function writeEvent(event: EventDocument, item: Item): void {
  item.setPayload(writeDocument(event), "application/json");
}

/** The event as conditions and filters see it. */
export function subjectOf({ root }: EventDocument, { headers }: StepContext): EventSubject {
  return { root, clientIp: clientIp(headers.meta) };
}
