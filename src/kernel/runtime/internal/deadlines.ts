/**
 * Many deadlines with few distinct durations, as requests have them: one timer per duration instead of one per
 * request. A deadline that is met costs a place in a list and a search for it.
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
      lane = { items: [], dueMs: [], timer: undefined };
      this.#lanes.set(durationMs, lane);
    }
    lane.items.push(item);
    lane.dueMs.push(performance.now() + durationMs);
    lane.timer ??= this.#later(durationMs, durationMs);
  }

  remove(item: T, durationMs: number): void {
    const lane = this.#lanes.get(durationMs);
    const at = lane === undefined ? -1 : lane.items.indexOf(item);
    if (at >= 0) takeOut(lane as Lane<T>, at);
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

  /** Ends what is due and waits for the next; a lane without any is forgotten. */
  readonly #fire = (durationMs: number): void => {
    const lane = this.#lanes.get(durationMs);
    if (lane === undefined) return;
    const nowMs = performance.now();
    const due = lane.items
      .map((item, at) => ({ item, atMs: lane.dueMs[at] as number }))
      .filter(({ atMs }) => atMs <= nowMs)
      .sort((a, b) => a.atMs - b.atMs);
    for (const { item } of due) {
      this.remove(item, durationMs);
      this.#onDue(item);
    }
    if (lane.items.length === 0) this.#lanes.delete(durationMs);
    else lane.timer = this.#later(Math.max(0, Math.min(...lane.dueMs) - performance.now()), durationMs);
  };
}

/** Two lists and no Map: base/few.ts says what a Map would keep alive. In no order. */
interface Lane<T> {
  readonly items: T[];
  readonly dueMs: number[];
  timer: ReturnType<typeof setTimeout> | undefined;
}

function takeOut<T>({ items, dueMs }: Lane<T>, at: number): void {
  const item = items.pop() as T;
  const due = dueMs.pop() as number;
  if (at === items.length) return;
  items[at] = item;
  dueMs[at] = due;
}
