import type { Dispatcher, Runnable } from "../dispatcher.ts";

/**
 * Runs one message at a time of an actor picked at random, the same way for the same seed. Order between two actors
 * still holds; everything that is not promised varies with the seed.
 */
export class SeededDispatcher implements Dispatcher {
  readonly #ready: Runnable[] = [];
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  schedule(runnable: Runnable): void {
    this.#ready.push(runnable);
  }

  /** @returns false when nobody has work */
  step(): boolean {
    if (this.#ready.length === 0) return false;
    const [runnable] = this.#ready.splice(this.#next() % this.#ready.length, 1);
    if (runnable?.run(1)) this.#ready.push(runnable);
    return true;
  }

  /** xorshift32 */
  #next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state;
  }
}
