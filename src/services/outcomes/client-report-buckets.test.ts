import { expect, test } from "bun:test";
import type { Outcome } from "../../domain/protocol/outcome.ts";
import { ClientReportBuckets } from "./client-report-buckets.ts";

const outcome = (changes: Partial<Outcome>): Outcome => ({
  timestampMs: 1_795_488_605_000,
  scoping: { projectId: "42", publicKey: "a94ae32be2584e0bbd7a4cbb95971fee" },
  kind: "rate_limited",
  reason: "foo",
  category: "error",
  quantity: 1,
  ...changes,
});

test("adds up per key, slot, reason and category", () => {
  const buckets = new ClientReportBuckets(10_000);
  for (let i = 0; i < 3; i++) expect(buckets.add(outcome({}))).toBe(true);
  buckets.add(outcome({ kind: "client_discard", reason: "queue_overflow", quantity: 2 }));
  buckets.add(
    outcome({
      timestampMs: 1_795_488_611_000,
      kind: "filtered",
      reason: "Sampled:3000",
      category: "transaction",
    }),
  );
  expect(buckets.drain().map(({ json }) => json)).toEqual([
    '{"timestamp":1795488600,"discarded_events":[{"reason":"queue_overflow","category":"error","quantity":2}],"rate_limited_events":[{"reason":"foo","category":"error","quantity":3}]}',
    '{"timestamp":1795488610,"discarded_events":[],"filtered_sampling_events":[{"reason":"Sampled:3000","category":"transaction","quantity":1}]}',
  ]);
  expect(buckets.drain()).toEqual([]);
});

test("leaves out what client reports do not tell of", () => {
  const buckets = new ClientReportBuckets(10_000);
  expect(buckets.add(outcome({ kind: "invalid", reason: "too_large:event" }))).toBe(false);
  expect(buckets.add(outcome({ kind: "accepted" }))).toBe(false);
  expect(buckets.add(outcome({ kind: "invalid", reason: "missing_signature" }))).toBe(true);
});
