import type { LogRecord } from "../../kernel/telemetry/log.ts";

export interface ReportLimitOptions {
  /** The same line is reported once in this time. */
  readonly repeatMs: number;
  /** Reports per minute, and at most this many at once. */
  readonly perMinute: number;
  /** Different lines remembered. */
  readonly lines: number;
}

/** Decides which lines are reported, so that a relay in trouble does not add to it. Pure: time comes in. */
export class ReportLimit {
  readonly #options: ReportLimitOptions;
  readonly #reportedAtMs = new Map<string, number>();
  #allowance: number;
  #atMs: number | undefined;
  #pausedUntilMs = 0;

  constructor(options: ReportLimitOptions) {
    this.#options = options;
    this.#allowance = options.perMinute;
  }

  allows({ level, target, message }: LogRecord, nowMs: number): boolean {
    const { repeatMs, perMinute, lines } = this.#options;
    this.#allowance = Math.min(
      perMinute,
      this.#allowance + ((nowMs - (this.#atMs ?? nowMs)) / 60_000) * perMinute,
    );
    this.#atMs = nowMs;
    const line = `${level} ${target} ${message}`;
    const lastMs = this.#reportedAtMs.get(line) ?? Number.NEGATIVE_INFINITY;
    if (nowMs < this.#pausedUntilMs || nowMs - lastMs < repeatMs || this.#allowance < 1) return false;
    this.#allowance -= 1;
    this.#reportedAtMs.delete(line);
    this.#reportedAtMs.set(line, nowMs);
    const [oldest] = this.#reportedAtMs.keys();
    if (this.#reportedAtMs.size > lines && oldest !== undefined) this.#reportedAtMs.delete(oldest);
    return true;
  }

  /** The receiver asked for quiet. */
  pauseUntil(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }
}
