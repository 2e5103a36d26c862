import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { ensureList } from "../access.ts";
import type { EventDocument } from "../document.ts";
import { shiftTimes } from "./shift-times.ts";
import { addTimeError } from "./validate.ts";

/** Clocks that differ by less are taken for right. */
const MIN_DRIFT_SECS = 55 * 60;

export interface FinalizeOptions {
  /** The envelope's id; it is the event's. */
  readonly eventId: string | undefined;
  readonly sentAtMs: number | undefined;
  readonly receivedAtMs: number;
  /** This relay, as it stands in the event's way; `undefined` leaves no trace. */
  readonly relay: { readonly version: string; readonly publicKey: string | undefined } | undefined;
}

/** What holds for an event whatever it says: where it came by, which one it is, and what time it was. */
export function finalizeEvent(document: EventDocument, options: FinalizeOptions): void {
  const { root } = document;
  const { relay, eventId } = options;
  if (relay !== undefined) {
    const stop: JsonObject = { version: relay.version };
    if (relay.publicKey !== undefined) stop.public_key = relay.publicKey;
    ensureList(root, "ingest_path").push(stop);
  }
  if (eventId !== undefined) {
    root.event_id = eventId;
    document.meta.children.delete("event_id");
  }
  correctDrift(document, options);
}

/** When the sender's clock is wrong, so is every time in the event. */
function correctDrift(document: EventDocument, { sentAtMs, receivedAtMs }: FinalizeOptions): void {
  if (sentAtMs === undefined) return;
  const drift = (receivedAtMs - sentAtMs) / 1000;
  if (Math.trunc(Math.abs(drift)) < MIN_DRIFT_SECS) return;
  shiftTimes(document.root, drift);
  addTimeError(document, "clock_drift", sentAtMs / 1000, receivedAtMs / 1000);
}
