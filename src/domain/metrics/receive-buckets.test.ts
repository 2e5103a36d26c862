import { describe, expect, test } from "bun:test";
import type { MetricNamespace } from "../quota/metric-namespace.ts";
import { clockDriftMs } from "./clock-drift.ts";
import { fnv1a32 } from "./fnv1a.ts";
import type { MetricBucket } from "./metric-bucket.ts";
import { aggregatorFor, type NamespaceCondition } from "./namespace-condition.ts";
import { receiveBuckets } from "./receive-buckets.ts";

const NAMESPACES: readonly MetricNamespace[] = [
  "sessions",
  "spans",
  "transactions",
  "outcomes",
  "unsupported",
];
const BUCKETS = NAMESPACES.map(
  (namespace): MetricBucket => ({
    timestampSeconds: 1_000,
    widthSeconds: 1,
    name: namespace,
    namespace,
    value: { type: "c", value: 1 },
    tags: {},
    metadata: { merges: 7, receivedAtSeconds: undefined },
  }),
);

describe("buckets that somebody sent", () => {
  test("of an SDK: only sessions, and received now", () => {
    const received = receiveBuckets(BUCKETS, { isTrusted: false, receivedAtMs: 5_999, driftMs: 0 });
    expect(received.map(({ namespace }) => namespace)).toEqual(["sessions"]);
    expect(received[0]?.metadata).toEqual({ merges: 1, receivedAtSeconds: 5 });
  });

  test("of a relay of ours: everything, as it says", () => {
    const received = receiveBuckets(BUCKETS, { isTrusted: true, receivedAtMs: 5_999, driftMs: 0 });
    expect(received.map(({ namespace }) => namespace)).toEqual(NAMESPACES.slice(0, 4));
    expect(received[0]?.metadata).toEqual({ merges: 7, receivedAtSeconds: undefined });
  });

  test("of a wrong clock are shifted", () => {
    const shifted = (driftMs: number) =>
      receiveBuckets(BUCKETS, { isTrusted: false, receivedAtMs: 0, driftMs })[0]?.timestampSeconds;
    expect([shifted(7_200_000), shifted(-2_000_000)]).toEqual([8_200, 0]);
  });
});

test("a clock is wrong from 55 minutes on", () => {
  const drift = (minutes: number) => clockDriftMs(0, minutes * 60_000) / 60_000;
  expect([drift(54), drift(55), drift(-54), drift(-55)]).toEqual([0, 55, 0, -55]);
  expect(clockDriftMs(undefined, 1e9)).toBe(0);
});

test("hashes are the protocol's", () => {
  expect([fnv1a32("customer-17"), fnv1a32(""), fnv1a32("é")]).toEqual([4084557920, 2166136261, 513665217]);
});

test("the first aggregator whose condition is met takes a namespace", () => {
  const is = (value: string): NamespaceCondition => ({ op: "eq", field: "namespace", value });
  const conditions: NamespaceCondition[] = [
    { op: "and", inner: [is("sessions"), { op: "not", inner: is("sessions") }] },
    { op: "or", inner: [is("spans"), is("outcomes")] },
    is("outcomes"),
    { op: "not", inner: { op: "or", inner: [is("transactions"), is("custom")] } },
  ];
  expect(NAMESPACES.slice(0, 4).map((namespace) => aggregatorFor(conditions, namespace))).toEqual([
    3,
    1,
    undefined,
    1,
  ]);
});
