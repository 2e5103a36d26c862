import { describe, expect, test } from "bun:test";
import type { ProjectConfig } from "../../domain/project/project-config.ts";
import { EVENT_ID, envelope, item, KEY, PROFILE, projectOf, split } from "./testkit/process-bench.ts";

const TRACE_ID = "12345678123456781234567812345678";
const TRANSACTION = {
  type: "transaction",
  transaction: "/x",
  release: "app@1",
  start_timestamp: 1_795_488_000,
  timestamp: 1_795_488_001.5,
  user: { id: "u" },
  contexts: { trace: { trace_id: TRACE_ID, span_id: "1234567812345678" } },
  spans: [1_795_488_001, 1_795_488_001.7, 1_795_488_005].map((timestamp) => ({
    trace_id: TRACE_ID,
    span_id: "8765432187654321",
    start_timestamp: 1_795_488_000.5,
    timestamp,
  })),
};
const transaction = (more: object = {}) => item("transaction", { ...TRANSACTION, ...more });

const rule = (type: string, value: number, id = 1_000) => ({
  id,
  type,
  condition: { op: "and", inner: [] },
  samplingValue: { type: "sampleRate", value },
});
const sampling = (...rules: object[]): Partial<ProjectConfig> => ({
  sections: { sampling: JSON.stringify({ version: 2, rules }) },
});
const filtering = (settings: object, more: object = {}): Partial<ProjectConfig> => ({
  sections: { filterSettings: JSON.stringify(settings), ...more },
});
const trace = (publicKey: string) =>
  ({ traceId: TRACE_ID, publicKey, release: "sent", userId: "", userSegment: "" }) as never;

describe("a transaction that is not sampled", () => {
  const drop = sampling(rule("trace", 0, 1_234), rule("transaction", 0, 1_499));

  test("is dropped as what is indexed, and measured as what it was", async () => {
    const { out, reasons, measured } = await split(envelope([transaction(), item("attachment", "abc")]), {
      config: drop,
    });
    expect(out).toEqual([]);
    expect(reasons).toEqual([
      "Sampled:1400 attachment 3",
      "Sampled:1400 attachment_item 1",
      "Sampled:1400 transaction_indexed 1",
      "Sampled:1400 span_indexed 4",
    ]);
    expect(
      measured.map(({ timestampSeconds, tags, value }) => [timestampSeconds, tags, value.value]),
    ).toEqual([
      [1_795_488_001, { is_segment: "true", was_transaction: "true" }, 1],
      [1_795_488_001, { is_segment: "false" }, 2],
      [1_795_488_005, { is_segment: "false" }, 1],
    ] as never);
  });

  test("leaves its profile", async () => {
    const sent = envelope([transaction(), item("profile", PROFILE)]);
    const { out, sampled, reasons } = await split(sent, { config: drop });
    expect([out, sampled]).toEqual([[["profile"]], [false]]);
    expect(reasons.some((reason) => reason.includes("profile"))).toBe(false);
  });

  test("is told of by the rule that decided", async () => {
    const { rules } = await split(envelope([transaction()]), { config: drop });
    expect(rules).toEqual(["sampling/1499"]);
  });

  test("is not, when a filter dropped it before", async () => {
    const config = filtering({ releases: { releases: ["app@*"] } }, drop.sections);
    const { reasons, rules } = await split(envelope([transaction(), item("attachment", "abc")]), { config });
    expect(reasons).toContain("release-version transaction 1");
    expect(reasons.some((reason) => reason.includes("Sampled"))).toBe(false);
    expect(rules).toEqual(["filter/release-version"]);
  });

  test("is kept while some filter is not known", async () => {
    const config = filtering({ generic: { version: 2, filters: [] } }, drop.sections);
    expect((await split(envelope([transaction()]), { config })).out).toEqual([["transaction"]]);
  });
});

describe("the trace that a transaction goes on with", () => {
  const other = projectOf();
  const KEY_OF_OTHER = "b".repeat(32);

  test.each([
    ["its own, when nobody said", undefined, undefined, { publicKey: KEY, release: "app@1", userId: "u" }],
    [
      "its own, when the head is of nobody known",
      trace(KEY_OF_OTHER),
      undefined,
      { publicKey: KEY, release: "app@1" },
    ],
    [
      "the head's, when its project is known",
      trace(KEY_OF_OTHER),
      other,
      { publicKey: KEY_OF_OTHER, release: "sent" },
    ],
    ["the head's in this project", trace(KEY), undefined, { publicKey: KEY, release: "sent" }],
  ])("is %s", async (_, sent, samplingProject, expected) => {
    const { traces } = await split(envelope([transaction()], { trace: sent }), { samplingProject });
    expect(traces).toMatchObject([{ ...expected, traceId: TRACE_ID }]);
  });

  test("must be there", async () => {
    const { reasons, rules } = await split(envelope([transaction({ contexts: {} })]));
    expect(reasons).toContain("invalid_transaction transaction 1");
    expect(rules).toEqual(["missing valid trace context"]);
  });

  test("decides whose rules apply", async () => {
    const samplingProject = projectOf(sampling(rule("trace", 0, 1_000)));
    const config = sampling(rule("trace", 1));
    const sent = envelope([transaction()], { trace: trace(KEY_OF_OTHER) });
    expect((await split(sent, { config, samplingProject })).reasons).toContain(
      "Sampled:1000 transaction_indexed 1",
    );
    expect((await split(sent, { config })).reasons).toEqual([]);
  });
});

test("spans count as what they are, whatever the header says", async () => {
  const sent = envelope([item("transaction", TRANSACTION, { span_count: 9 })]);
  const { forwarded } = await split(sent, {});
  expect(forwarded).toContainEqual({ category: "span", quantity: 4 });
});

test("an event is filtered with everything that came along", async () => {
  const parts = [
    item("event", { release: "bad" }),
    item("attachment", "abc"),
    item("user_report", { event_id: EVENT_ID }),
  ];
  const { out, reasons } = await split(envelope(parts), {
    config: filtering({ releases: { releases: ["bad"] } }),
  });
  expect(out).toEqual([]);
  expect(reasons).toEqual([
    "release-version error 1",
    "release-version attachment 3",
    "release-version attachment_item 1",
    "release-version feedback 1",
  ]);
});
