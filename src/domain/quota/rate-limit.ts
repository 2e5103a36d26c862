import type { DataCategory } from "../protocol/data-category.ts";
import type { Scoping } from "../protocol/outcome.ts";
import type { MetricNamespace } from "./metric-namespace.ts";
import { isInScope, type LimitScope } from "./scoping.ts";

/** Data of these categories, of this scope, is refused until `expiresAtMs`. Plain data: it travels between actors. */
export interface RateLimit {
  /** Ascending by id; empty means all. */
  readonly categories: readonly DataCategory[];
  readonly scope: LimitScope;
  /** Becomes the outcome's reason. */
  readonly reasonCode: string | undefined;
  /** Only metric buckets of these; empty means any data. */
  readonly namespaces: readonly MetricNamespace[];
  readonly expiresAtMs: number;
}

/** What a limit is asked about: some data of one category. */
export interface LimitedData {
  readonly scoping: Scoping;
  readonly category: DataCategory;
  /** Of a metric bucket. */
  readonly namespace?: MetricNamespace;
}

export function isActive(limit: RateLimit, nowMs: number): boolean {
  return limit.expiresAtMs > nowMs;
}

/** Whether `limit` refuses `data`. Time is not looked at. */
export function limits(limit: RateLimit, data: LimitedData): boolean {
  return (
    (limit.categories.length === 0 || limit.categories.includes(data.category)) &&
    isInScope(data.scoping, limit.scope) &&
    namespaceMatches(limit.namespaces, data.namespace)
  );
}

function namespaceMatches(
  namespaces: readonly MetricNamespace[],
  namespace: MetricNamespace | undefined,
): boolean {
  return namespaces.length === 0 || (namespace !== undefined && namespaces.includes(namespace));
}

/** Whether both refuse exactly the same data, so that only the longer one counts. */
export function covers(a: RateLimit, b: RateLimit): boolean {
  return (
    a.scope.kind === b.scope.kind &&
    a.scope.id === b.scope.id &&
    sameList(a.categories, b.categories) &&
    sameList(a.namespaces, b.namespaces)
  );
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}

/** Seconds until the limit ends, rounded up, as both headers say it. */
export function remainingSeconds(limit: RateLimit, nowMs: number): number {
  return Math.max(0, Math.ceil((limit.expiresAtMs - nowMs) / 1000));
}
