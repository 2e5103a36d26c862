import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { MetricBucket, MetricValue } from "./metric-bucket.ts";
import { type AggregatorOptions, type FlushedPartition, MetricsAggregator } from "./metrics-aggregator.ts";
import { AGGREGATOR_OPTIONS } from "./testkit/aggregator-options.ts";

const NOW_MS = 1_795_517_000_000;
const NOW = NOW_MS / 1000;
const OPTIONS: AggregatorOptions = {
  ...AGGREGATOR_OPTIONS,
  maxNameLength: 60,
  maxTagKeyLength: 20,
  maxTagValueLength: 20,
};

function bucket(more: Partial<MetricBucket> = {}): MetricBucket {
  return {
    timestampSeconds: NOW,
    widthSeconds: 1,
    name: "c:sessions/session@none",
    namespace: "sessions",
    value: { type: "c", value: 1 },
    tags: {},
    metadata: { merges: 1, receivedAtSeconds: NOW },
    ...more,
  };
}

function all(flushed: readonly FlushedPartition[]): readonly MetricBucket[] {
  return flushed.flatMap(({ byKey }) => [...byKey.values()].flat());
}

/** Merges these, and flushes. */
function merged(buckets: readonly MetricBucket[], options: Partial<AggregatorOptions> = {}) {
  const aggregator = new MetricsAggregator({ ...OPTIONS, ...options }, NOW_MS);
  aggregator.merge("key", buckets, NOW_MS);
  return all(aggregator.flushAll());
}

describe("merging", () => {
  const values = (...list: MetricValue[]) => merged(list.map((value) => bucket({ value })))[0]?.value.value;

  test("counters add, distributions append, sets unite, gauges compare", () => {
    expect(values({ type: "c", value: 1 }, { type: "c", value: 2.5 })).toBe(3.5);
    expect(values({ type: "d", value: [3, 1] }, { type: "d", value: [1] })).toEqual([3, 1, 1]);
    expect(values({ type: "s", value: [3, 1] }, { type: "s", value: [1, 7] })).toEqual([3, 1, 7]);
    const gauge = (last: number, min: number, max: number, sum: number, count: number): MetricValue => ({
      type: "g",
      value: { last, min, max, sum, count },
    });
    expect(values(gauge(1, 1, 1, 1, 1), gauge(5, 0, 9, 2, 3))).toEqual(gauge(5, 0, 9, 3, 4).value);
  });

  test("sets stay sets when they grow large", () => {
    const members = Array.from({ length: 100 }, (_, index) => index);
    const united = values(
      { type: "s", value: members.slice(0, 60) },
      { type: "s", value: members.slice(20) },
    );
    expect(united).toEqual(members);
    const one = values(...members.map((member): MetricValue => ({ type: "s", value: [member % 50] })));
    expect(one).toEqual(members.slice(0, 50));
  });

  test("sums stay numbers that JSON can write", () => {
    expect(values({ type: "c", value: 1e308 }, { type: "c", value: 1e308 })).toBe(Number.MAX_VALUE);
  });

  test("equal are those of one slot, type, name and tags, in whatever order", () => {
    const tags = { a: "1", b: "2" };
    const [first, ...rest] = merged([
      bucket({ tags, timestampSeconds: NOW + 9 }),
      bucket({ tags: { b: "2", a: "1" }, widthSeconds: 5 }),
    ]);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({ timestampSeconds: NOW, widthSeconds: 10, tags, value: { value: 2 } });
    const different = [
      bucket({ tags }),
      bucket({ tags: { a: "1" } }),
      bucket({ tags: { a: "1", b: "3" } }),
      bucket({ tags: { a1: "", b: "2" } }),
      bucket({ tags, name: "c:sessions/other@none" }),
      bucket({ tags, value: { type: "s", value: [1] } }),
      bucket({ tags, timestampSeconds: NOW - 10 }),
    ];
    expect(merged(different)).toHaveLength(different.length);
  });

  test("metadata: merges add up, the earliest arrival counts", () => {
    const times = [undefined, 30, 20, 25].map((receivedAtSeconds) =>
      bucket({ metadata: { merges: 2, receivedAtSeconds } }),
    );
    expect(merged(times)[0]?.metadata).toEqual({ merges: 8, receivedAtSeconds: 20 });
    const unknown = { merges: 1, receivedAtSeconds: undefined };
    expect(merged([bucket({ metadata: unknown })])[0]?.metadata).toEqual(unknown);
  });
});

