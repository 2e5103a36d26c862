import type { KeyRequest } from "../../domain/project/project-request.ts";
import { Backoff } from "../upstream/outage.ts";

interface Entry extends KeyRequest {
  /** Until then a pending answer means: ask again at once. */
  deadlineMs: number;
  /** Rounds that ended at the deadline. */
  round: number;
  isToldDelayed: boolean;
}

type RestingLine = Map<string, { readonly entry: Entry; readonly dueMs: number }>;

export interface FetchQueueOptions {
  /** Length of one round of asking. */
  readonly roundMs: number;
  /** Longest pause between two rounds. */
  readonly maxPauseMs: number;
}

/**
 * Keys to be fetched, first come first served. A key that the upstream calls pending goes to the end of the queue; when
 * a whole round of that has brought nothing it rests, longer after each round. Pure: time (monotonic) comes in.
 *
 * Resting keys stand in one line per length of rest, in order: finding those that are due costs no search, whatever
 * their number.
 */
export class FetchQueue {
  readonly #due = new Map<string, Entry>();
  readonly #flying = new Map<string, Entry>();
  readonly #resting: readonly RestingLine[];
  readonly #restMs: readonly number[];
  readonly #options: FetchQueueOptions;

  constructor(options: FetchQueueOptions) {
    this.#options = options;
    this.#restMs = pauses(options.maxPauseMs);
    this.#resting = this.#restMs.map(() => new Map());
  }

  /** Keys that can be asked for now. */
  get due(): number {
    return this.#due.size;
  }

  add({ publicKey, revision }: KeyRequest, nowMs: number): void {
    if (this.#due.has(publicKey) || this.#flying.has(publicKey)) return;
    for (const line of this.#resting) line.delete(publicKey);
    const deadlineMs = nowMs + this.#options.roundMs;
    this.#due.set(publicKey, { publicKey, revision, deadlineMs, round: 0, isToldDelayed: false });
  }

  /** Takes up to `count` keys out, to ask for them. */
  take(count: number): readonly KeyRequest[] {
    const taken: Entry[] = [];
    for (const [publicKey, entry] of this.#due) {
      if (taken.length === count) break;
      this.#due.delete(publicKey);
      this.#flying.set(publicKey, entry);
      taken.push(entry);
    }
    return taken;
  }

  /** There is an answer. */
  done(publicKey: string): void {
    this.#flying.delete(publicKey);
  }

  /** The request failed: next time, then. */
  failed(publicKey: string): void {
    const entry = this.#land(publicKey);
    if (entry !== undefined) this.#due.set(publicKey, entry);
  }

  /** The upstream does not know yet. */
  pending(publicKey: string, nowMs: number): void {
    const entry = this.#land(publicKey);
    if (entry === undefined) return;
    if (nowMs < entry.deadlineMs) {
      this.#due.set(publicKey, entry);
      return;
    }
    const level = Math.min(entry.round++, this.#restMs.length - 1);
    const dueMs = nowMs + (this.#restMs[level] as number);
    (this.#resting[level] as RestingLine).set(publicKey, { entry, dueMs });
  }

  /** Lets those go on that have rested. @returns when the next one will have; `undefined`: none rests */
  wake(nowMs: number): number | undefined {
    let nextMs: number | undefined;
    for (const line of this.#resting) {
      for (const [publicKey, { entry, dueMs }] of line) {
        if (dueMs > nowMs) {
          nextMs = Math.min(nextMs ?? dueMs, dueMs);
          break;
        }
        line.delete(publicKey);
        entry.deadlineMs = nowMs + this.#options.roundMs;
        this.#due.set(publicKey, entry);
      }
    }
    return nextMs;
  }

  /** All that wait for an answer and have not been called delayed; they count as such from here on. */
  takeDelayed(): readonly string[] {
    const keys: string[] = [];
    for (const entries of [this.#due, this.#flying]) {
      for (const entry of entries.values()) {
        if (entry.isToldDelayed) continue;
        entry.isToldDelayed = true;
        keys.push(entry.publicKey);
      }
    }
    return keys;
  }

  #land(publicKey: string): Entry | undefined {
    const entry = this.#flying.get(publicKey);
    this.#flying.delete(publicKey);
    return entry;
  }
}

/** All pauses of a backoff, up to the first that is as long as it gets. */
function pauses(maxMs: number): readonly number[] {
  const backoff = new Backoff(maxMs);
  const all: number[] = [];
  do all.push(backoff.next());
  while ((all.at(-1) as number) < maxMs);
  return all;
}
