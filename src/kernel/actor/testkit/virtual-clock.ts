import type { Clock, Timer } from "../clock.ts";

interface Waiting extends Timer {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Time that moves only when told to. Wall and monotonic time advance together, unless the wall clock is set. */
export class VirtualClock implements Clock {
  #monotonicMs = 0;
  #wallOffsetMs: number;
  #order = 0;
  readonly #waiting = new Set<Waiting>();

  constructor(startMs = 1_800_000_000_000) {
    this.#wallOffsetMs = startMs;
  }

  nowMs(): number {
    return this.#wallOffsetMs + this.#monotonicMs;
  }

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  after(delayMs: number, run: () => void): Timer {
    const timer: Waiting = {
      dueMs: this.#monotonicMs + Math.max(0, delayMs),
      order: this.#order++,
      run,
      cancel: () => {
        this.#waiting.delete(timer);
      },
    };
    this.#waiting.add(timer);
    return timer;
  }

  /** Timers not yet fired. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Lets the wall clock jump, as after a thaw or a correction; timers do not notice. */
  jumpWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  /** Moves to the next timer due by `untilMs` and fires it; `false` when there is none. */
  fireNext(untilMs: number): boolean {
    let next: Waiting | undefined;
    for (const timer of this.#waiting) {
      if (timer.dueMs > untilMs) continue;
      if (!next || timer.dueMs < next.dueMs || (timer.dueMs === next.dueMs && timer.order < next.order))
        next = timer;
    }
    if (!next) return false;
    this.#waiting.delete(next);
    this.#monotonicMs = Math.max(this.#monotonicMs, next.dueMs);
    next.run();
    return true;
  }

  moveTo(monotonicMs: number): void {
    this.#monotonicMs = Math.max(this.#monotonicMs, monotonicMs);
  }

  /** Lets time pass, timer by timer; `settle` lets everything happen that needs none. */
  async advance(byMs: number, settle: () => Promise<void>): Promise<void> {
    const untilMs = this.#monotonicMs + byMs;
    await settle();
    while (this.fireNext(untilMs)) await settle();
    this.moveTo(untilMs);
    await settle();
  }
}
