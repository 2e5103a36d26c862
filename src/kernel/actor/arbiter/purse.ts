import { Lane } from "../mailbox.ts";
import { RoomWaiters } from "../room-waiters.ts";

/** A message that was sent into an Arbiter which died before it was known to be handled. Moved byte arrays in it are empty. */
export interface Undelivered {
  readonly path: string;
  readonly type: string;
  readonly message: unknown;
}

/** Marks a question in what is in flight: its asker is told by the failure of the ask. */
const QUESTION = "question";

/**
 * The credits for one lane of a mailbox in another Arbiter, and what was sent on them.
 *
 * Invariants: 1. Never below zero. 2. `inFlight` holds what was sent and is not known to have left the mailbox, oldest first: a
 * lane is handled in order.
 */
export class Purse {
  readonly urgent: boolean;
  slots = 0;
  bytes = 0;
  readonly inFlight = new Lane();
  readonly #waiters = new RoomWaiters();
  readonly #want: (urgent: boolean, bytes: number) => void;
  readonly #ended: () => boolean;
  /** Bytes asked for; -1 when nothing is. */
  #wanted = -1;
  /** Holds what it asked for and has not used yet. */
  isFresh = false;

  constructor(urgent: boolean, want: (urgent: boolean, bytes: number) => void, ended: () => boolean) {
    this.urgent = urgent;
    this.#want = want;
    this.#ended = ended;
  }

  affords(bytes: number): boolean {
    return this.slots > 0 && this.bytes >= bytes;
  }

  want(bytes: number): void {
    if (this.#wanted >= bytes) return;
    this.#wanted = bytes;
    this.#want(this.urgent, bytes);
  }

  pay(type: string, message: unknown, bytes: number, isQuestion: boolean): void {
    this.slots--;
    this.isFresh = false;
    this.bytes -= bytes;
    this.inFlight.push(type, message, isQuestion ? QUESTION : undefined);
  }

  credit(handled: number, slots: number, bytes: number): void {
    for (let i = 0; i < handled; i++) this.inFlight.take();
    this.inFlight.message = undefined;
    this.slots += slots;
    this.bytes += bytes;
    if (this.slots === 0) return;
    if (this.#wanted >= 0) {
      this.isFresh = this.bytes >= this.#wanted;
      this.#wanted = -1;
    }
    this.wake();
  }

  /** Calls back once when a message that costs so much may be tried again, or the actor has ended. */
  onceFree(wake: () => void, cost: number): () => void {
    const forget = this.#waiters.add(wake, cost, (bytes) => this.#ended() || this.affords(bytes));
    this.wake();
    return forget;
  }

  wake(): void {
    this.#waiters.wake();
    if (this.#waiters.needs !== undefined) this.want(this.#waiters.needs);
  }

  /** Gives back what is not in use. What was asked for may have crossed with that: whoever still waits asks anew. */
  giveBack(): { readonly slots: number; readonly bytes: number } {
    const { slots, bytes } = this;
    this.slots = 0;
    this.bytes = 0;
    this.isFresh = false;
    this.#wanted = -1;
    return { slots, bytes };
  }

  /** What was sent and never handled, as far as is known. */
  drain(path: string): Undelivered[] {
    const lost: Undelivered[] = [];
    while (this.inFlight.size > 0) {
      const type = this.inFlight.take() as string;
      if (this.inFlight.extra !== QUESTION) lost.push({ path, type, message: this.inFlight.message });
    }
    this.inFlight.message = undefined;
    return lost;
  }
}
