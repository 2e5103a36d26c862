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
/** Slices between two looks at the clock. */
const SLICES_PER_LOOK = 8;
/** Time after which sockets and timers get their turn. */
const TURN_MS = 2;

/**
 * First come, first served, in the microtask after the first send; gives the event loop a turn every 2 ms, so that
 * busy actors do not starve sockets and timers.
 */
export class LoopDispatcher implements Dispatcher {
  #ready: Runnable[] = [];
  #running = false;

  schedule(runnable: Runnable): void {
    this.#ready.push(runnable);
    if (this.#running) return;
    this.#running = true;
    queueMicrotask(this.#drain);
  }

  readonly #drain = (): void => {
    let startedMs = 0;
    let slices = 0;
    for (;;) {
      const batch = this.#ready;
      if (batch.length === 0) break;
      this.#ready = [];
      for (let i = 0; i < batch.length; i++) {
        const runnable = batch[i] as Runnable;
        if (runnable.run(SLICE)) this.#ready.push(runnable);
        if (++slices % SLICES_PER_LOOK !== 0) continue;
        const nowMs = performance.now();
        if (startedMs === 0) startedMs = nowMs;
        else if (nowMs - startedMs > TURN_MS) {
          this.#ready = batch.slice(i + 1).concat(this.#ready);
          setImmediate(this.#drain);
          return;
        }
      }
    }
    this.#running = false;
  };
}
