/** First size of a lane's ring; it doubles as needed, so an idle actor holds next to nothing. */
const FIRST_RING = 8;

/**
 * A first-in first-out ring of messages. Parallel arrays instead of one object per message: nothing is allocated on
 * the way of a message.
 *
 * Invariants: 1. `size` messages lie from `head` on, modulo the ring's length, a power of two. 2. Slots outside
 * hold `undefined`, so nothing taken is kept alive.
 */
export class Lane {
  #types: (string | undefined)[] = [];
  #messages: unknown[] = [];
  #extras: unknown[] = [];
  #head = 0;
  size = 0;
  /** The message taken last: valid until the next `take`. */
  message: unknown = undefined;
  extra: unknown = undefined;

  push(type: string, message: unknown, extra: unknown): void {
    const length = this.#types.length;
    if (this.size === length) this.#grow();
    const slot = (this.#head + this.size) & (this.#types.length - 1);
    this.#types[slot] = type;
    this.#messages[slot] = message;
    this.#extras[slot] = extra;
    this.size++;
  }

  /** Takes the oldest: its name is returned, the rest lies in `message` and `extra`. `undefined` when empty. */
  take(): string | undefined {
    if (this.size === 0) return undefined;
    const head = this.#head;
    const type = this.#types[head];
    this.message = this.#messages[head];
    this.extra = this.#extras[head];
    this.#types[head] = undefined;
    this.#messages[head] = undefined;
    this.#extras[head] = undefined;
    this.#head = (head + 1) & (this.#types.length - 1);
    this.size--;
    return type;
  }

  #grow(): void {
    const from = this.#types.length;
    const to = Math.max(FIRST_RING, from * 2);
    const types = new Array<string | undefined>(to).fill(undefined);
    const messages = new Array<unknown>(to).fill(undefined);
    const extras = new Array<unknown>(to).fill(undefined);
    for (let i = 0; i < this.size; i++) {
      const slot = (this.#head + i) & (from - 1);
      types[i] = this.#types[slot];
      messages[i] = this.#messages[slot];
      extras[i] = this.#extras[slot];
    }
    this.#types = types;
    this.#messages = messages;
    this.#extras = extras;
    this.#head = 0;
  }
}
