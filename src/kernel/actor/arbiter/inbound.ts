import type { Cell } from "../cell.ts";
import type { Origin } from "../extra.ts";
import type { Claimant } from "../reservations.ts";
import type { Introduction } from "./frames.ts";

/** All links together hold no more than this part of a mailbox reserved without need: one half. */
const UNNEEDED = 2;
const FEWEST_LINKS = 2;
const MOST_SLOTS = 1_024;
const NOT_WANTED = -1;
const NOTHING = { slots: 0, bytes: 0 };

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
  readonly #capacity: number;
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
    this.#capacity = capacity;
    this.#maxBytes = maxBytes ?? 0;
  }

  /** A message arrived: what was reserved for it becomes its place in the mailbox. */
  arrived(bytes: number): void {
    this.#release(1, this.#urgent ? 0 : Math.min(bytes, this.#maxBytes));
  }

  /** One of the link's messages has left the mailbox. */
  left(): void {
    if (this.#closed) return;
    if (this.#handled++ === 0) this.#inbound.sink.unreported(this);
    const isDue = this.#handled * 2 >= this.#share(this.#capacity) || this.#slots === 0;
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

  /** Tells the sender what has been handled, and gives it what there is room for, unless others wait for it. */
  grant(isMyTurn = false): void {
    if (this.#closed) return;
    const { inbox } = this.#inbound.cell;
    const isWanted = this.#wanted !== NOT_WANTED;
    const mayTake = (isMyTurn || !inbox.isSoughtAfter(this.#urgent)) && (!isWanted || this.#isReservable());
    const { slots, bytes } = mayTake ? this.reserve() : NOTHING;
    const isSatisfied = this.#slots > 0 && this.#bytes >= this.#wanted;
    if (isSatisfied) this.#wanted = NOT_WANTED;
    if (slots > 0 || bytes > 0 || this.#handled > 0) {
      this.#inbound.sink.credit(this.#inbound.id, this.#urgent, this.#handled, slots, bytes);
      this.#handled = 0;
    }
    if (this.#wanted !== NOT_WANTED) this.#waitForRoom();
    else if (isWanted && inbox.isSoughtAfter(this.#urgent)) this.#inbound.recall(); // use it, or give it back
  }

  /** Whether there is room for all that is wanted: half of it would only be missing elsewhere. */
  #isReservable(): boolean {
    const room = this.#inbound.cell.inbox.room(this.#urgent);
    return this.#slots + room.slots > 0 && this.#bytes + room.bytes >= this.#wanted;
  }

  #waitForRoom(): void {
    const { inbox } = this.#inbound.cell;
    if (this.#forget !== undefined || inbox.closed) return;
    for (const other of inbox.reservations.claimants) if (other !== this.#inbound) other.recall();
    this.#forget = () => {};
    const forget = inbox.onceReservable(
      () => {
        this.#forget = undefined;
        if (!inbox.closed) this.grant(true);
      },
      this.#urgent,
      () => this.#isReservable(),
    );
    if (this.#forget !== undefined) this.#forget = forget;
  }

  /** A link's part of what may be reserved, which grows smaller with the number of links. */
  #share(of: number): number {
    const links = Math.max(FEWEST_LINKS, this.#inbound.cell.inbox.reservations.claimants.size);
    return Math.max(1, Math.floor(of / (UNNEEDED * links)));
  }

  /** Reserves what there is room for, within the link's share. A message that needs more may have more. */
  reserve(): { slots: number; bytes: number } {
    const { inbox } = this.#inbound.cell;
    const room = inbox.room(this.#urgent);
    const mostSlots = Math.min(MOST_SLOTS, this.#share(this.#capacity));
    const slots = Math.max(0, Math.min(mostSlots - this.#slots, room.slots));
    const mostBytes = this.#maxBytes === 0 ? 0 : Math.max(this.#share(this.#maxBytes), this.#wanted);
    const bytes =
      this.#urgent || this.#slots + slots === 0
        ? 0
        : Math.max(0, Math.min(mostBytes - this.#bytes, room.bytes));
    this.#slots += slots;
    this.#bytes += bytes;
    inbox.reservations.add(this.#urgent, slots, bytes);
    if (slots > 0 || bytes > 0) this.#inbound.given();
    return { slots, bytes };
  }

  #release(slots: number, bytes: number): void {
    this.#slots -= slots;
    this.#bytes -= bytes;
    this.#inbound.cell.inbox.reservations.add(this.#urgent, -slots, -bytes);
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
  /** Whether it holds credit that was given since the last recall. */
  #isRecallable = false;

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

  /** Credit is on its way. */
  given(): void {
    this.#isRecallable = true;
  }

  /** Another sender ran dry. */
  recall(): void {
    if (!this.#isRecallable) return;
    this.#isRecallable = false;
    this.sink.recall(this.id);
  }

  returned(slots: number, bytes: number, urgentSlots: number): void {
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
