import type { MailboxOptions } from "./actor.ts";
import { Extra, type Origin, Own } from "./extra.ts";
import { Lane } from "./mailbox.ts";
import { askFault, type OpenReply } from "./reply.ts";
import { Reservations } from "./reservations.ts";
import { RoomWaiters } from "./room-waiters.ts";

export interface InboxOwner {
  readonly path: string;
  /** Whether a handler of the actor is running: what is sent now comes from itself. */
  readonly busy: boolean;
  /** The mailbox's own `weigh` or `onDrop` threw. */
  crash(error: unknown): void;
}

/**
 * An actor's mailbox: an ordinary lane, bounded by messages and weight, and a priority lane for urgent messages
 * (bounded by as many) and for what the actor sent itself (bounded by what it started).
 *
 * Invariants: 1. Ordinary messages waiting, and places reserved for other Arbiters, never exceed `capacity`, nor their weight
 * `maxBytes`; the same holds for urgent ones and `capacity`. A message heavier than `maxBytes` counts as `maxBytes`,
 * so it is let in alone. Where the oldest is dropped, reservations do not count: arrivals make their own room. 2. Within a lane, messages
 * leave in the order they came. 3. A waiter is woken when its message fits, or when the mailbox has been closed, in the order they came.
 */
export class Inbox {
  options: MailboxOptions;
  bytes = 0;
  highWater = 0;
  refused = 0;
  dropped = 0;
  /** What `take` took. */
  message: unknown = undefined;
  extra: unknown = undefined;
  readonly #owner: InboxOwner;
  readonly #ordinary = new Lane();
  #priority: Lane | undefined;
  #urgent = 0;
  #reservations: Reservations | undefined;
  /** Those who wait for room in the ordinary and in the priority lane. */
  #waiters: RoomWaiters | undefined;
  #urgentWaiters: RoomWaiters | undefined;
  #closed = false;
  #sealed = false;

  constructor(owner: InboxOwner, options: MailboxOptions) {
    this.#owner = owner;
    this.options = options;
  }

  get size(): number {
    return this.#ordinary.size + (this.#priority?.size ?? 0);
  }

  get ordinarySize(): number {
    return this.#ordinary.size;
  }

  /** Messages of the priority lane that others sent. */
  get urgentSize(): number {
    return this.#urgent;
  }

  get hasPriority(): boolean {
    return this.#priority !== undefined && this.#priority.size > 0;
  }

  get reservations(): Reservations {
    this.#reservations ??= new Reservations();
    return this.#reservations;
  }

  // ---- in -----------------------------------------------------------------------------------------------------

  /** @returns false when refused */
  offer(type: string, message: unknown, reply: OpenReply | undefined): boolean {
    if (this.#closed && (this.#sealed || !this.#owner.busy)) return this.#refuse();
    const { urgent, weigh } = this.options;
    if (urgent?.includes(type)) return this.#offerUrgent(type, message, reply);
    const bytes = weigh === undefined ? 0 : this.weight(type, message);
    if (!this.#fits(bytes) && !this.#makeRoom(bytes)) return this.#refuse();
    this.#push(
      type,
      message,
      reply !== undefined || bytes > 0 ? new Extra(reply, bytes, undefined) : undefined,
    );
    return true;
  }

  #offerUrgent(type: string, message: unknown, reply: OpenReply | undefined): boolean {
    if (!this.#fitsUrgent()) return this.#refuse();
    this.#pushUrgent(type, message, reply && new Extra(reply, 0, undefined));
    return true;
  }

  /** Takes a message whose place was reserved: it cannot be refused for want of room. */
  accept(type: string, message: unknown, reply: OpenReply | undefined, bytes: number, origin: Origin): void {
    if (this.isUrgent(type)) this.#pushUrgent(type, message, new Extra(reply, 0, origin));
    else {
      const weight = this.capped(bytes);
      if (!this.#fits(weight)) this.#makeRoom(weight);
      this.#push(type, message, new Extra(reply, weight, origin));
    }
  }

  /** Puts what the actor sent itself on the priority lane; never refused. */
  offerOwn(type: string, message: unknown, own: Own): void {
    this.#priority ??= new Lane();
    this.#priority.push(type, message, own);
  }

  #push(type: string, message: unknown, extra: Extra | undefined): void {
    if (extra !== undefined) this.bytes += extra.bytes;
    this.#ordinary.push(type, message, extra);
    if (this.#ordinary.size > this.highWater) this.highWater = this.#ordinary.size;
  }

  #pushUrgent(type: string, message: unknown, extra: Extra | undefined): void {
    this.#priority ??= new Lane();
    this.#priority.push(type, message, extra);
    this.#urgent++;
  }

  #refuse(): false {
    this.refused++;
    // Places reserved for other Arbiters may be what is missing here.
    if (!this.#closed) this.#reservations?.recall();
    return false;
  }

  // ---- bounds -------------------------------------------------------------------------------------------------

  isUrgent(type: string): boolean {
    return this.options.urgent?.includes(type) === true;
  }

  weight(type: string, message: unknown): number {
    try {
      return this.capped(this.options.weigh?.(type, message) ?? 0);
    } catch (error) {
      this.#owner.crash(error);
      return 0;
    }
  }

  capped(bytes: number): number {
    return bytes > 0 ? Math.min(bytes, this.options.maxBytes ?? bytes) : 0;
  }

  #fits(bytes: number): boolean {
    const { capacity, maxBytes, whenFull } = this.options;
    const reserved = whenFull === "refuse" ? this.#reservations : undefined;
    if (this.#ordinary.size + (reserved?.slots ?? 0) >= capacity) return false;
    return maxBytes === undefined || this.bytes + (reserved?.bytes ?? 0) + bytes <= maxBytes;
  }

  #fitsUrgent(): boolean {
    return this.#urgent + (this.#reservations?.urgentSlots ?? 0) < this.options.capacity;
  }

