import type { Scoping } from "../protocol/outcome.ts";
import { categoriesOf } from "./categories.ts";
import { metricNamespace } from "./metric-namespace.ts";
import { isActive, type RateLimit, remainingSeconds } from "./rate-limit.ts";
import { type LimitScopeKind, scopeOf } from "./scoping.ts";

/** What an upstream's 429 says. Several `X-Sentry-Rate-Limits` headers come joined by a comma. */
export interface RateLimitHeaders {
  readonly rateLimits: string | undefined;
  readonly retryAfter: string | undefined;
}

/** More entries than this in one answer are not read: no upstream has so many, and each is kept. */
const MAX_LIMITS_PER_ANSWER = 1_000;

/** Seconds that end beyond this are no limit, as the reference's clock cannot hold them. */
const MAX_SECONDS = 2 ** 63;

/**
 * Reads the limits that an upstream answered with. If its header holds none that is active, everything of the key
 * is limited for `Retry-After`. Never throws; what cannot be read is skipped.
 * @see https://develop.sentry.dev/sdk/expected-features/rate-limiting/
 */
export function parseRateLimitHeaders(
  headers: RateLimitHeaders,
  scoping: Scoping,
  nowMs: number,
): readonly RateLimit[] {
  const limits = parseRateLimits(headers.rateLimits ?? "", scoping, nowMs);
  if (limits.length > 0) return limits;
  const seconds = parseSeconds((headers.retryAfter ?? "").trim());
  if (seconds === undefined || seconds === 0) return [];
  const generic = { categories: [], reasonCode: "generic", namespaces: [] };
  return [{ ...generic, scope: scopeOf("key", scoping), expiresAtMs: nowMs + seconds * 1000 }];
}

/** The active limits of an `X-Sentry-Rate-Limits` header, in its order. */
export function parseRateLimits(header: string, scoping: Scoping, nowMs: number): readonly RateLimit[] {
  const limits: RateLimit[] = [];
  for (const entry of header.split(",", MAX_LIMITS_PER_ANSWER)) {
    const limit = parseRateLimit(entry.trim(), scoping, nowMs);
    if (limit !== undefined && isActive(limit, nowMs)) limits.push(limit);
  }
  return limits;
}

/** Blanks around an entry are fine, inside one they belong to the value (pinned by test/differential). */
function parseRateLimit(entry: string, scoping: Scoping, nowMs: number): RateLimit | undefined {
  const [secondsText = "", categories = "", scope = "", reason = "", namespaces = ""] = entry.split(":");
  const seconds = parseSeconds(secondsText);
  if (seconds === undefined) return undefined;
  return {
    categories: categoriesOf(parts(categories)),
    scope: scopeOf(scopeKind(scope), scoping),
    reasonCode: reason === "" ? undefined : reason,
    namespaces: [...new Set(parts(namespaces).map(metricNamespace))],
    expiresAtMs: nowMs + seconds * 1000,
  };
}

/** `60`, `1.5`, `1e2`; rounded up, negative is 0. */
function parseSeconds(text: string): number | undefined {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) return undefined;
  const seconds = Math.max(0, Math.ceil(Number(text)));
  return seconds < MAX_SECONDS ? seconds : undefined;
}

function parts(text: string): readonly string[] {
  return text.split(";").filter((part) => part !== "");
}

function scopeKind(text: string): LimitScopeKind {
  return text === "organization" || text === "project" ? text : "key";
}

/** The header that tells a client (or a relay) about `limits`; empty when there are none. */
export function formatRateLimits(limits: readonly RateLimit[], nowMs: number): string {
  return limits.map((limit) => formatRateLimit(limit, nowMs)).join(", ");
}

function formatRateLimit(limit: RateLimit, nowMs: number): string {
  const head = `${remainingSeconds(limit, nowMs)}:${limit.categories.join(";")}:${limit.scope.kind}`;
  const reason = limit.reasonCode ?? "";
  if (limit.namespaces.length > 0) return `${head}:${reason}:${limit.namespaces.join(";")}`;
  return reason === "" ? head : `${head}:${reason}`;
}

/** Seconds for `Retry-After`: until the longest of `limits` ends. */
export function retryAfterSeconds(limits: readonly RateLimit[], nowMs: number): number {
  return limits.reduce((longest, limit) => Math.max(longest, remainingSeconds(limit, nowMs)), 0);
}
