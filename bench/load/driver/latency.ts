/** Latencies in buckets that grow by 4 %, so that a percentile is within 4 % and memory is fixed. */
export class Latencies {
  readonly #counts = new Uint32Array(600);
  #total = 0;

  add(ms: number): void {
    const bucket = Math.max(
      0,
      Math.min(this.#counts.length - 1, Math.round(Math.log(ms / 0.01) / Math.log(1.04))),
    );
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }

  /** @returns ms, `NaN` without samples. */
  percentile(share: number): number {
    let seen = 0;
    for (const [bucket, count] of this.#counts.entries()) {
      seen += count;
      if (count > 0 && seen >= this.#total * share) return 0.01 * 1.04 ** bucket;
    }
    return Number.NaN;
  }
}
