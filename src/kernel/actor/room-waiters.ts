interface Waiter {
  readonly bytes: number;
  readonly wake: () => void;
  readonly fits: (bytes: number) => boolean;
}

/**
 * Those who wait for room in one lane of a mailbox, in the order they came: one that needs much is not overtaken by those
 * that need little, so what one sender has waiting keeps its order.
 */
export class RoomWaiters {
  readonly #queue: Waiter[] = [];

  /** What the first of them needs; `undefined` when nobody waits. */
  get needs(): number | undefined {
    return this.#queue[0]?.bytes;
  }

  /** Calls back once, at once when there is room and nobody waits. @returns how to give that up */
  add(wake: () => void, bytes: number, fits: (bytes: number) => boolean): () => void {
    const waiter: Waiter = { bytes, wake, fits };
    this.#queue.push(waiter);
    this.wake();
    return () => {
      const at = this.#queue.indexOf(waiter);
      if (at < 0) return;
      this.#queue.splice(at, 1);
      this.wake();
    };
  }

  /** Room may have appeared. */
  wake(): void {
    for (;;) {
      const first = this.#queue[0];
      if (first === undefined || !first.fits(first.bytes)) return;
      this.#queue.shift();
      first.wake();
    }
  }
}
