import { describe, expect, test } from "bun:test";
import type { Item } from "../../domain/protocol/item.ts";
import { container, element, envelope, item, PROFILE, split } from "./testkit/process-bench.ts";
import { videoOf } from "./testkit/replay-items.ts";

const REPLAY = { replay_id: "1".repeat(32), segment_id: 0 };
const CHECK_IN = { monitor_slug: "job", status: "ok" };
const LOGS = "application/vnd.sentry.items.log+json";
const SPANS = "application/vnd.sentry.items.span.v2+json";
const METRICS = "application/vnd.sentry.items.trace-metric+json";
const TRACE_ATTACHMENT = "application/vnd.sentry.trace-attachment";
const TRACE = { traceId: "1".repeat(32), publicKey: "a".repeat(32) } as never;

const out = async (...items: Item[]) => (await split(envelope(items, { trace: TRACE }))).out;
const reasons = async (...items: Item[]) => (await split(envelope(items, { trace: TRACE }))).reasons;

describe("the order of families", () => {
  test("an envelope of everything becomes one per family", async () => {
    const items = [
      item("event"),
      item("attachment", "x"),
      item("user_report", { event_id: "1".repeat(32) }),
      item("profile"),
      item("check_in", CHECK_IN),
      container("log", LOGS, 2),
      container("trace_metric", METRICS, 1),
      container("span", SPANS, 3),
      item("replay_event", REPLAY),
      item("replay_recording"),
      item("profile_chunk", {}, { platform: "python" }),
      item("session"),
    ];
    const { out, reasons } = await split(envelope(items, { trace: TRACE }));
    expect(out).toEqual([
      ["session"],
      ["replay_event", "replay_recording"],
      ["span"],
      ["log"],
      ["trace_metric"],
      ["profile_chunk"],
      ["check_in"],
      ["event", "attachment", "user_report", "profile"],
    ]);
    expect(reasons).toEqual([]);
  });

  test("a transaction takes attachments and profile, a user report goes alone", async () => {
    const items = [
      item("user_report", { event_id: "1".repeat(32) }),
      item("attachment", "x"),
      item("transaction"),
      item("profile", PROFILE),
      item("form_data", "x"),
    ];
    expect(await out(...items)).toEqual([["attachment", "profile", "transaction"], ["user_report"]]);
  });

  test("attachments without an event go alone, trace attachments before the others", async () => {
    const trace = item("attachment", '{"a":1}body', { content_type: TRACE_ATTACHMENT, meta_length: 7 });
    expect(await out(item("attachment", "x"), trace)).toEqual([["attachment"], ["attachment"]]);
    expect((await split(envelope([item("attachment", "x")], { eventId: undefined }))).reasons).toEqual([
      "invalid_event_id attachment 1",
      "invalid_event_id attachment_item 1",
    ]);
  });

  test("metric buckets that come back from the disk go on", async () => {
    expect(await out(item("metric_buckets", []))).toEqual([["metric_buckets"]]);
  });
});

describe("duplicates", () => {
  test("of check-ins the first counts", async () => {
    const { out, reasons } = await split(envelope([item("check_in", CHECK_IN), item("check_in", CHECK_IN)]));
    expect([out, reasons]).toEqual([[["check_in"]], ["duplicate_item monitor 1"]]);
  });

  test("two containers of logs, or logs in two forms, are none", async () => {
    const integration = item(
      "integration",
      {},
      {
        content_type: "application/vnd.sentry.integration.otel.logs+json",
      },
    );
    const sent = [container("log", LOGS, 2), integration];
    expect(await out(...sent)).toEqual([]);
    expect(await reasons(...sent)).toContain("duplicate_item log_item 2");
    expect(await out(integration)).toEqual([["integration"]]);
  });

  test("single spans may be many, beside a container they are too many", async () => {
    expect(await out(item("span", element()), item("span", element({ span_id: "2".repeat(16) })))).toEqual([
      ["span", "span"],
    ]);
    expect(await out(item("span", element()), container("span", SPANS, 1))).toEqual([]);
  });

  test("a crash report may come with the event, its parts and other crash reports", async () => {
    const part = (kind: string) => item("attachment", "x", { attachment_type: kind });
    const sent = [part("event.minidump"), item("event"), part("event.payload"), part("event.attachment")];
    expect(await out(...sent)).toEqual([["event", "attachment", "attachment"]]);
    expect(await reasons(...sent)).toEqual([
      "(duplicate_item attachment 1)",
      "(duplicate_item attachment_item 1)",
    ]);
    expect(await reasons(part("event.minidump"), part("event.minidump"))).toEqual([]);
    expect(await reasons(item("unreal_report"), item("unreal_report"))).toEqual(["duplicate_item error 1"]);
    expect(await reasons(part("event.payload"))).toEqual([
      "no_event_payload attachment 1",
      "no_event_payload attachment_item 1",
      "no_event_payload error 1",
    ]);
  });

  test("a replay is an event with a recording, a recording, or a video", async () => {
    const [event, recording, video] = [item("replay_event"), item("replay_recording"), videoOf()];
    expect(await out(recording)).toEqual([["replay_recording"]]);
    expect(await out(video)).toEqual([["replay_video"]]);
    expect(await reasons(event)).toEqual(["invalid_replay_missing_recording replay 1"]);
    expect(await reasons(video, recording)).toEqual(["duplicate_item replay 1", "duplicate_item replay 1"]);
  });
});

