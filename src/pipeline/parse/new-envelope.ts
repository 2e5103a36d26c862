import { Envelope, type EnvelopeHeaders, envelopeHeaders } from "../../domain/protocol/envelope.ts";
import type { Item } from "../../domain/protocol/item.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { newEventId } from "./event-id.ts";

/** An envelope around items of our own making; like a parsed one it gets an event id when an item makes an event. */
export function newEnvelope(
  meta: RequestMeta,
  items: readonly Item[],
  headers: Partial<Omit<EnvelopeHeaders, "meta">> = {},
): Envelope {
  const eventId = headers.eventId ?? (items.some((item) => item.createsEvent) ? newEventId() : undefined);
  return new Envelope(envelopeHeaders(meta, { ...headers, eventId }), items);
}

/** Whether somebody sent what only relays make among themselves: refused with 400 at the door. */
export function hasInternalItems(envelope: Envelope): boolean {
  return envelope.items.some((item) => item.type === "integration");
}
