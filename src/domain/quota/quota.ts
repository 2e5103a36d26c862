import type { DataCategory } from "../protocol/data-category.ts";
import { type CategoryUnit, categoriesOf, categoryUnit } from "./categories.ts";
import { type MetricNamespace, metricNamespace } from "./metric-namespace.ts";
import type { LimitScopeKind } from "./scoping.ts";

export type QuotaDimension = "checkInEnvironment" | "checkInSlug" | "unknown";

/** A rule of the project's (or everybody's) config about how much may come in. */
export interface Quota {
  /** Names its counter; without it the quota cannot be counted. */
  readonly id: string | undefined;
  /** Ascending by id; empty means all. */
  readonly categories: readonly DataCategory[];
  readonly scope: LimitScopeKind | "unknown";
  /** Narrows the quota to one organization, project or key (by its numeric id). */
  readonly scopeId: string | undefined;
  /** `undefined` is unlimited: counted only. 0 refuses everything. */
  readonly limit: number | undefined;
  readonly windowSeconds: number | undefined;
  readonly namespace: MetricNamespace | undefined;
  readonly reasonCode: string | undefined;
  readonly groupBy:
    | { readonly maxCardinality: number; readonly dimensions: readonly QuotaDimension[] }
    | undefined;
}

const U64_MAX = 2 ** 64;
const U32_MAX = 2 ** 32;

/** Reads the `quotas` of a config; those that cannot be read are left out. More than `maxQuotas` are not read. */
export function parseQuotas(json: unknown, maxQuotas = 1_000): readonly Quota[] {
  if (!Array.isArray(json)) return [];
  return json.slice(0, maxQuotas).flatMap((entry) => parseQuota(entry) ?? []);
}

/** `undefined` when a field is of the wrong type, as the reference skips such a quota. */
function parseQuota(json: unknown): Quota | undefined {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return undefined;
  const fields = json as Readonly<Record<string, unknown>>;
  const { id = null, scope = "organization", scopeId = null, limit = null, window = null } = fields;
  const { namespace = null, reasonCode = null, groupBy = null } = fields;
  const categories = parseCategories(fields.categories);
  const group = parseGroupBy(groupBy);
  if (categories === undefined || group === null || typeof scope !== "string") return undefined;
  if (![id, scopeId, namespace, reasonCode].every((text) => text === null || typeof text === "string")) {
    return undefined;
  }
  if (!isOptionalUnsigned(limit, U64_MAX) || !isOptionalUnsigned(window, U64_MAX)) return undefined;
  return {
    id: (id as string | null) ?? undefined,
    categories,
    scope: scope === "organization" || scope === "project" || scope === "key" ? scope : "unknown",
    scopeId: (scopeId as string | null) ?? undefined,
    limit: limit ?? undefined,
    windowSeconds: window ?? undefined,
    namespace: namespace === null ? undefined : metricNamespace(namespace as string),
    reasonCode: (reasonCode as string | null) ?? undefined,
    groupBy: group,
  };
}

function parseCategories(json: unknown): readonly DataCategory[] | undefined {
  if (json === undefined) return [];
  if (!Array.isArray(json) || !json.every((name) => typeof name === "string")) return undefined;
  return categoriesOf(json);
}

/** `null` when it cannot be read. */
function parseGroupBy(json: unknown): Quota["groupBy"] | null {
  if (json === null) return undefined;
  const { maxCardinality, dimensions } = json as Record<string, unknown>;
  if (!isOptionalUnsigned(maxCardinality, U32_MAX) || maxCardinality === null) return null;
  if (!Array.isArray(dimensions) || !dimensions.every((name) => typeof name === "string")) return null;
  return { maxCardinality, dimensions: [...new Set(dimensions.map(dimension))].sort() };
}

function dimension(name: string): QuotaDimension {
  return name === "checkInEnvironment" || name === "checkInSlug" ? name : "unknown";
}

/** Beyond 2^53 a limit is rounded: it means "more than anyone counts" all the same. */
function isOptionalUnsigned(value: unknown, end: number): value is number | null {
  return value === null || (Number.isInteger(value) && (value as number) >= 0 && (value as number) < end);
}

/** Whether a quota says something that can be enforced; others are served on, but never looked at. */
export function isValidQuota(quota: Quota): boolean {
  if (quota.namespace === "unsupported") return false;
  const dimensions = quota.groupBy?.dimensions;
  if (dimensions !== undefined && (dimensions.length === 0 || dimensions.includes("unknown"))) return false;
  if (quota.categories.length === 0) return quota.limit === 0 || quota.limit === undefined;
  const units = new Set<CategoryUnit | undefined>(quota.categories.map(categoryUnit));
  units.delete(undefined);
  if (units.size === 0) return false;
  return quota.limit === 0 || units.size === 1;
}

/** As it is served to relays below. */
export function quotaJson(quota: Quota): string {
  const {
    id = null,
    categories,
    scope,
    scopeId,
    windowSeconds,
    namespace = null,
    reasonCode,
    groupBy,
  } = quota;
  // Beyond this a number would be written with digits that no u64 parser takes.
  const limit = quota.limit === undefined ? null : Math.min(quota.limit, Number.MAX_SAFE_INTEGER);
  const window = windowSeconds;
  return JSON.stringify({ id, categories, scope, scopeId, limit, window, namespace, reasonCode, groupBy });
}
