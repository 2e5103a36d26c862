import type { Cell } from "../cell.ts";
import type { Origin } from "../extra.ts";
import type { Claimant } from "../reservations.ts";
import type { Introduction } from "./frames.ts";

/** Share of a mailbox that one link may hold reserved, at most. */
const SHARE = 4;
const MOST_SLOTS = 1_024;
const NOT_WANTED = -1;

export interface InboundSink {
  credit(id: number, urgent: boolean, handled: number, slots: number, bytes: number): void;
  recall(id: number): void;
  /** Handled messages are waiting to be told of, with whatever is sent next. */
  unreported(credits: Credits): void;
}

/** What one link has been promised in one lane of the mailbox. */
export class Credits implements Origin {
  readonly #inbound: Inbound;
  readonly #urgent: boolean;
  readonly #mostSlots: number;
  readonly #mostBytes: number;
  readonly #maxBytes: number;
  #slots = 0;
  #bytes = 0;
  /** Messages that have left the mailbox, which the sender has not been told of. */
  #handled = 0;
  /** Bytes for which the sender waits. */
  #wanted = NOT_WANTED;
  #forget: (() => void) | undefined;
  #closed = false;

  constructor(inbound: Inbound, urgent: boolean) {
    const { capacity, maxBytes } = inbound.cell.inbox.options;
    this.#inbound = inbound;
    this.#urgent = urgent;
    this.#mostSlots = Math.min(MOST_SLOTS, Math.max(1, Math.floor(capacity / SHARE)));
    this.#maxBytes = maxBytes ?? 0;
    this.#mostBytes = maxBytes === undefined ? 0 : Math.max(1, Math.floor(maxBytes / SHARE));
  }

  /** A message arrived: what was reserved for it becomes its place in the mailbox. */
  arrived(bytes: number): void {
    this.#release(1, this.#urgent ? 0 : Math.min(bytes, this.#maxBytes));
  }

  /** One of the link's messages has left the mailbox. */
  left(): void {
    if (this.#closed) return;
    if (this.#handled++ === 0) this.#inbound.sink.unreported(this);
    const isDue = this.#handled * 2 >= this.#mostSlots || this.#slots === 0;
    if (isDue || this.#wanted !== NOT_WANTED) this.grant();
  }

  wanted(bytes: number): void {
    this.#wanted = Math.max(this.#wanted, bytes);
    this.grant();
  }

  returned(slots: number, bytes: number): void {
    this.#release(slots, bytes);
    this.#inbound.cell.inbox.wakeWaiters();
  }

  /** Something is sent anyhow: tells along with it what has been handled. */
  report(): void {
    if (this.#handled > 0) this.grant();
  }

  /** Tells the sender what has been handled, and gives it what there is room for. */
  grant(): void {
    if (this.#closed) return;
    const { slots, bytes } = this.reserve();
    if (this.#slots > 0 && (this.#urgent || this.#bytes >= this.#wanted)) this.#wanted = NOT_WANTED;
    if (slots > 0 || bytes > 0 || this.#handled > 0) {
      this.#inbound.sink.credit(this.#inbound.id, this.#urgent, this.#handled, slots, bytes);
      this.#handled = 0;
    }
    if (this.#wanted !== NOT_WANTED) this.#waitForRoom();
  }

  #waitForRoom(): void {
    const { inbox } = this.#inbound.cell;
    for (const other of inbox.reservations.claimants) if (other !== this.#inbound) other.recall();
    if (this.#forget !== undefined || inbox.closed) return;
    this.#forget = () => {};
    const forget = inbox.onceFree(
      () => {
        this.#forget = undefined;
        if (!inbox.closed) this.grant();
      },
      this.#urgent,
      Math.max(0, this.#wanted - this.#bytes),
    );
    if (this.#forget !== undefined) this.#forget = forget;
  }

  /** Reserves what there is room for, within the link's share. A message that needs more may have more. */
  reserve(): { slots: number; bytes: number } {
    const { inbox } = this.#inbound.cell;
    const room = inbox.room(this.#urgent);
    const slots = Math.max(0, Math.min(this.#mostSlots - this.#slots, room.slots));
    const most = Math.max(this.#mostBytes, this.#wanted) - this.#bytes;
    const bytes = this.#urgent || this.#slots + slots === 0 ? 0 : Math.max(0, Math.min(most, room.bytes));
    this.#slots += slots;
    this.#bytes += bytes;
    inbox.reservations.add(this.#urgent, slots, bytes);
    return { slots, bytes };
  }

  #release(slots: number, bytes: number): void {
    this.#slots -= slots;
    this.#bytes -= bytes;
    this.#inbound.cell.inbox.reservations.add(this.#urgent, -slots, -bytes);
  }

  get inUse(): boolean {
    return this.#slots > 0;
  }

  /** The link is gone, and with it what was reserved for it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#forget?.();
    this.#release(this.#slots, this.#bytes);
  }
}

/**
 * The receiving end of one exported actor on one link: hands out credits, which are places reserved in the mailbox.
 *
 * Invariants: 1. A sender that holds a credit cannot be refused. 2. What is reserved for a link is what its sender holds, or
 * what is on its way in messages and credits; after `close` it is nothing. 3. A sender that asked for more gets it as
 * soon as there is room.
 */
export class Inbound implements Claimant {
  readonly id: number;
  readonly cell: Cell;
  readonly sink: InboundSink;
  readonly ordinary: Credits;
  readonly urgent: Credits;
  #recalling = false;

  constructor(id: number, cell: Cell, sink: InboundSink) {
    this.id = id;
    this.cell = cell;
    this.sink = sink;
    this.ordinary = new Credits(this, false);
    this.urgent = new Credits(this, true);
    cell.inbox.reservations.claimants.add(this);
  }

  of(urgent: boolean): Credits {
    return urgent ? this.urgent : this.ordinary;
  }

  /** What goes along with the address when it is given out first: its bounds, and the first credits. */
  introduction(): Introduction {
    const { urgent, maxBytes } = this.cell.inbox.options;
    const { slots, bytes } = this.ordinary.reserve();
    const urgentSlots = urgent === undefined || urgent.length === 0 ? 0 : this.urgent.reserve().slots;
    return [urgent ?? [], maxBytes ?? 0, slots, bytes, urgentSlots];
  }

  /** Another sender ran dry. */
  recall(): void {
    if (this.#recalling || !(this.ordinary.inUse || this.urgent.inUse)) return;
    this.#recalling = true;
    this.sink.recall(this.id);
  }

  returned(slots: number, bytes: number, urgentSlots: number): void {
    this.#recalling = false;
    this.urgent.returned(urgentSlots, 0);
    this.ordinary.returned(slots, bytes);
  }

  close(): void {
    this.cell.inbox.reservations.claimants.delete(this);
    this.ordinary.close();
    this.urgent.close();
    this.cell.inbox.wakeWaiters();
  }
}