describe("what is taken", () => {
  test("the window is rounded up to whole slots", () => {
    const aggregator = new MetricsAggregator(OPTIONS, NOW_MS);
    const times = [-432_000, -432_001, -432_010, 60, 69, 70].map((offset) => NOW + offset);
    const results = times.map((timestampSeconds) => {
      return aggregator.merge("key", [bucket({ timestampSeconds })], NOW_MS).dropped.timestamp ?? 0;
    });
    expect(results).toEqual([0, 1, 1, 0, 0, 1]);
  });

  test("names and tags have their limits", () => {
    const long = bucket({ name: `c:sessions/${"a".repeat(50)}@none` });
    const aggregator = new MetricsAggregator(OPTIONS, NOW_MS);
    expect(aggregator.merge("key", [long], NOW_MS)).toEqual({ merged: 0, dropped: { name_too_long: 1 } });
    const tags = {
      ["k".repeat(20)]: "v",
      ["k".repeat(21)]: "v",
      long: "v".repeat(21),
      fits: "é".repeat(20),
      astral: "😀".repeat(20),
      "a\u0001": "x",
      control: "x\u0002y\nz\tq\u007f\u0085",
      "": "",
    };
    expect(merged([bucket({ tags })])[0]?.tags).toEqual({
      "": "",
      astral: "😀".repeat(20),
      control: "xyzq",
      fits: "é".repeat(20),
      ["k".repeat(20)]: "v",
    });
  });

  test("caps drop the rest of a message until the next flush", () => {
    const tagged = (index: number) => bucket({ tags: { index: String(index) } });
    const many = Array.from({ length: 100 }, (_, index) => tagged(index));
    const aggregator = new MetricsAggregator({ ...OPTIONS, maxTotalBytes: 2_000 }, NOW_MS);
    const result = aggregator.merge("key", many, NOW_MS);
    expect(result.merged).toBeGreaterThan(5);
    expect(result.merged + (result.dropped.total_bytes ?? 0)).toBe(100);
    expect([aggregator.isFull, aggregator.size]).toEqual([true, result.merged]);
    expect(aggregator.bytes).toBeLessThan(2_200);
    expect(all(aggregator.flushAll())).toHaveLength(result.merged);
    expect([aggregator.isFull, aggregator.bytes, aggregator.size]).toEqual([false, 0, 0]);
    expect(aggregator.merge("key", [tagged(1)], NOW_MS).merged).toBe(1);
  });

  test("a project's cap is its own", () => {
    const many = Array.from({ length: 100 }, (_, index) => bucket({ tags: { index: String(index) } }));
    const aggregator = new MetricsAggregator({ ...OPTIONS, maxProjectBytes: 1_000 }, NOW_MS);
    expect(aggregator.merge("a", many, NOW_MS).dropped.project_bytes).toBeGreaterThan(50);
    expect(aggregator.merge("b", many.slice(0, 5), NOW_MS).merged).toBe(5);
    expect(aggregator.isFull).toBe(false);
    aggregator.flushAll();
    expect(aggregator.merge("a", many.slice(0, 5), NOW_MS).merged).toBe(5);
  });
});

