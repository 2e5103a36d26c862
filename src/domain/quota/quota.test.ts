import { describe, expect, test } from "bun:test";
import type { Scoping } from "../protocol/outcome.ts";
import { isValidQuota, parseQuotas, type Quota } from "./quota.ts";
import { quotaMatches, refuseAll } from "./quota-match.ts";

const SCOPING: Scoping = { organizationId: 7, projectId: "42", publicKey: "k", keyId: 1 };

function quota(json: object): Quota {
  const parsed = parseQuotas([json])[0];
  if (parsed === undefined) throw new Error("not a quota");
  return parsed;
}

describe("reading", () => {
  test("fills in what is missing", () => {
    expect(quota({})).toEqual({
      id: undefined,
      categories: [],
      scope: "organization",
      scopeId: undefined,
      limit: undefined,
      windowSeconds: undefined,
      namespace: undefined,
      reasonCode: undefined,
      groupBy: undefined,
    });
  });

  test("reads every field", () => {
    const groupBy = { maxCardinality: 3, dimensions: ["checkInSlug", "checkInEnvironment", "x"] };
    const json = {
      id: "a",
      categories: ["transaction", "error", "error", "nope"],
      scope: "project",
      scopeId: "7",
    };
    expect(
      quota({ ...json, limit: 5, window: 60, namespace: "spans", reasonCode: "r", groupBy, extra: 1 }),
    ).toEqual({
      id: "a",
      categories: ["error", "transaction", "unknown"],
      scope: "project",
      scopeId: "7",
      limit: 5,
      windowSeconds: 60,
      namespace: "spans",
      reasonCode: "r",
      groupBy: { maxCardinality: 3, dimensions: ["checkInEnvironment", "checkInSlug", "unknown"] },
    });
  });

  test.each([
    [5],
    [null],
    [[]],
    [{ id: 1 }],
    [{ limit: -1 }],
    [{ limit: "5" }],
    [{ limit: 5.5 }],
    [{ scope: null }],
    [{ scopeId: 7 }],
    [{ categories: null }],
    [{ categories: ["error", 3] }],
    [{ window: 60.5 }],
    [{ reasonCode: 5 }],
    [{ namespace: 5 }],
    [{ groupBy: 5 }],
    [{ groupBy: { dimensions: ["checkInSlug"] } }],
  ])("%p is left out, the others stay", (bad) => {
    expect(parseQuotas([{ id: "x" }, bad, { id: "y" }]).map(({ id }) => id)).toEqual(["x", "y"]);
  });

  test.each([[undefined], [null], ["x"], [{}]])("%p holds no quotas", (json) => {
    expect(parseQuotas(json)).toEqual([]);
  });
});

describe("validity", () => {
  test.each<[object, boolean]>([
    [{ limit: 0 }, true],
    [{ limit: 5 }, false],
    [{ categories: ["error"], limit: 5 }, true],
    [{ categories: ["nope"], limit: 0 }, false],
    [{ categories: ["error", "nope"], limit: 5 }, true],
    [{ categories: ["error", "attachment"], limit: 5 }, false],
    [{ categories: ["error", "attachment"], limit: 0 }, true],
    [{ limit: 0, namespace: "nope" }, false],
    [{ limit: 0, groupBy: { maxCardinality: 1, dimensions: [] } }, false],
    [{ limit: 0, groupBy: { maxCardinality: 1, dimensions: ["nope"] } }, false],
    [{ limit: 0, groupBy: { maxCardinality: 1, dimensions: ["checkInSlug"] } }, true],
  ])("%p: %p", (json, expected) => {
    expect(isValidQuota(quota(json))).toBe(expected);
  });
});

describe("matching", () => {
  test.each<[object, boolean]>([
    [{}, true],
    [{ categories: ["error", "span"] }, true],
    [{ categories: ["span"] }, false],
    [{ scope: "project", scopeId: "42" }, true],
    [{ scope: "project", scopeId: "042" }, true],
    [{ scope: "project", scopeId: "43" }, false],
    [{ scope: "project", scopeId: "x" }, false],
    [{ scope: "organization", scopeId: "7" }, true],
    [{ scope: "key", scopeId: "1" }, true],
    [{ scope: "key", scopeId: "k" }, false],
    [{ scope: "global" }, true],
    [{ scope: "global", scopeId: "1" }, false],
    [{ namespace: "spans" }, false],
    [{ groupBy: { maxCardinality: 1, dimensions: ["checkInSlug"] } }, false],
  ])("%p for an error: %p", (json, expected) => {
    expect(quotaMatches(quota(json), { scoping: SCOPING, category: "error" })).toBe(expected);
  });

  test("by namespace and dimension", () => {
    const bucket = { scoping: SCOPING, category: "metric_bucket", namespace: "spans" } as const;
    expect(quotaMatches(quota({ namespace: "spans" }), bucket)).toBe(true);
    expect(quotaMatches(quota({ namespace: "sessions" }), bucket)).toBe(false);
    const checkIn = { scoping: SCOPING, category: "monitor", dimensions: { checkInSlug: "s" } } as const;
    const bySlug = quota({ groupBy: { maxCardinality: 1, dimensions: ["checkInSlug"] } });
    expect(quotaMatches(bySlug, checkIn)).toBe(true);
  });

  test("an id that is not known meets no scopeId", () => {
    const scoping = { ...SCOPING, organizationId: undefined };
    expect(quotaMatches(quota({ scopeId: "7" }), { scoping, category: "error" })).toBe(false);
  });
});

test("a quota of 0 is a limit of a minute", () => {
  const data = { scoping: SCOPING, category: "error" } as const;
  expect(refuseAll(quota({ limit: 1 }), data, 0)).toBeUndefined();
  expect(refuseAll(quota({ limit: 0, categories: ["span"] }), data, 0)).toBeUndefined();
  expect(refuseAll(quota({ limit: 0, categories: ["error"], reasonCode: "r" }), data, 5)).toEqual({
    categories: ["error"],
    scope: { kind: "organization", id: "7" },
    reasonCode: "r",
    namespaces: [],
    expiresAtMs: 60_005,
  });
});
