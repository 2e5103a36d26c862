import type { Scoping } from "../protocol/outcome.ts";
import type { Quota, QuotaDimension } from "./quota.ts";
import type { LimitedData, RateLimit } from "./rate-limit.ts";
import { scopeOf } from "./scoping.ts";

/** How long a quota of 0 limits: it is asked again for every envelope, so this is what clients are told. */
const REFUSE_ALL_MS = 60_000;

/** Data as quotas see it. */
export interface QuotaData extends LimitedData {
  /** Those the data has: a quota that groups by another one does not match. */
  readonly dimensions?: Readonly<Partial<Record<QuotaDimension, string>>>;
}

/** Whether `data` counts towards `quota`. */
export function quotaMatches(quota: Quota, data: QuotaData): boolean {
  if (quota.categories.length > 0 && !quota.categories.includes(data.category)) return false;
  if (quota.namespace !== undefined && quota.namespace !== data.namespace) return false;
  if (!isScopeIdMet(quota, data.scoping)) return false;
  return quota.groupBy?.dimensions.every((name) => data.dimensions?.[name] !== undefined) ?? true;
}

/** A `scopeId` that is no integer meets nothing. */
function isScopeIdMet({ scope, scopeId }: Quota, scoping: Scoping): boolean {
  if (scopeId === undefined) return true;
  if (scope === "unknown" || !/^\+?\d+$/.test(scopeId)) return false;
  const ids = { organization: scoping.organizationId, project: scoping.projectId, key: scoping.keyId };
  const id = ids[scope];
  return id !== undefined && BigInt(scopeId.replace("+", "")) === BigInt(id);
}

/** The limit that a quota of 0 amounts to; `undefined` for any other quota, and when it does not match `data`. */
export function refuseAll(quota: Quota, data: QuotaData, nowMs: number): RateLimit | undefined {
  if (quota.limit !== 0 || !quotaMatches(quota, data)) return undefined;
  return {
    categories: quota.categories,
    scope: scopeOf(quota.scope === "unknown" ? "key" : quota.scope, data.scoping),
    reasonCode: quota.reasonCode,
    namespaces: quota.namespace === undefined ? [] : [quota.namespace],
    expiresAtMs: nowMs + REFUSE_ALL_MS,
  };
}
