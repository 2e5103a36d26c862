import { Fault } from "../base/fault.ts";
import type { Clock, Timer } from "./clock.ts";

/** The open end of one ask. Settles once; what comes later is ignored. */
export class Reply {
  readonly promise: Promise<unknown>;
  settled = false;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  constructor() {
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  resolve(value: unknown): void {
    this.settled = true;
    this.#resolve(value);
  }

  reject(error: unknown): void {
    this.settled = true;
    this.#reject(error);
  }
}

export function askFault(
  code: "BATON_ASK_REFUSED" | "BATON_ASK_STOPPED" | "BATON_ASK_TIMEOUT",
  what: string,
): Fault {
  return new Fault(what, { code, source: "local", retryable: code !== "BATON_ASK_STOPPED" });
}

interface Bucket {
  readonly timeoutMs: number;
  readonly open: { readonly reply: Reply; readonly dueMs: number; readonly what: string }[];
  timer: Timer | undefined;
}

/**
 * Deadlines of asks. Asks with the same time limit end in the order they began, so each limit needs one queue and one
 * timer, whatever the number of asks.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #buckets = new Map<number, Bucket>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(reply: Reply, timeoutMs: number, what: string): void {
    if (timeoutMs === Number.POSITIVE_INFINITY) return;
    let bucket = this.#buckets.get(timeoutMs);
    if (!bucket) {
      bucket = { timeoutMs, open: [], timer: undefined };
      this.#buckets.set(timeoutMs, bucket);
    }
    while (bucket.open[0]?.reply.settled) bucket.open.shift();
    bucket.open.push({ reply, dueMs: this.#clock.monotonicMs() + timeoutMs, what });
    if (!bucket.timer) this.#arm(bucket, timeoutMs);
  }

  #arm(bucket: Bucket, delayMs: number): void {
    bucket.timer = this.#clock.after(delayMs, () => this.#expire(bucket));
  }

  #expire(bucket: Bucket): void {
    bucket.timer = undefined;
    const nowMs = this.#clock.monotonicMs();
    for (;;) {
      const first = bucket.open[0];
      if (!first) {
        this.#buckets.delete(bucket.timeoutMs);
        return;
      }
      if (!first.reply.settled && first.dueMs > nowMs) {
        this.#arm(bucket, first.dueMs - nowMs);
        return;
      }
      bucket.open.shift();
      if (!first.reply.settled) {
        first.reply.reject(
          askFault("BATON_ASK_TIMEOUT", `no reply to ${first.what} within ${bucket.timeoutMs} ms`),
        );
      }
    }
  }

  /** Forgets all deadlines: the actors have stopped, and with them every ask was answered. */
  close(): void {
    for (const bucket of this.#buckets.values()) bucket.timer?.cancel();
    this.#buckets.clear();
  }
}
