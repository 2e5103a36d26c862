import type { Clock, Timer } from "./clock.ts";
import { askFault, type OpenReply } from "./reply.ts";

interface Open {
  readonly reply: OpenReply;
  readonly dueMs: number;
  readonly what: string;
}

/** Asks of one time limit, in the order they began, which is the order in which they fall due. */
interface Bucket {
  readonly timeoutMs: number;
  open: Open[];
  /** Asks before this one are done with. */
  head: number;
  timer: Timer | undefined;
  compactAt: number;
}

const FIRST_COMPACTION = 256;

/**
 * Deadlines of asks. Asks with the same time limit end in the order they began, so each limit needs one queue and one
 * timer, whatever the number of asks.
 *
 * Invariants: 1. Every ask added is settled: by its reply, at its deadline, or by `close`. 2. Answered asks are let go of soon: at
 * most as many are kept as there are open ones, and a few.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #buckets = new Map<number, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(reply: OpenReply, timeoutMs: number, what: string): void {
    if (timeoutMs === Number.POSITIVE_INFINITY) return;
    let bucket = this.#buckets.get(timeoutMs);
    if (!bucket) {
      bucket = { timeoutMs, open: [], head: 0, timer: undefined, compactAt: FIRST_COMPACTION };
      this.#buckets.set(timeoutMs, bucket);
    }
    while (bucket.open[bucket.head]?.reply.settled) bucket.head++;
    if (bucket.open.length >= bucket.compactAt) compact(bucket);
    bucket.open.push({ reply, dueMs: this.#clock.monotonicMs() + timeoutMs, what });
    if (!bucket.timer) this.#arm(bucket, timeoutMs);
  }

  #arm(bucket: Bucket, delayMs: number): void {
    bucket.timer = this.#clock.after(delayMs, () => this.#expire(bucket));
  }

  #expire(bucket: Bucket): void {
    bucket.timer = undefined;
    const nowMs = this.#clock.monotonicMs();
    for (; bucket.head < bucket.open.length; bucket.head++) {
      const first = bucket.open[bucket.head] as Open;
      if (first.reply.settled) continue;
      if (first.dueMs > nowMs) {
        this.#arm(bucket, first.dueMs - nowMs);
        return;
      }
      first.reply.reject(
        askFault("BATON_ASK_TIMEOUT", `no reply to ${first.what} within ${bucket.timeoutMs} ms`),
      );
    }
    this.#buckets.delete(bucket.timeoutMs);
  }

  /** Nobody is left who could answer: what is still open is answered as stopped. */
  close(): void {
    for (const { timer, open } of this.#buckets.values()) {
      timer?.cancel();
      for (const { reply, what } of open) {
        if (!reply.settled) reply.reject(askFault("BATON_ASK_STOPPED", `${what}: everything has stopped`));
      }
    }
    this.#buckets.clear();
  }
}

function compact(bucket: Bucket): void {
  bucket.open = bucket.open.filter(({ reply }, at) => at >= bucket.head && !reply.settled);
  bucket.head = 0;
  bucket.compactAt = Math.max(FIRST_COMPACTION, bucket.open.length * 2);
}
