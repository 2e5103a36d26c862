import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { DataCategory } from "../protocol/data-category.ts";
import type { Scoping } from "../protocol/outcome.ts";
import { formatRateLimits } from "./rate-limit-headers.ts";
import { RateLimitStore } from "./rate-limit-store.ts";
import { MAX_LIMITS_PER_KEY, RateLimits } from "./rate-limits.ts";
import type { LimitScopeKind } from "./scoping.ts";

const SCOPING: Scoping = { organizationId: 7, projectId: "42", publicKey: "k", keyId: undefined };

function limit(
  categories: readonly DataCategory[],
  seconds: number,
  reasonCode: string,
  scope: LimitScopeKind = "key",
) {
  const id = { organization: "7", project: "42", key: "k" }[scope];
  return { categories, scope: { kind: scope, id }, reasonCode, namespaces: [], expiresAtMs: seconds * 1000 };
}

describe("RateLimits", () => {
  test("keeps the longer of two that refuse the same", () => {
    const limits = new RateLimits();
    limits.add(limit(["error"], 60, "a"));
    limits.add(limit(["error"], 90, "b"));
    limits.add(limit(["error"], 30, "c"));
    limits.add(limit(["error"], 10, "d", "project"));
    expect(formatRateLimits(limits.all, 0)).toBe("90:error:key:b, 10:error:project:d");
  });

  test("answers with every active limit, in the order they came", () => {
    const limits = new RateLimits();
    limits.add(limit(["error"], 60, "a", "organization"));
    limits.add(limit([], 30, "b"));
    limits.add(limit(["span"], 90, "c"));
    const reasons = (category: DataCategory, nowMs: number) =>
      limits.check({ scoping: SCOPING, category }, nowMs).map(({ reasonCode }) => reasonCode);
    expect(reasons("error", 0)).toEqual(["a", "b"]);
    expect(reasons("error", 30_000)).toEqual(["a"]);
    expect(reasons("session", 0)).toEqual(["b"]);
    expect(reasons("session", 30_000)).toEqual([]);
  });

  test("a limit of a namespace refuses only its buckets", () => {
    const limits = new RateLimits();
    limits.add({ ...limit([], 60, "a"), namespaces: ["sessions"] });
    expect(limits.check({ scoping: SCOPING, category: "error" }, 0)).toEqual([]);
    const bucket = { scoping: SCOPING, category: "metric_bucket" } as const;
    expect(limits.check({ ...bucket, namespace: "spans" }, 0)).toEqual([]);
    expect(limits.check({ ...bucket, namespace: "sessions" }, 0)).toHaveLength(1);
  });

  test("never holds more than its bound, and drops what ends first", () => {
    const limits = new RateLimits();
    for (let n = 0; n <= MAX_LIMITS_PER_KEY; n++) {
      limits.add({ ...limit(["error"], 1000 - n, "r"), scope: { kind: "project", id: String(n) } });
    }
    expect(limits.all).toHaveLength(MAX_LIMITS_PER_KEY);
    expect(limits.all.at(-1)?.scope.id).toBe(String(MAX_LIMITS_PER_KEY - 1));
  });
});

describe("RateLimitStore", () => {
  test("transactions and spans inherit from each other", () => {
    const store = new RateLimitStore({ maxKeys: 10 });
    store.add("k", [limit(["span"], 60, "s"), limit(["error", "transaction"], 60, "t")]);
    expect(formatRateLimits(store.of("k"), 0)).toBe(
      "60:transaction;span:key:s, 60:error;transaction;span:key:t",
    );
  });

  test("a limit of another organization does not match, though the key is the same", () => {
    const store = new RateLimitStore({ maxKeys: 10 });
    store.add("k", [limit(["error"], 60, "a", "organization")]);
    const moved = { ...SCOPING, organizationId: 8 };
    expect(store.check({ scoping: moved, category: "error" }, 0)).toEqual([]);
    expect(store.check({ scoping: SCOPING, category: "error" }, 0)).toHaveLength(1);
  });

  test("forgets the key that was told longest ago when it is full, and what has ended", () => {
    const store = new RateLimitStore({ maxKeys: 2 });
    store.add("a", [limit([], 10, "r")]);
    store.add("b", [limit([], 20, "r")]);
    store.add("a", [limit([], 30, "r")]);
    store.add("c", [limit([], 5, "r")]);
    expect([store.has("a"), store.has("b"), store.has("c")]).toEqual([true, false, true]);
    store.expire(10_000);
    expect([store.has("a"), store.has("c"), store.size]).toEqual([true, false, 1]);
  });

  test("whatever is added, nothing that it once refused for longer is let through", () => {
    const category = fc.constantFrom<DataCategory>("error", "transaction", "span", "session");
    const added = fc.record({
      categories: fc.uniqueArray(category),
      seconds: fc.integer({ min: 1, max: 100 }),
    });
    fc.assert(
      fc.property(fc.array(added), category, fc.integer({ min: 0, max: 99 }), (list, asked, nowSeconds) => {
        const store = new RateLimitStore({ maxKeys: 1 });
        for (const { categories, seconds } of list) store.add("k", [limit(categories, seconds, "r")]);
        const twins: readonly DataCategory[] =
          asked === "span" || asked === "transaction" ? ["span", "transaction"] : [asked];
        const expected = list.some(
          ({ categories, seconds }) =>
            seconds > nowSeconds &&
            (categories.length === 0 || twins.some((twin) => categories.includes(twin))),
        );
        const found = store.check({ scoping: SCOPING, category: asked }, nowSeconds * 1000);
        expect(found.length > 0).toBe(expected);
      }),
    );
  });
});