describe("what a project does not have", () => {
  const withoutFeatures = (...items: Item[]) => split(envelope(items), { config: { features: [] } });

  test("goes without a word, but explained", async () => {
    const { out, reasons } = await withoutFeatures(
      container("log", LOGS, 2),
      item("replay_recording"),
      item("profile_chunk", {}, { platform: "cocoa" }),
    );
    expect(out).toEqual([]);
    expect(reasons).toEqual([
      "(feature_disabled replay 1)",
      expect.stringContaining("(feature_disabled log_byte"),
      "(feature_disabled log_item 2)",
      "(feature_disabled profile_chunk_ui 1)",
    ]);
  });

  test("of a trace attachment the upstream is told", async () => {
    const trace = item("attachment", "{}", { content_type: TRACE_ATTACHMENT, meta_length: 2 });
    expect((await withoutFeatures(trace)).reasons).toContain("feature_disabled attachment_item 1");
  });
});

describe("what cannot be", () => {
  test("a container that counts wrong, or is none", async () => {
    const wrong = container("log", LOGS, 2);
    wrong.setHeader("item_count", 3);
    expect(await reasons(wrong)).toContain("invalid_json log_item 3");
    expect(await reasons(item("log", { items: [] }))).toContain("invalid_json log_item 1");
    expect(await reasons(item("trace_metric", "[", { item_count: 1, content_type: METRICS }))).toContain(
      "invalid_json trace_metric 1",
    );
  });

  test("a check-in of no monitor, or of no status", async () => {
    expect(await reasons(item("check_in", { status: "ok" }))).toEqual(["invalid_check_in monitor 1"]);
    expect(await reasons(item("check_in", { monitor_slug: "job" }))).toEqual(["invalid_json monitor 1"]);
  });

  test("an event that cannot be read, and all that came with it", async () => {
    expect(await reasons(item("event", "nonsense"), item("attachment", "x"))).toEqual([
      "invalid_json error 1",
      "invalid_json attachment 1",
      "invalid_json attachment_item 1",
    ]);
  });

  test("a container of nothing, without a word", async () => {
    const sent = envelope([container("log", LOGS, 0)]);
    expect(await split(sent)).toMatchObject({ out: [], reasons: [] });
  });

  test("spans without a trace context, unless a relay made them", async () => {
    expect((await split(envelope([item("span", element())]))).reasons).toEqual([
      "missing_dsc span 1",
      "missing_dsc span_indexed 1",
    ]);
  });

  test("a profile that belongs to a transaction which is not here", async () => {
    expect(await reasons(item("profile"))).toContain("profiling_invalid_standalone profile 1");
    expect(await out(item("profile", PROFILE, { sampled: false }))).toEqual([["profile"]]);
  });

  test("a user report that is none", async () => {
    expect(await reasons(item("user_report", "nonsense"))).toEqual(["invalid_json feedback 1"]);
  });
});

describe("sessions and client reports", () => {
  const session = {
    sid: "1".repeat(32),
    init: true,
    started: "2026-11-24T02:49:00Z",
    attrs: { release: "a@1" },
  };
  const sessionMetricsVersion = 3;

  test("sessions of a project with session metrics become buckets", async () => {
    const sent = envelope([item("session", session), item("session", "nonsense")]);
    const { out, measured, reasons } = await split(sent, { config: { sessionMetricsVersion } });
    expect(out).toEqual([]);
    expect(measured.map(({ name, value }) => [name, value.value])).toEqual([["c:sessions/session@none", 1]]);
    expect(reasons).toEqual(["(invalid_json session 1)"]);
  });

  test("under a limit they go without a word", async () => {
    const sent = envelope([
      item("sessions", { aggregates: [{ started: session.started, exited: 3 }], attrs: session.attrs }),
    ]);
    const { measured, reasons } = await split(sent, {
      config: { sessionMetricsVersion },
      check: (category) =>
        category === "session"
          ? [
              {
                categories: ["session"],
                scope: { kind: "key", id: "k" },
                reasonCode: "r",
                namespaces: [],
                expiresAtMs: 1e15,
              },
            ]
          : [],
    });
    expect([measured, reasons]).toEqual([[], ["(r session 1)"]]);
  });

  test("client reports become outcomes, never items", async () => {
    const report = {
      timestamp: "2026-11-24T02:49:00Z",
      discarded_events: [{ reason: "queue_overflow", category: "error", quantity: 2 }],
    };
    const old = { ...report, timestamp: "2025-11-24T02:49:00Z" };
    const sent = envelope([
      item("client_report", report),
      item("client_report", old),
      item("client_report", "x"),
    ]);
    const { out, reported } = await split(sent);
    expect(out).toEqual([]);
    expect(reported).toEqual([
      [
        Date.UTC(2026, 10, 24, 2, 49),
        [{ kind: "client_discard", reason: "queue_overflow", category: "error", quantity: 2 }],
      ],
    ]);
  });
});
