import type { DataCategory } from "../protocol/data-category.ts";
import { sortCategories } from "./categories.ts";
import type { LimitedData, RateLimit } from "./rate-limit.ts";
import { RateLimits } from "./rate-limits.ts";

const NONE: readonly RateLimit[] = [];

/**
 * What upstreams have told us, per public key: a limit wider than a key is learnt once per key, and matched by its
 * scope. In memory only. At `maxKeys` the key that was told of a limit longest ago is forgotten, which costs one
 * more 429 from upstream.
 */
export class RateLimitStore {
  readonly #keys = new Map<string, RateLimits>();
  readonly #maxKeys: number;

  constructor(options: { maxKeys: number }) {
    this.#maxKeys = options.maxKeys;
  }

  add(publicKey: string, limits: readonly RateLimit[]): void {
    if (limits.length === 0) return;
    const known = this.#keys.get(publicKey) ?? new RateLimits();
    for (const limit of limits) known.add({ ...limit, categories: inherit(limit.categories) });
    this.#keys.delete(publicKey); // to the end of the map's order
    this.#keys.set(publicKey, known);
    if (this.#keys.size > this.#maxKeys) this.#forgetOldest();
  }

  #forgetOldest(): void {
    for (const publicKey of this.#keys.keys()) {
      this.#keys.delete(publicKey);
      return;
    }
  }

  /** Every active limit that refuses `data` of its key. */
  check(data: LimitedData, nowMs: number): readonly RateLimit[] {
    return this.#keys.get(data.scoping.publicKey)?.check(data, nowMs) ?? NONE;
  }

  /** Whether anything is known of a key: most have no limit, and that answer must be cheap. */
  has(publicKey: string): boolean {
    return this.#keys.has(publicKey);
  }

  /** The limits of a key, to be copied to where its data arrives. */
  of(publicKey: string): readonly RateLimit[] {
    return this.#keys.get(publicKey)?.all ?? NONE;
  }

  /** Forgets what has ended; to be called now and then, since only time ends a limit. */
  expire(nowMs: number): void {
    for (const [publicKey, limits] of this.#keys) {
      limits.expire(nowMs);
      if (limits.all.length === 0) this.#keys.delete(publicKey);
    }
  }

  get size(): number {
    return this.#keys.size;
  }
}

/** A transaction is its root span: who may not send one may not send the other. */
function inherit(categories: readonly DataCategory[]): readonly DataCategory[] {
  const has = (category: DataCategory) => categories.includes(category);
  if (has("transaction") === has("span")) return categories;
  const missing: DataCategory = has("span") ? "transaction" : "span";
  return sortCategories([...categories, missing]);
}
