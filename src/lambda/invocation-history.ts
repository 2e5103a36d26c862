const REMEMBERED = 20;

/** The invocations of this environment, as far as the flush decision needs them. Times are Unix milliseconds. */
export class InvocationHistory {
  readonly #startedAtMs: number[] = [];
  readonly #durationsMs: number[] = [];
  #count = 0;

  /** Invocations since this process started. */
  get count(): number {
    return this.#count;
  }

  started(atMs: number): void {
    this.#count += 1;
    push(this.#startedAtMs, atMs);
  }

  /** Only where a done-signal told the end. */
  finished(durationMs: number): void {
    push(this.#durationsMs, durationMs);
  }

  /**
   * Mean time from one remembered invocation to the next, frozen time included; `undefined` before the second one, and
   * while a clock that jumped backwards makes it senseless.
   */
  meanGapMs(): number | undefined {
    const first = this.#startedAtMs[0];
    const last = this.#startedAtMs.at(-1);
    if (first === undefined || last === undefined || this.#startedAtMs.length < 2) return undefined;
    const gapMs = (last - first) / (this.#startedAtMs.length - 1);
    return gapMs >= 0 ? gapMs : undefined;
  }

  longestMs(): number | undefined {
    return this.#durationsMs.length === 0 ? undefined : Math.max(...this.#durationsMs);
  }
}

function push(list: number[], value: number): void {
  list.push(value);
  if (list.length > REMEMBERED) list.shift();
}
