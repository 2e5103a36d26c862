import type { Scoping } from "../protocol/outcome.ts";
import type { CheckCategory } from "./envelope-limits.ts";
import type { Quota } from "./quota.ts";
import { refuseAll } from "./quota-match.ts";
import type { RateLimit } from "./rate-limit.ts";
import type { RateLimitStore } from "./rate-limit-store.ts";

/** What is known about limits without asking anybody. */
export interface LimitSources {
  readonly learnt: RateLimitStore;
  /** Of everybody, then of the project. */
  readonly quotas: readonly (readonly Quota[])[];
}

/**
 * The check of one sender's data against learnt limits and quotas of 0.
 * @returns `undefined` when nothing can be limited, as for almost all envelopes
 */
export function limitCheck(
  sources: LimitSources,
  scoping: Scoping,
  nowMs: number,
): CheckCategory | undefined {
  const zero = sources.quotas.flatMap((quotas) => quotas.filter(({ limit }) => limit === 0));
  if (zero.length === 0 && !sources.learnt.has(scoping.publicKey)) return undefined;
  return (category, namespace) => {
    const data = namespace === undefined ? { scoping, category } : { scoping, category, namespace };
    const limits: RateLimit[] = [...sources.learnt.check(data, nowMs)];
    for (const quota of zero) {
      const limit = refuseAll(quota, data, nowMs);
      if (limit !== undefined) limits.push(limit);
    }
    return limits;
  };
}
