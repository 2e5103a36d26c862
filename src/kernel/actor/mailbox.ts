/** First size of a lane's ring in messages; it doubles as needed, so an idle actor holds next to nothing. */
const FIRST_RING = 8;
/** Places one message takes: its name, itself, and what rides with it. */
const STRIDE = 3;
/** Shared by all lanes that have never held anything. */
const NOTHING: unknown[] = [];

/**
 * A first-in first-out ring of messages. One flat array instead of an object per message: nothing is allocated on
 * the way of a message.
 *
 * Invariants: 1. `size` messages lie from `head` on, modulo the ring's length, a power of two. 2. Slots outside
 * hold `undefined`, so nothing taken is kept alive once `message` and `extra` have been read.
 */
export class Lane {
  #ring = NOTHING;
  /** Length of the ring in messages, less one; -1 before the first message. */
  #mask = -1;
  #head = 0;
  size = 0;
  /** What was taken last. */
  message: unknown = undefined;
  extra: unknown = undefined;

  push(type: string, message: unknown, extra: unknown): void {
    if (this.size > this.#mask) this.#grow();
    const at = ((this.#head + this.size) & this.#mask) * STRIDE;
    const ring = this.#ring;
    ring[at] = type;
    ring[at + 1] = message;
    ring[at + 2] = extra;
    this.size++;
  }

  /** Takes the oldest: its name is returned, the rest lies in `message` and `extra`. `undefined` when empty. */
  take(): string | undefined {
    if (this.size === 0) return undefined;
    const ring = this.#ring;
    const at = this.#head * STRIDE;
    const type = ring[at] as string;
    this.message = ring[at + 1];
    this.extra = ring[at + 2];
    ring[at] = undefined;
    ring[at + 1] = undefined;
    ring[at + 2] = undefined;
    this.#head = (this.#head + 1) & this.#mask;
    this.size--;
    return type;
  }

  #grow(): void {
    const from = this.#mask + 1;
    const to = Math.max(FIRST_RING, from * 2);
    const ring = new Array<unknown>(to * STRIDE).fill(undefined);
    for (let i = 0; i < this.size; i++) {
      const at = ((this.#head + i) & this.#mask) * STRIDE;
      for (let part = 0; part < STRIDE; part++) ring[i * STRIDE + part] = this.#ring[at + part];
    }
    this.#ring = ring;
    this.#mask = to - 1;
    this.#head = 0;
  }
}
