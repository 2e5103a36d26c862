/** Something with messages to handle. */
export interface Runnable {
  /** Handles up to `budget` messages; `true` when more are waiting. */
  run(budget: number): boolean;
}

/** Decides which actor runs next. */
export interface Dispatcher {
  schedule(runnable: Runnable): void;
}

/** Messages one actor may handle before the next gets its turn. */
const SLICE = 64;
/** Time after which sockets and timers get their turn. */
const TURN_MS = 2;
/** Drains after which it is looked whether the event loop still goes round: looking costs a round of it. */
const SUSPICIOUS = 16;

/**
 * First come, first served, in the microtask after the first send; gives the event loop a turn every 2 ms, so that
 * busy actors do not starve sockets and timers, not even those that are woken by promises over and over.
 *
 * Invariants: 1. A drain is under way or queued exactly while `#running`. 2. A turn's time counts over all drains
 * within one round of the event loop. 3. Where handlers are slow, slices get shorter: a slice is to
 * take no longer than a turn.
 */
export class LoopDispatcher implements Dispatcher {
  #ready: Runnable[] = [];
  #running = false;
  #slice = SLICE;
  /** Drains since the event loop was last seen to go round. */
  #drains = 0;
  /** Since when promises and actors have been waking one another; 0 while that is not suspected. */
  #turnMs = 0;

  schedule(runnable: Runnable): void {
    this.#ready.push(runnable);
    if (this.#running) return;
    this.#running = true;
    queueMicrotask(this.#drain);
  }

  readonly #drain = (): void => {
    let beforeMs = performance.now();
    if (++this.#drains === SUSPICIOUS) {
      this.#turnMs = beforeMs;
      setImmediate(this.#newTurn);
    }
    const startedMs = this.#turnMs === 0 ? beforeMs : this.#turnMs;
    while (this.#ready.length > 0) {
      const batch = this.#ready;
      this.#ready = [];
      for (let i = 0; i < batch.length; i++) {
        const runnable = batch[i] as Runnable;
        if (runnable.run(this.#slice)) this.#ready.push(runnable);
        const nowMs = performance.now();
        if (nowMs - beforeMs > TURN_MS) this.#slice = Math.max(1, this.#slice >> 1);
        else if (this.#slice < SLICE) this.#slice++;
        beforeMs = nowMs;
        if (nowMs - startedMs < TURN_MS) continue;
        this.#ready = batch.slice(i + 1).concat(this.#ready);
        setImmediate(this.#resume);
        return;
      }
    }
    this.#running = false;
  };

  readonly #newTurn = (): void => {
    this.#turnMs = 0;
    this.#drains = 0;
  };

  readonly #resume = (): void => {
    this.#newTurn();
    this.#drain();
  };
}