describe("flushing", () => {
  test("a slot's partitions go one after another, after the slot and the delay", () => {
    const aggregator = new MetricsAggregator({ ...OPTIONS, flushPartitions: 2 }, NOW_MS);
    for (const key of ["a", "b", "c", "d"]) aggregator.merge(key, [bucket()], NOW_MS);
    expect(all(aggregator.flush(NOW_MS + 34_999))).toEqual([]);
    const first = aggregator.flush(NOW_MS + 35_000);
    expect(first.map(({ partition }) => partition)).toEqual([0]);
    expect(aggregator.flush(NOW_MS + 39_999)).toEqual([]);
    const second = aggregator.flush(NOW_MS + 40_000);
    expect(second.map(({ partition }) => partition)).toEqual([1]);
    const keys = [...first, ...second].flatMap(({ byKey }) => [...byKey.keys()]);
    expect(keys.sort()).toEqual(["a", "b", "c", "d"]);
  });

  test("with one second and no delay, a session is sent a second later", () => {
    const options = { ...OPTIONS, intervalSeconds: 2, initialDelaySeconds: 0, flushPartitions: 1 };
    const aggregator = new MetricsAggregator(options, NOW_MS);
    aggregator.merge("a", [bucket()], NOW_MS + 1_000);
    expect(all(aggregator.flush(NOW_MS + 1_999))).toEqual([]);
    expect(all(aggregator.flush(NOW_MS + 2_000))).toHaveLength(1);
  });

  test("buckets of the past and the future go with a slot near now", () => {
    const aggregator = new MetricsAggregator(OPTIONS, NOW_MS);
    const times = [NOW - 400_000, NOW + 60].map((timestampSeconds) => bucket({ timestampSeconds }));
    aggregator.merge("a", times, NOW_MS);
    const ring = (1 + 30 / 10) * 10_000;
    const flushed = all(aggregator.flush(NOW_MS + ring));
    expect(flushed.map(({ timestampSeconds }) => timestampSeconds - NOW).sort()).toEqual([-400_000, 60]);
  });

  test("after a long pause everything goes once", () => {
    const aggregator = new MetricsAggregator(OPTIONS, NOW_MS);
    for (const key of ["a", "b", "c"]) aggregator.merge(key, [bucket()], NOW_MS);
    expect(all(aggregator.flush(NOW_MS + 86_400_000))).toHaveLength(3);
    expect(all(aggregator.flush(NOW_MS + 86_400_000))).toHaveLength(0);
  });

  test("a clock that goes back flushes nothing twice", () => {
    const aggregator = new MetricsAggregator(OPTIONS, NOW_MS);
    aggregator.merge("a", [bucket()], NOW_MS);
    aggregator.flush(NOW_MS + 60_000);
    aggregator.merge("a", [bucket()], NOW_MS + 60_000);
    expect(aggregator.flush(NOW_MS)).toEqual([]);
    expect(all(aggregator.flush(NOW_MS + 600_000))).toHaveLength(1);
  });

  test("what goes in comes out, whatever the order of merges and flushes", () => {
    const step = fc.record({
      key: fc.constantFrom("a", "b", "c"),
      offset: fc.integer({ min: -100, max: 60 }),
      value: fc.nat(100),
      tag: fc.constantFrom("x", "y"),
      waitMs: fc.nat(20_000),
    });
    const batching = fc.constantFrom("project", "bucket", "partition", "none" as const);
    const delay = fc.constantFrom(0, 5, 30);
    fc.assert(
      fc.property(fc.array(step), batching, delay, (steps, flushBatching, initialDelaySeconds) => {
        const options = { ...OPTIONS, flushBatching, initialDelaySeconds };
        const aggregator = new MetricsAggregator(options, NOW_MS);
        let nowMs = NOW_MS;
        let [sumIn, sumOut] = [0, 0];
        const take = (flushed: readonly FlushedPartition[]) => {
          for (const { value } of all(flushed)) sumOut += value.value as number;
        };
        for (const { key, offset, value, tag, waitMs } of steps) {
          const timestampSeconds = Math.floor(nowMs / 1000) + offset;
          const counter = bucket({ timestampSeconds, value: { type: "c", value }, tags: { tag } });
          if (aggregator.merge(key, [counter], nowMs).merged === 1) sumIn += value;
          nowMs += waitMs;
          take(aggregator.flush(nowMs));
        }
        take(aggregator.flushAll());
        expect([sumOut, aggregator.size, aggregator.bytes]).toEqual([sumIn, 0, 0]);
      }),
    );
  });
});

test("a distinct bucket of four tags takes less than 100 bytes", () => {
  const count = 20_000;
  const aggregator = new MetricsAggregator(OPTIONS, NOW_MS);
  for (let index = 0; index < count; index++) {
    const tags = {
      environment: "production",
      release: `app@${index}`,
      "session.status": "init",
      sdk: "sdk/9.0.0",
    };
    aggregator.merge(`key ${index % 100}`, [bucket({ tags })], NOW_MS);
  }
  expect(aggregator.size).toBe(count);
  expect(aggregator.bytes / count).toBeLessThan(100);
});
