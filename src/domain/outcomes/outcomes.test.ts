import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { bucketJson } from "../metrics/bucket-json.ts";
import type { DataCategory } from "../protocol/data-category.ts";
import type { Outcome } from "../protocol/outcome.ts";
import { OutcomeBuckets } from "./outcome-buckets.ts";
import { outcomeMetric } from "./outcome-metrics.ts";
import { samplingReason } from "./sampling-reason.ts";

const SCOPING = { projectId: "42", publicKey: "k" };

function outcome(more: Partial<Outcome> = {}): Outcome {
  return {
    timestampMs: 12_345,
    scoping: SCOPING,
    kind: "rate_limited",
    reason: "foo",
    category: "error",
    quantity: 1,
    ...more,
  };
}

describe("aggregation", () => {
  const buckets = (maxEntries = 100) => new OutcomeBuckets({ intervalSeconds: 10, maxEntries });

  test("equal outcomes of one stretch of time are one", () => {
    const outcomes = buckets();
    outcomes.add(outcome());
    outcomes.add(outcome({ timestampMs: 19_999, quantity: 4 }));
    outcomes.add(outcome({ timestampMs: 20_000 }));
    expect(outcomes.drain()).toEqual([
      {
        name: "10 k 42  ",
        scoping: SCOPING,
        timestampSeconds: 10,
        outcomes: [{ kind: "rate_limited", reason: "foo", category: "error", quantity: 5 }],
      },
      {
        name: "20 k 42  ",
        scoping: SCOPING,
        timestampSeconds: 20,
        outcomes: [{ kind: "rate_limited", reason: "foo", category: "error", quantity: 1 }],
      },
    ]);
    expect([outcomes.size, outcomes.drain()]).toEqual([0, []]);
  });

  test("different ones stay apart", () => {
    const outcomes = buckets();
    const different: Partial<Outcome>[] = [
      {},
      { reason: undefined },
      { reason: "" },
      { kind: "filtered" },
      { category: "span" },
      { scoping: { ...SCOPING, publicKey: "l" } },
      { scoping: { ...SCOPING, projectId: "43" } },
      { scoping: { ...SCOPING, organizationId: 7 } },
      { scoping: { ...SCOPING, keyId: 7 } },
    ];
    for (const more of different) outcomes.add(outcome(more));
    expect(outcomes.size).toBe(different.length);
    expect(outcomes.drain().flatMap((batch) => batch.outcomes)).toHaveLength(different.length);
  });

  test("it says when it is full", () => {
    const outcomes = buckets(2);
    const full = ["a", "a", "b", "c"].map((reason) => outcomes.add(outcome({ reason })));
    expect(full).toEqual([false, false, true, true]);
    outcomes.drain();
    expect(outcomes.add(outcome())).toBe(false);
  });

  test("quantities in are quantities out", () => {
    const added = fc.record({
      timestampMs: fc.nat(100_000),
      reason: fc.constantFrom("a", "b", undefined),
      category: fc.constantFrom<DataCategory>("error", "span"),
      quantity: fc.nat(1_000),
    });
    fc.assert(
      fc.property(fc.array(added), (list) => {
        const outcomes = buckets();
        for (const more of list) outcomes.add(outcome(more));
        const sum = (entries: readonly { category: string; quantity: number }[], category: string) =>
          entries
            .filter((entry) => entry.category === category)
            .reduce((all, { quantity }) => all + quantity, 0);
        const drained = outcomes.drain().flatMap((batch) => batch.outcomes);
        for (const category of ["error", "span"]) expect(sum(drained, category)).toBe(sum(list, category));
      }),
    );
  });
});

describe("as metrics", () => {
  const options = { timestampSeconds: 1795488746, source: "my-relay" };

  test("an outcome is a counter of its kind", () => {
    const bucket = outcomeMetric(
      { kind: "invalid", reason: "invalid_json", category: "monitor", quantity: 1 },
      options,
    );
    expect(JSON.parse(bucketJson({ ...bucket, widthSeconds: 2 }))).toEqual({
      timestamp: 1795488746,
      width: 2,
      name: "c:outcomes/invalid@none",
      type: "c",
      value: 1,
      tags: { category: "10", reason: "invalid_json", source: "my-relay" },
    });
  });

  test("what is not known has no tag", () => {
    const bare = { kind: "rate_limited", reason: undefined, category: "unknown", quantity: 1 } as const;
    expect(outcomeMetric(bare, { ...options, source: undefined }).tags).toEqual({});
    expect(outcomeMetric({ ...bare, reason: "" }, options).tags).toEqual({ reason: "", source: "my-relay" });
  });
});

test("rules are named by class, each once, in one order", () => {
  expect(samplingReason([3000, 7, 1005, 1450, 1000, 4999, 1500, 1000])).toBe(
    "Sampled:1000,1005,1400,1500,3000,0",
  );
  expect(samplingReason([])).toBe("Sampled:");
});
