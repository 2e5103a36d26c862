/**
 * Whether the upstream can be reached, from what requests to it came to. Pure: time comes in.
 *
 *     connected ─ network error ─► interrupted ─ errors for graceMs ─► outage
 *         ▲                            │                                 │
 *         └──────── any answer ────────┴──────── a probe is answered ────┘
 *
 * @see docs/operating.md
 */
export class Outage {
  readonly #graceMs: number;
  #state: "connected" | "interrupted" | "outage" = "connected";
  #sinceMs = 0;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
  }

  get state(): "connected" | "interrupted" | "outage" {
    return this.#state;
  }

  /** Monotonic time of the first error in a row. */
  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** The upstream answered, whatever it said. @returns whether that ended an outage */
  answered(): boolean {
    const ended = this.#state === "outage";
    this.#state = "connected";
    return ended;
  }

  /** A request failed on the network. @returns whether that declared an outage */
  failed(nowMs: number): boolean {
    if (this.#state === "connected") {
      this.#state = "interrupted";
      this.#sinceMs = nowMs;
      return false;
    }
    if (this.#state === "interrupted" && nowMs - this.#sinceMs >= this.#graceMs) {
      this.#state = "outage";
      return true;
    }
    return false;
  }
}

/** The reference's pauses between attempts: 0, 1, 1.5, 2.25 … seconds, up to the cap. */
export class Backoff {
  readonly #maxMs: number;
  #attempt = 0;

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  get attempt(): number {
    return this.#attempt;
  }

  next(): number {
    const attempt = this.#attempt++;
    return attempt === 0 ? 0 : Math.min(this.#maxMs, 1_000 * 1.5 ** (attempt - 1));
  }

  reset(): void {
    this.#attempt = 0;
  }
}
