import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { bucketJson, metricBucketsJson, parseBatchedBuckets, parseMetricBuckets } from "./bucket-json.ts";

const NAME = "c:sessions/session@none";
const BASE = { timestamp: 1795488540, width: 2, name: NAME, type: "c", value: 1 };

/** The bucket as it would be sent on. */
function through(fields: object): unknown {
  const bucket = parseMetricBuckets(JSON.stringify([{ ...BASE, ...fields }]))?.[0];
  return bucket === undefined ? undefined : JSON.parse(bucketJson(bucket));
}

/** Seen on the reference. */
describe("reading", () => {
  test.each<[object, object]>([
    [{}, BASE],
    [
      { value: 1.5, tags: {}, extra: 1 },
      { ...BASE, value: 1.5 },
    ],
    [
      { value: -1, width: 0 },
      { ...BASE, value: -1, width: 0 },
    ],
    [{ timestamp: 1795488540.7 }, BASE],
    [
      { type: "d", value: [3, 1, 2.5, 3] },
      { ...BASE, type: "d", value: [3, 1, 2.5, 3] },
    ],
    [
      { type: "d", value: [] },
      { ...BASE, type: "d", value: [] },
    ],
    [
      { type: "s", value: [3, 4294967295, 1, 3] },
      { ...BASE, type: "s", value: [1, 3, 4294967295] },
    ],
    [
      { type: "g", value: { last: 1, min: 0, max: 3, sum: 4, count: 2 } },
      { ...BASE, type: "g", value: { last: 1, min: 0, max: 3, sum: 4, count: 2 } },
    ],
    [
      {
        tags: { release: "a@1" },
        metadata: { merges: 5, received_at: 1795488601, extracted_from_indexed: true },
      },
      { ...BASE, tags: { release: "a@1" }, metadata: { merges: 5, received_at: 1795488601 } },
    ],
    [{ metadata: { merges: 2 } }, { ...BASE, metadata: { merges: 2, received_at: null } }],
    [{ metadata: { merges: 1 } }, BASE],
  ])("%p", (fields, expected) => {
    expect(through(fields)).toEqual(expected);
  });

  test.each([
    [{ value: "1" }],
    [{ value: null }],
    [{ value: [1] }],
    [{ type: "d", value: 5 }],
    [{ type: "d", value: { format: "array", data: [1] } }],
    [{ type: "s", value: [4294967296] }],
    [{ type: "s", value: [-1] }],
    [{ type: "s", value: [1.5] }],
    [{ type: "g", value: 5 }],
    [{ type: "g", value: { last: 1 } }],
    [{ type: "g", value: { last: 1, min: 0, max: 3, sum: 4, count: 2.5 } }],
    [{ type: undefined }],
    [{ type: "counter" }],
    [{ width: undefined }],
    [{ timestamp: "1795488540" }],
    [{ timestamp: undefined }],
    [{ timestamp: -1 }],
    [{ tags: null }],
    [{ tags: { a: 5 } }],
    [{ tags: { a: null } }],
    [{ metadata: 5 }],
    [{ metadata: null }],
    [{ name: 5 }],
  ])("%p spoils its item", (fields) => {
    expect(parseMetricBuckets(JSON.stringify([BASE, { ...BASE, ...fields }]))).toBeUndefined();
  });

  test.each([["{}"], ["x"], ["null"], ["[5]"], [""]])("%s is no list of buckets", (json) => {
    expect(parseMetricBuckets(json)).toBeUndefined();
  });

  test("buckets of no namespace we know are left out alone", () => {
    const names = [
      "c:custom/x@none",
      "c:foo/x@none",
      "plain",
      "c:nons@none",
      "e:sessions/x@none",
      "c:sessions/1x",
    ];
    const buckets = parseMetricBuckets(JSON.stringify([...names.map((name) => ({ ...BASE, name })), BASE]));
    expect(buckets?.map(({ name }) => name)).toEqual([NAME]);
  });
});

describe("names", () => {
  test.each([
    ["c:sessions/nounit", "c:sessions/nounit@none"],
    ["c:sessions/a b$é@none", "c:sessions/a_b_@none"],
    ["c:sessions/unit@millisecond", "c:sessions/unit@millisecond"],
    ["c:sessions/unit@Foo", "c:sessions/unit@foo"],
    ["c:sessions/UPPER.case-x_y@none", "c:sessions/UPPER.case_x_y@none"],
    ["d:sessions/mismatch@none", "d:sessions/mismatch@none"],
  ])("%s is %s", (name, expected) => {
    expect(parseMetricBuckets(JSON.stringify([{ ...BASE, name }]))?.[0]?.name).toBe(expected);
  });
});

test("the batch endpoint's body is read by key, bad lists left out", () => {
  const body = JSON.stringify({ buckets: { a: [BASE], b: [BASE, { bad: 1 }], c: 5, d: [] } });
  expect(Array.from(parseBatchedBuckets(body) ?? [], ([key, list]) => [key, list.length])).toEqual([
    ["a", 1],
    ["d", 0],
  ]);
  for (const json of ["{}", "[]", "x", "null", '{"buckets":[]}'])
    expect(parseBatchedBuckets(json)).toBeUndefined();
});

test("what is written is read as the same", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const value = fc.oneof(
    fc.record({ type: fc.constant("c"), value: number }),
    fc.record({ type: fc.constant("d"), value: fc.array(number) }),
    fc.record({ type: fc.constant("s"), value: fc.uniqueArray(fc.nat(4294967295)) }),
  );
  const tags = fc.dictionary(fc.string(), fc.string());
  fc.assert(
    fc.property(value, tags, fc.nat(), (typed, tagged, timestamp) => {
      const json = JSON.stringify([{ ...BASE, ...typed, timestamp, tags: tagged }]);
      const once = metricBucketsJson(parseMetricBuckets(json) ?? []);
      expect(metricBucketsJson(parseMetricBuckets(once) ?? [])).toBe(once);
    }),
  );
});
