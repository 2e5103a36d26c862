import type { Cell } from "../cell.ts";

/** Share of a mailbox that one link may hold reserved, at most. */
const SHARE = 4;
const MOST_SLOTS = 1_024;

export interface InboundSink {
  credit(id: number, handled: number, slots: number, bytes: number): void;
  recall(id: number): void;
}

/**
 * The receiving end of one exported actor on one link: hands out credits, which are places reserved in the mailbox.
 *
 * Invariants: 1. waiting messages + places reserved, over all links, never exceed the mailbox's capacity: a sender that holds
 * a credit cannot be refused. 2. A sender that asked for more gets it as soon as there is room.
 */
export class Inbound {
  readonly id: number;
  readonly cell: Cell;
  readonly #sink: InboundSink;
  readonly #windowSlots: number;
  readonly #windowBytes: number;
  #slots = 0;
  #bytes = 0;
  #handled = 0;
  #wanted = false;
  #waiting = false;

  constructor(id: number, cell: Cell, sink: InboundSink) {
    this.id = id;
    this.cell = cell;
    this.#sink = sink;
    const { capacity, maxBytes } = cell.bounds;
    this.#windowSlots = Math.min(MOST_SLOTS, Math.max(1, Math.floor(capacity / SHARE)));
    this.#windowBytes =
      maxBytes === undefined ? Number.MAX_SAFE_INTEGER : Math.max(1, Math.floor(maxBytes / SHARE));
    cell.inbounds.add(this);
  }

  /** The first credits, given along with the address itself. */
  first(): { slots: number; bytes: number } {
    return this.#reserve();
  }

  /** A message arrived that was paid with `paid` bytes of credit: its reservation becomes a place in the mailbox. */
  arrived(paid: number): void {
    this.#slots--;
    this.#bytes -= paid;
    this.cell.unreserve(1, paid);
  }

  /** One of this link's messages has left the mailbox. */
  readonly taken = (): void => {
    this.#handled++;
    if (this.#wanted || this.#handled * 2 >= this.#windowSlots || this.#slots === 0) this.#grant();
  };

  wanted(): void {
    this.#wanted = true;
    this.#grant();
  }

  returned(slots: number, bytes: number): void {
    this.#slots -= slots;
    this.#bytes -= bytes;
    this.cell.unreserve(slots, bytes);
    this.cell.roomAppeared();
  }

  /** Another sender ran dry. */
  recall(): void {
    if (this.#slots > 0) this.#sink.recall(this.id);
  }

  /** The link is gone, and with it what was reserved for it. */
  close(): void {
    this.cell.inbounds.delete(this);
    this.cell.unreserve(this.#slots, this.#bytes);
    this.#slots = 0;
    this.#bytes = 0;
    this.cell.roomAppeared();
  }

  #grant(): void {
    const { slots, bytes } = this.#reserve();
    if (this.#slots > 0 && this.#bytes > 0) this.#wanted = false;
    if (slots > 0 || bytes > 0 || this.#handled > 0) {
      this.#sink.credit(this.id, this.#handled, slots, bytes);
      this.#handled = 0;
    }
    if (!this.#wanted || this.#waiting) return;
    for (const other of this.cell.inbounds) if (other !== this) other.recall();
    this.#waiting = true;
    this.cell.onceFree(() => {
      this.#waiting = false;
      if (this.#wanted && this.cell.state !== "stopped") this.#grant();
    });
  }

  #reserve(): { slots: number; bytes: number } {
    const room = this.cell.room();
    const slots = Math.max(0, Math.min(this.#windowSlots - this.#slots, room.slots));
    const bytes = Math.max(0, Math.min(this.#windowBytes - this.#bytes, room.bytes));
    this.#slots += slots;
    this.#bytes += bytes;
    this.cell.reserve(slots, bytes);
    return { slots, bytes };
  }
}
