/**
 * Many deadlines with few distinct durations, as requests have them: one timer per duration instead of one per
 * request. A deadline that is met costs a set insertion and a removal.
 */
export class Deadlines<T extends object> {
  readonly #onDue: (item: T) => void;
  readonly #lanes = new Map<number, Lane<T>>();

  constructor(onDue: (item: T) => void) {
    this.#onDue = onDue;
  }

  add(item: T, durationMs: number): void {
    let lane = this.#lanes.get(durationMs);
    if (lane === undefined) {
      lane = { dueMs: new Map(), timer: undefined };
      this.#lanes.set(durationMs, lane);
    }
    lane.dueMs.set(item, performance.now() + durationMs);
    lane.timer ??= this.#later(durationMs, durationMs);
  }

  remove(item: T, durationMs: number): void {
    this.#lanes.get(durationMs)?.dueMs.delete(item);
  }

  clear(): void {
    for (const { timer } of this.#lanes.values()) clearTimeout(timer);
    this.#lanes.clear();
  }

  /** A deadline alone is no reason to keep the process alive. */
  #later(waitMs: number, durationMs: number): ReturnType<typeof setTimeout> {
    const timer = setTimeout(this.#fire, Math.ceil(waitMs), durationMs);
    timer.unref();
    return timer;
  }

  /** Within a lane the first added is the first due; a lane without any is forgotten. */
  readonly #fire = (durationMs: number): void => {
    const lane = this.#lanes.get(durationMs);
    if (lane === undefined) return;
    for (const [item, dueMs] of lane.dueMs) {
      const leftMs = dueMs - performance.now();
      if (leftMs > 0) {
        lane.timer = this.#later(leftMs, durationMs);
        return;
      }
      lane.dueMs.delete(item);
      this.#onDue(item);
    }
    this.#lanes.delete(durationMs);
  };
}

interface Lane<T> {
  readonly dueMs: Map<T, number>;
  timer: ReturnType<typeof setTimeout> | undefined;
}
