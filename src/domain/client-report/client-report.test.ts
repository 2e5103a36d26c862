import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { DataCategory } from "../protocol/data-category.ts";
import { clientReportJson, parseClientReport, type ReportedOutcome } from "./client-report.ts";
import { reportTimeMs } from "./report-time.ts";

const ENTRY = { reason: "queue_overflow", category: "error", quantity: 2 };

/** `kind reason category quantity` of each outcome. */
function read(report: object): readonly string[] | undefined {
  return parseClientReport(JSON.stringify(report))?.outcomes.map(
    ({ kind, reason, category, quantity }) => `${kind} ${reason} ${category} ${quantity}`,
  );
}

/** Seen on the reference. */
describe("reading", () => {
  test("each list is an outcome of its own", () => {
    const report = {
      discarded_events: [ENTRY, { ...ENTRY, reason: "" }],
      rate_limited_events: [
        { ...ENTRY, reason: "quota" },
        { ...ENTRY, reason: "" },
      ],
      filtered_events: [{ ...ENTRY, reason: "my-filter" }],
      filtered_sampling_events: [{ ...ENTRY, reason: "Sampled:1500,1000" }],
    };
    expect(read(report)).toEqual([
      "client_discard queue_overflow error 2",
      "client_discard  error 2",
      "rate_limited quota error 2",
      "rate_limited undefined error 2",
      "filtered my-filter error 2",
      "filtered Sampled:1000,1500 error 2",
    ]);
  });

  test.each<[object, string[]]>([
    [{ quantity: 4294967296 }, ["client_discard queue_overflow error 4294967296"]],
    [{ category: "zzz" }, ["client_discard queue_overflow unknown 2"]],
    [{ category: "user_report_v2" }, ["client_discard queue_overflow feedback 2"]],
    [{ reason: "a".repeat(200), extra: 1 }, [`client_discard ${"a".repeat(200)} error 2`]],
    [{ reason: "a".repeat(201) }, []],
    [{ reason: "é".repeat(101) }, []],
  ])("an entry with %p", (fields, expected) => {
    expect(read({ discarded_events: [{ ...ENTRY, ...fields }] })).toEqual(expected);
  });

  test("sampled are those whose reason names rules", () => {
    const reasons = [
      "Sampled:",
      "Sampled:abc",
      "sampled:1",
      "Sampled:3000,x",
      "Sampled: 1000",
      "Sampled:1000,",
    ];
    const good = ["Sampled:1", "Sampled:0", "Sampled:1000,1000", "Sampled:4999,1400,1599,7"];
    const list = [...reasons, ...good].map((reason) => ({ ...ENTRY, reason }));
    const outcomes = parseClientReport(
      JSON.stringify({ discarded_events: [], filtered_sampling_events: list }),
    )?.outcomes;
    expect(outcomes?.map(({ reason }) => reason)).toEqual([
      "Sampled:0",
      "Sampled:0",
      "Sampled:1000",
      "Sampled:1400,1500,3000,0",
    ]);
  });

  test.each([
    [{}],
    [{ rate_limited_events: [ENTRY] }],
    [{ discarded_events: null }],
    [{ discarded_events: [5] }],
    [{ discarded_events: [null] }],
    [{ discarded_events: [{ ...ENTRY, quantity: 1.5 }] }],
    [{ discarded_events: [{ ...ENTRY, quantity: -1 }] }],
    [{ discarded_events: [{ ...ENTRY, quantity: "1" }] }],
    [{ discarded_events: [{ ...ENTRY, quantity: undefined }] }],
    [{ discarded_events: [{ ...ENTRY, category: 1 }] }],
    [{ discarded_events: [{ ...ENTRY, category: undefined }] }],
    [{ discarded_events: [{ ...ENTRY, reason: null }] }],
    [{ discarded_events: [ENTRY], filtered_events: 5 }],
    [{ discarded_events: [ENTRY], filtered_events: [5] }],
    [{ discarded_events: [ENTRY], timestamp: "x" }],
    [{ discarded_events: [ENTRY], timestamp: "1795488600" }],
    [{ discarded_events: [ENTRY], timestamp: "2026-11-24T10:00:00" }],
  ])("%p is no report", (report) => {
    expect(read(report)).toBeUndefined();
  });

  test("times are seconds or RFC 3339", () => {
    const timeOf = (timestamp: unknown) =>
      parseClientReport(JSON.stringify({ timestamp, discarded_events: [] }))?.timestampMs;
    expect([timeOf(5.5), timeOf("1970-01-01T00:00:05.5Z"), timeOf(null), timeOf(undefined)]).toEqual([
      5500,
      5500,
      undefined,
      undefined,
    ]);
  });

  test("any text is read without throwing", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (json) => parseClientReport(json) !== null));
  });
});

