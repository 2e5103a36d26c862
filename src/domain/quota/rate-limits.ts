import { covers, isActive, type LimitedData, limits, type RateLimit } from "./rate-limit.ts";

/** Limits that one key may have at once; the one that ends first makes room. */
export const MAX_LIMITS_PER_KEY = 256;

/**
 * The limits of one public key, in the order they were learnt. Of two that refuse the same data the longer stays,
 * with its reason: a later, shorter one does not shorten it.
 */
export class RateLimits {
  readonly #limits: RateLimit[] = [];

  add(limit: RateLimit): void {
    const index = this.#limits.findIndex((known) => covers(known, limit));
    const known = this.#limits[index];
    if (known === undefined) this.#append(limit);
    else if (limit.expiresAtMs > known.expiresAtMs) this.#limits[index] = limit;
  }

  #append(limit: RateLimit): void {
    this.#limits.push(limit);
    if (this.#limits.length <= MAX_LIMITS_PER_KEY) return;
    let first = 0;
    this.#limits.forEach(({ expiresAtMs }, index) => {
      if (expiresAtMs < (this.#limits[first] as RateLimit).expiresAtMs) first = index;
    });
    this.#limits.splice(first, 1);
  }

  /** Every active limit that refuses `data`. */
  check(data: LimitedData, nowMs: number): readonly RateLimit[] {
    return this.#limits.filter((limit) => isActive(limit, nowMs) && limits(limit, data));
  }

  /** Forgets what has ended. */
  expire(nowMs: number): void {
    for (let index = this.#limits.length - 1; index >= 0; index--) {
      if (!isActive(this.#limits[index] as RateLimit, nowMs)) this.#limits.splice(index, 1);
    }
  }

  get all(): readonly RateLimit[] {
    return this.#limits;
  }
}
