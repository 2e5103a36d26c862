import type { Envelope } from "../../domain/protocol/envelope.ts";
import type { Item } from "../../domain/protocol/item.ts";
import type { Rejection } from "../../domain/protocol/rejection.ts";
import type { HttpRequest, HttpResponse } from "../../kernel/runtime/http.ts";

/** What the door did with one item: `undefined` means that it was taken. */
export type ItemVerdict = Rejection | undefined;

/** Somebody who watches the door: the local receiver's store, `baton tap`. Must not throw, nor keep the envelope. */
export interface AdmissionObserver {
  /** A name that stays with the envelope until it is delivered; none for one whose end nobody wants to know. */
  nameOf?(envelope: Envelope): string | undefined;
  /** Items are those that came in, whatever became of them. */
  admitted(envelope: Envelope, items: readonly Item[], verdictOf: (item: Item) => ItemVerdict): void;
  /** A request that never became an envelope, or was refused as one. */
  refused(request: HttpRequest, response: HttpResponse, receivedAtMs: number): void;
}
