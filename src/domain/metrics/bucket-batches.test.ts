import { expect, test } from "bun:test";
import fc from "fast-check";
import { bucketBatches, estimatedBytes } from "./bucket-batches.ts";
import { metricBucketsJson } from "./bucket-json.ts";
import type { MetricBucket, MetricValue } from "./metric-bucket.ts";
import { UNMERGED } from "./metric-bucket.ts";

function bucket(value: MetricValue, name = "x"): MetricBucket {
  const rest = {
    timestampSeconds: 1_795_517_000,
    widthSeconds: 10,
    namespace: "sessions",
    tags: {},
  } as const;
  return { ...rest, name, value, metadata: UNMERGED };
}

test("a batch takes what fits, and at least one", () => {
  const counter = bucket({ type: "c", value: 1 });
  const size = estimatedBytes(counter);
  const lengths = (maxBytes: number) =>
    bucketBatches(Array(5).fill(counter), maxBytes).map(({ length }) => length);
  expect(lengths(2 * size)).toEqual([2, 2, 1]);
  expect(lengths(10 * size)).toEqual([5]);
  expect(lengths(1)).toEqual([1, 1, 1, 1, 1]);
  expect(bucketBatches([], 100)).toEqual([]);
});

test("a distribution larger than a batch is cut", () => {
  const values = Array.from({ length: 1000 }, (_, index) => index);
  const batches = bucketBatches([bucket({ type: "d", value: values })], 2_000);
  expect(batches.length).toBeGreaterThan(5);
  expect(batches.flat().flatMap(({ value }) => value.value as number[])).toEqual(values);
  for (const batch of batches) expect(metricBucketsJson(batch).length).toBeLessThan(2_000);
});

test("nothing is lost or reordered", () => {
  const value = fc.oneof(
    fc.nat().map((counter): MetricValue => ({ type: "c", value: counter })),
    fc.array(fc.nat(), { minLength: 1 }).map((list): MetricValue => ({ type: "d", value: list })),
  );
  fc.assert(
    fc.property(fc.array(value), fc.integer({ min: 1, max: 1000 }), (values, maxBytes) => {
      const numbers = (buckets: readonly MetricBucket[]) => buckets.flatMap(({ value: v }) => v.value);
      const buckets = values.map((each, index) => bucket(each, String(index)));
      expect(numbers(bucketBatches(buckets, maxBytes).flat())).toEqual(numbers(buckets));
    }),
  );
});