  #makeRoom(bytes: number): boolean {
    const { whenFull, capacity, onDrop } = this.options;
    if (whenFull !== "dropOldest" || capacity === 0) return false;
    while (!this.#fits(bytes)) {
      const type = this.#takeFrom(this.#ordinary);
      const { message, extra } = this;
      this.message = this.extra = undefined;
      this.dropped++;
      (extra as Extra | undefined)?.reply?.reject(
        askFault("BATON_ASK_REFUSED", `${this.#owner.path}: dropped as the oldest of a full mailbox`),
      );
      try {
        onDrop?.(type, message);
      } catch (error) {
        this.#owner.crash(error);
      }
    }
    return true;
  }

  /** What another Arbiter's senders may be promised; without a bound by weight, no bytes are. */
  room(urgent: boolean): { readonly slots: number; readonly bytes: number } {
    const { capacity, maxBytes, whenFull } = this.options;
    const reserved = this.reservations;
    if (this.#closed) return { slots: 0, bytes: 0 };
    if (urgent) return { slots: capacity - this.#urgent - reserved.urgentSlots, bytes: 0 };
    const drops = whenFull === "dropOldest";
    return {
      slots: capacity - reserved.slots - (drops ? 0 : this.#ordinary.size),
      bytes: maxBytes === undefined ? 0 : maxBytes - reserved.bytes - (drops ? 0 : this.bytes),
    };
  }

  /** Calls back once when such a message fits, or the mailbox was closed. @returns how to give that up */
  onceFree(wake: () => void, urgent: boolean, bytes: number): () => void {
    return this.#queue(urgent).add(wake, bytes, (weight) => {
      const { whenFull, capacity } = this.options;
      if (this.#closed || (urgent && this.#fitsUrgent())) return true;
      return !urgent && (this.#fits(weight) || (whenFull === "dropOldest" && capacity > 0));
    });
  }

  /** Calls back once when what another Arbiter needs can be reserved: in turn with those that wait here. */
  onceReservable(wake: () => void, urgent: boolean, isReservable: () => boolean): () => void {
    return this.#queue(urgent).add(wake, 0, () => this.#closed || isReservable());
  }

  /** Whether anybody waits for room: then nobody may help himself to it. */
  isSoughtAfter(urgent: boolean): boolean {
    return (urgent ? this.#urgentWaiters : this.#waiters)?.needs !== undefined;
  }

  #queue(urgent: boolean): RoomWaiters {
    if (urgent) {
      this.#urgentWaiters ??= new RoomWaiters();
      return this.#urgentWaiters;
    }
    this.#waiters ??= new RoomWaiters();
    return this.#waiters;
  }

  /** Room may have appeared. */
  wakeWaiters(): void {
    this.#waiters?.wake();
    this.#urgentWaiters?.wake();
  }

  // ---- out ----------------------------------------------------------------------------------------------------

  /** Takes the next message: its name is returned, the rest lies in `message` and `extra`. Urgent ones first. */
  take(ordinaryToo: boolean): string | undefined {
    const priority = this.#priority;
    if (priority !== undefined && priority.size > 0) {
      const type = this.#takeFrom(priority);
      if (this.extra instanceof Own) this.extra.taken?.();
      else {
        this.#urgent--;
        if (this.#urgentWaiters !== undefined) this.#wakeAround();
      }
      return type;
    }
    if (!ordinaryToo || this.#ordinary.size === 0) return undefined;
    const type = this.#takeFrom(this.#ordinary);
    if (this.#waiters !== undefined) this.#wakeAround();
    return type;
  }

  #takeFrom(lane: Lane): string {
    const type = lane.take() as string;
    const extra = lane.extra;
    this.message = lane.message;
    this.extra = extra;
    lane.message = undefined;
    lane.extra = undefined;
    if (extra instanceof Extra) {
      this.bytes -= extra.bytes;
      extra.origin?.left();
    }
    return type;
  }

  /** A waiter may send at once, and must not disturb what was just taken. */
  #wakeAround(): void {
    const { message, extra } = this;
    this.wakeWaiters();
    this.message = message;
    this.extra = extra;
  }

  /** Refuses all but the actor's own from now on; those who wait for room are told. */
  close(): void {
    this.#closed = true;
    this.wakeWaiters();
  }

  get closed(): boolean {
    return this.#closed;
  }

  get sealed(): boolean {
    return this.#sealed;
  }

  /** Refuses everything, and gives up what waits: asks in it are answered as stopped. */
  seal(): void {
    this.#sealed = true;
    this.close();
    for (const lane of [this.#priority, this.#ordinary]) {
      while (lane !== undefined && lane.size > 0) {
        this.#takeFrom(lane);
        const { extra } = this;
        this.message = this.extra = undefined;
        if (extra instanceof Extra)
          extra.reply?.reject(askFault("BATON_ASK_STOPPED", `${this.#owner.path} stopped`));
      }
    }
    this.#urgent = 0;
  }
}