describe("writing", () => {
  const outcome = (kind: ReportedOutcome["kind"], reason?: string, category: DataCategory = "error") =>
    ({ kind, reason, category, quantity: 3 }) as const;

  test("one list per outcome, the mandatory one always", () => {
    expect(clientReportJson(1795488600, [outcome("rate_limited", "foo")])).toBe(
      '{"timestamp":1795488600,"discarded_events":[],"rate_limited_events":[{"reason":"foo","category":"error","quantity":3}]}',
    );
    const all = [
      outcome("filtered", "localhost"),
      outcome("filtered", "Sampled:1000"),
      outcome("client_discard", "queue_overflow"),
      outcome("rate_limited"),
      outcome("invalid", "missing_signature"),
    ];
    const json = clientReportJson(1, all);
    expect(Object.keys(JSON.parse(json ?? ""))).toEqual([
      "timestamp",
      "discarded_events",
      "rate_limited_events",
      "filtered_events",
      "filtered_sampling_events",
    ]);
    expect(JSON.parse(json ?? "").rate_limited_events[0].reason).toBe("");
    expect(JSON.parse(json ?? "").discarded_events).toHaveLength(2);
  });

  test("outcomes that travel in no client report are left out", () => {
    const none = [
      outcome("accepted"),
      outcome("abuse"),
      outcome("cardinality_limited"),
      outcome("invalid", "invalid_json"),
      outcome("client_discard", "x", "unknown"),
    ];
    expect(clientReportJson(1, none)).toBeUndefined();
    expect(clientReportJson(1, [])).toBeUndefined();
  });

  test("what is written is read as the same", () => {
    const entry = fc.record({
      kind: fc.constantFrom("client_discard", "rate_limited", "filtered"),
      reason: fc.stringMatching(/^[a-z]{1,9}$/),
      category: fc.constantFrom<DataCategory>("error", "span", "attachment"),
      quantity: fc.nat(),
    });
    const key = (each: ReportedOutcome) => JSON.stringify(each);
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1 }), (outcomes) => {
        const report = parseClientReport(clientReportJson(1, outcomes as ReportedOutcome[]) ?? "");
        expect(report?.outcomes.map(key).sort()).toEqual((outcomes as ReportedOutcome[]).map(key).sort());
      }),
    );
  });
});

describe("when it happened", () => {
  const receivedAtMs = 1_000_000_000;
  const options = { sentAtMs: undefined, receivedAtMs, maxPastMs: 86_400_000, maxFutureMs: 60_000 };

  test("as the report says, or on arrival", () => {
    expect(reportTimeMs(receivedAtMs - 5, options)).toBe(receivedAtMs - 5);
    expect(reportTimeMs(undefined, options)).toBe(receivedAtMs);
  });

  test("a wrong clock is corrected; what has no time of its own is not", () => {
    const wrong = { ...options, sentAtMs: receivedAtMs - 7_200_000 };
    expect(reportTimeMs(receivedAtMs - 7_205_000, wrong)).toBe(receivedAtMs - 5_000);
    expect(reportTimeMs(undefined, wrong)).toBe(receivedAtMs);
  });

  test("too long ago or too far ahead does not count", () => {
    const times = [-86_400_000, -86_400_001, 60_000, 60_001].map((offset) => receivedAtMs + offset);
    expect(times.map((time) => reportTimeMs(time, options) !== undefined)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});
