import { expect, test } from "bun:test";
import { limitCheck } from "../quota/limit-check.ts";
import { parseQuotas } from "../quota/quota.ts";
import { RateLimitStore } from "../quota/rate-limit-store.ts";
import { readMetricBuckets } from "./bucket-json.ts";
import { limitBuckets } from "./limit-buckets.ts";

const SCOPING = { projectId: "42", publicKey: "k" };
const bucket = (name: string, value: number, tags: object = {}) => ({
  timestamp: 1,
  width: 1,
  name: `c:${name}@none`,
  type: "c",
  value,
  tags,
});
const BUCKETS =
  readMetricBuckets([
    bucket("sessions/session", 3),
    bucket("spans/usage", 3, { is_segment: "true", was_transaction: "true" }),
    bucket("spans/usage", 5),
    bucket("spans/other", 3),
    bucket("transactions/usage", 3),
    bucket("outcomes/accepted", 3),
  ]) ?? [];

const SPANS = { metric_bucket: 3, span: 8, transaction: 3 };

/** Seen on the reference: a quota of 0, which namespaces are left, and what outcomes say. */
test.each<[object, string, Record<string, number>[]]>([
  [{ categories: ["metric_bucket"] }, "outcomes", [{ metric_bucket: 1 }, SPANS, { metric_bucket: 1 }]],
  [{}, "outcomes", [{ metric_bucket: 1 }, SPANS, { metric_bucket: 1 }]],
  [
    { categories: ["metric_bucket"], namespace: "sessions" },
    "outcomes spans transactions",
    [{ metric_bucket: 1 }],
  ],
  [{ categories: ["metric_bucket"], namespace: "outcomes" }, "outcomes sessions spans transactions", []],
  [{ namespace: "spans" }, "outcomes sessions transactions", [SPANS]],
  [{ categories: ["span"] }, "outcomes sessions transactions", [SPANS]],
  [{ categories: ["session"] }, "outcomes sessions spans transactions", []],
  [{ categories: ["transaction"] }, "outcomes sessions spans transactions", []],
  [{ categories: ["span_indexed"] }, "outcomes sessions spans transactions", []],
])("a quota of 0 on %p leaves %s", (quota, left, outcomes) => {
  const learnt = new RateLimitStore({ maxKeys: 1 });
  const quotas = [parseQuotas([{ limit: 0, reasonCode: "r", ...quota }])];
  const check = limitCheck({ learnt, quotas }, SCOPING, 0);
  if (check === undefined) throw new Error("nothing to check");
  const { kept, rejections } = limitBuckets(BUCKETS, check);
  expect([...new Set(kept.map(({ namespace }) => namespace))].sort().join(" ")).toBe(left);
  expect(rejections.every(({ limit }) => limit.reasonCode === "r")).toBe(true);
  const told = rejections.map(({ quantities }) =>
    Object.fromEntries(quantities.map(({ category, quantity }) => [category, quantity])),
  );
  expect(told).toEqual(outcomes);
});
