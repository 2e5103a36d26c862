import { describe, expect, test } from "bun:test";
import type { Fields } from "../conditions/field.ts";
import { NO_HEADER_FIELDS } from "../protocol/header-fields.ts";
import type { TraceContext } from "../protocol/trace-context.ts";
import { parseSamplingConfig } from "./sampling-config.ts";
import { compileRules, SamplingEvaluation, type SamplingMatch } from "./sampling-rules.ts";
import { seededRandom } from "./seeded-random.ts";
import { TRACE_FIELDS } from "./trace-fields.ts";

test.each([
  ["00000000000000000000000000000000", 0.21723014649319783],
  ["4a106cf6b15144eb9131ae7db1a157a3", 0.22937639918110952],
  ["67e5504410b1426f9247bb680e5fe0c8", 0.8117029693018862],
  ["ffffffffffffffffffffffffffffffff", 0.4667000898975493],
])("the draw of %s", (id, expected) => expect(seededRandom(id)).toBe(expected));

const ALWAYS = { op: "and", inner: [] };
const NEVER = { op: "or", inner: [] };
const NOW_MS = Date.UTC(2026, 0, 6);
const NOTHING: Fields<undefined> = { field: () => undefined };

function rule(id: number, type: string, value: number, more: object = {}): object {
  return { id, type: "trace", condition: ALWAYS, samplingValue: { type, value }, ...more };
}

function evaluate(...groups: readonly (readonly object[])[]): SamplingMatch | undefined {
  const evaluation = new SamplingEvaluation(NOW_MS);
  for (const rules of groups) {
    const parsed = parseSamplingConfig(JSON.stringify({ version: 2, rules }));
    if (parsed === undefined) throw new Error("unsupported");
    const match = evaluation.evaluate(compileRules(parsed, "trace", NOTHING), undefined, "seed");
    if (match !== undefined) return match;
  }
  return undefined;
}

describe("rules", () => {
  test("the first rate that applies ends it", () => {
    expect(
      evaluate([
        rule(1, "sampleRate", 0.5, { condition: NEVER }),
        rule(2, "sampleRate", 0.2),
        rule(3, "sampleRate", 1),
      ]),
    ).toEqual({
      sampleRate: 0.2,
      seed: "seed",
      ruleIds: [2],
    });
  });

  test("factors multiply, across groups too", () => {
    expect(
      evaluate([rule(1, "factor", 2)], [rule(2, "factor", 1.5), rule(3, "sampleRate", 0.1)]),
    ).toMatchObject({
      sampleRate: 0.30000000000000004,
      ruleIds: [1, 2, 3],
    });
  });

  test("no rate leaves the 0..1 range", () => {
    expect(evaluate([rule(1, "factor", 20), rule(3, "sampleRate", 0.1)])?.sampleRate).toBe(1);
    expect(evaluate([rule(3, "sampleRate", -1)])?.sampleRate).toBe(0);
  });

  test("only the first minimum counts", () => {
    const minimums = [rule(1, "minimumSampleRate", 0.4), rule(2, "minimumSampleRate", 0.9)];
    expect(evaluate([...minimums, rule(3, "sampleRate", 0.1)])).toMatchObject({
      sampleRate: 0.4,
      ruleIds: [1, 3],
    });
  });

  test("without a rate there is no match", () => expect(evaluate([rule(1, "factor", 0)])).toBeUndefined());

  test.each([
    ["before", { start: "2026-01-07T00:00:00Z" }, false],
    ["at the start", { start: "2026-01-06T00:00:00Z", end: null }, true],
    ["at the end", { start: null, end: "2026-01-06T00:00:00Z" }, false],
    ["within", { start: "2026-01-05T00:00:00Z", end: "2026-01-06T00:00:01Z" }, true],
  ])("time: %s", (_, timeRange, applies) => {
    expect(evaluate([rule(1, "sampleRate", 0.5, { timeRange })]) !== undefined).toBe(applies);
  });

  test("a rule decays over its time", () => {
    const timeRange = { start: "2026-01-05T00:00:00Z", end: "2026-01-09T00:00:00Z" };
    const decayingFn = { type: "linear", decayedValue: 0.1 };
    expect(evaluate([rule(1, "sampleRate", 0.5, { timeRange, decayingFn })])?.sampleRate).toBe(0.4);
  });

  test.each([
    [
      "without an end",
      { timeRange: { start: "2026-01-05T00:00:00Z" }, decayingFn: { type: "linear", decayedValue: 0 } },
    ],
    [
      "upwards",
      {
        timeRange: { start: "2026-01-05T00:00:00Z", end: "2026-01-09T00:00:00Z" },
        decayingFn: { type: "linear", decayedValue: 0.6 },
      },
    ],
  ])("a rule that decays %s does not count", (_, more) => {
    expect(evaluate([rule(1, "sampleRate", 0.5, more), rule(2, "sampleRate", 0.3)])?.ruleIds).toEqual([2]);
  });
});

describe("a config", () => {
  const parse = (config: unknown) => parseSamplingConfig(JSON.stringify(config));

  test("of version 1 has its rules in two places", () => {
    const config = { rules: [rule(1, "factor", 1)], rulesV2: [rule(2, "factor", 1)] };
    expect(parse(config)?.map(({ id }) => id)).toEqual([1, 2]);
    expect(parse({ ...config, version: 2 })?.map(({ id }) => id)).toEqual([1]);
  });

  test.each([
    ["a newer version", { version: 3 }],
    ["another kind of rule", { rules: [rule(1, "factor", 1, { type: "log" })] }],
    [
      "an unknown condition",
      { rules: [rule(1, "factor", 1, { condition: { op: "not", inner: { op: "new" } } })] },
    ],
    ["a reservoir", { rules: [{ ...rule(1, "factor", 1), samplingValue: { type: "reservoir", limit: 1 } }] }],
    ["no condition", { rules: [rule(1, "factor", 1, { condition: undefined })] }],
    ["an id below 0", { rules: [rule(-1, "factor", 1)] }],
    ["a date for a time", { rules: [rule(1, "factor", 1, { timeRange: { start: "2026-01-01" } })] }],
    ["null for a time range", { rules: [rule(1, "factor", 1, { timeRange: null })] }],
    ["another way to decay", { rules: [rule(1, "factor", 1, { decayingFn: { type: "exponential" } })] }],
    [
      "a rate in quotes",
      { rules: [{ ...rule(1, "factor", 1), samplingValue: { type: "factor", value: "1" } }] },
    ],
    ["no object", "x"],
  ])("with %s samples nothing", (_, config) => expect(parse(config)).toBeUndefined());

  test("that is empty is one", () => expect([parse({}), parse([])]).toEqual([[], []]));
});

test("what conditions may ask of a trace", () => {
  const trace: TraceContext = {
    traceId: "a".repeat(32),
    publicKey: "b".repeat(32),
    release: "app@1",
    environment: "prod",
    transaction: "/x",
    userId: "u",
    userSegment: "",
    replayId: "C".repeat(32),
    other: NO_HEADER_FIELDS,
  };
  const ask = (path: string) => TRACE_FIELDS.field(path)?.(trace);
  expect(["release", "environment", "transaction", "user.id"].map((name) => ask(`trace.${name}`))).toEqual([
    "app@1",
    "prod",
    "/x",
    "u",
  ]);
  expect([ask("trace.user.segment"), ask("event.release"), ask("trace.toString")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(ask("trace.replay_id")).toEqual({ hex: "c".repeat(32) } as never);
});
