import { describe, expect, test } from "bun:test";
import { Item } from "../protocol/item.ts";
import { itemQuantities } from "../protocol/item-quantities.ts";
import { checkEnvelopeLimits } from "./envelope-limits.ts";
import { limitCheck } from "./limit-check.ts";
import { parseQuotas } from "./quota.ts";
import { parseRateLimits } from "./rate-limit-headers.ts";
import { RateLimitStore } from "./rate-limit-store.ts";

const SCOPING = { organizationId: 7, projectId: "42", publicKey: "k", keyId: 1 };
const BYTES = Buffer.from("hello");

describe("an envelope's own items", () => {
  const items = [
    Item.create("event", BYTES),
    Item.create("attachment", BYTES),
    Item.create("check_in", BYTES),
  ];

  function verdict(learnt: string, quotas: readonly object[]) {
    const store = new RateLimitStore({ maxKeys: 1 });
    store.add("k", parseRateLimits(learnt, SCOPING, 0));
    const check = limitCheck({ learnt: store, quotas: [[], parseQuotas(quotas)] }, SCOPING, 0);
    if (check === undefined) return undefined;
    const { rejections, told } = checkEnvelopeLimits(items, itemQuantities, check);
    return {
      removed: rejections.map(({ item, limit }) => `${item.type} ${limit.reasonCode}`),
      told: told.map(({ reasonCode }) => reasonCode),
    };
  }

  test("are checked against what was learnt and against quotas of 0", () => {
    const quota = { categories: ["monitor"], limit: 0, reasonCode: "no crons" };
    expect(verdict("60:error:organization:over", [quota])).toEqual({
      removed: ["event over", "attachment over", "check_in no crons"],
      told: ["over", "no crons"],
    });
  });

  test("a quota that counts is not for this relay", () => {
    expect(verdict("", [{ categories: ["error"], limit: 5, window: 60, id: "q" }])).toBeUndefined();
  });

  test("without limits there is nothing to check", () => {
    expect(verdict("", [])).toBeUndefined();
    expect(verdict("60:span", [])).toEqual({ removed: [], told: [] });
  });
});

test("metric buckets are limited by namespace", () => {
  const store = new RateLimitStore({ maxKeys: 1 });
  store.add("k", parseRateLimits("60:metric_bucket:key:r:sessions", SCOPING, 0));
  const check = limitCheck({ learnt: store, quotas: [] }, SCOPING, 0);
  expect(check?.("metric_bucket", "sessions")).toHaveLength(1);
  expect(check?.("metric_bucket", "spans")).toHaveLength(0);
  expect(check?.("metric_bucket")).toHaveLength(0);
});
