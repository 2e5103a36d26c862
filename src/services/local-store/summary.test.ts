import { describe, expect, test } from "bun:test";
import { summarize } from "./summary.ts";

function told(type: string, payload: unknown, header: Record<string, unknown> = {}) {
  const bytes = new TextEncoder().encode(typeof payload === "string" ? payload : JSON.stringify(payload));
  return summarize({ item: { type, header }, payload: bytes, envelopeHeader: {}, client: "sdk/1" });
}

describe("titles", () => {
  const frames = [
    { function: "main", filename: "main.ts", lineno: 3, in_app: true },
    { function: "dep", filename: "node_modules/x.js", lineno: 9, in_app: false },
  ];
  const cases: [string, unknown, Record<string, unknown>, string, string][] = [
    [
      "event",
      {
        exception: {
          values: [
            { type: "A", value: "b" },
            { type: "TypeError", value: "no", stacktrace: { frames } },
          ],
        },
      },
      {},
      "TypeError: no",
      "main in main.ts:3",
    ],
    ["event", { logentry: { message: "hi %s", formatted: "hi you" }, logger: "root" }, {}, "hi you", "root"],
    ["event", { message: { formatted: "old form" } }, {}, "old form", ""],
    [
      "transaction",
      {
        transaction: "GET /x",
        start_timestamp: 1,
        timestamp: 1.25,
        spans: [{}, {}],
        contexts: { trace: { op: "http.server", status: "internal_error" } },
      },
      {},
      "GET /x",
      "http.server · 250 ms · 2 spans · internal_error",
    ],
    [
      "session",
      { status: "crashed", attrs: { release: "a@1" }, errors: 1 },
      {},
      "Session crashed",
      "1 error · a@1",
    ],
    [
      "sessions",
      { aggregates: [{ exited: 5, crashed: 1 }, { exited: 2 }] },
      {},
      "8 sessions",
      "7 exited · 1 crashed",
    ],
    [
      "check_in",
      {
        monitor_slug: "nightly",
        status: "in_progress",
        monitor_config: { schedule: { type: "crontab", value: "* * * * *" } },
      },
      {},
      "nightly: in progress",
      "cron * * * * *",
    ],
    [
      "log",
      {
        items: [
          { body: "paid", level: "info" },
          { body: "x", level: "error" },
        ],
      },
      {},
      "paid",
      "and 1 more log",
    ],
    [
      "client_report",
      { discarded_events: [{ reason: "ratelimit_backoff", category: "error", quantity: 3 }] },
      {},
      "3 things dropped by the SDK",
      "3 error: ratelimit_backoff",
    ],
    ["feedback", { contexts: { feedback: { message: "broken", name: "Ann" } } }, {}, "broken", "Ann"],
    ["user_report", { comments: "bad", email: "a@b.c" }, {}, "bad", "a@b.c"],
    [
      "raw_security",
      {
        "csp-report": {
          "effective-directive": "img-src",
          "blocked-uri": "http://e",
          "document-uri": "http://d",
        },
      },
      {},
      "CSP: img-src blocked http://e",
      "http://d",
    ],
    [
      "replay_event",
      { segment_id: 2, urls: ["http://u"], error_ids: ["a"] },
      {},
      "Replay, segment 2",
      "http://u · 1 error",
    ],
    ["replay_recording", '{"segment_id":0}\nxyz', {}, "Replay recording, segment 0", ""],
    ["attachment", "bytes", { filename: "a.dmp", attachment_type: "event.minidump" }, "a.dmp", "Minidump"],
    [
      "profile",
      { transaction: { name: "GET /" }, profile: { samples: [1, 2] } },
      {},
      "Profile of GET /",
      "2 samples",
    ],
    [
      "span",
      {
        items: [
          { name: "child" },
          { name: "root", is_segment: true, start_timestamp: 1, end_timestamp: 1.0005 },
        ],
      },
      {},
      "root",
      "500 µs · 2 spans",
    ],
    [
      "trace_metric",
      { items: [{ name: "queue.depth", value: 3, unit: "none", type: "gauge" }] },
      {},
      "queue.depth = 3 none",
      "1 value · gauge",
    ],
    ["made_up", { a: 1 }, {}, "made_up", ""],
    ["event", "no json", {}, "event", "payload, 7 bytes"],
  ];
  for (const [type, payload, header, title, subtitle] of cases) {
    test(`${type}: ${title}`, () => {
      const summary = told(type, payload, header);
      expect([summary.title, summary.subtitle]).toEqual([title, subtitle]);
    });
  }
});

test("a log container takes the worst level of its logs", () => {
  expect(told("log", { items: [{ level: "info" }, { level: "fatal" }, { level: "warn" }] }).level).toBe(
    "fatal",
  );
  expect(told("log", { items: [{ level: "warn" }] }).level).toBe("warning");
});

test("SDK, release and ids come from the payload, else from the envelope", () => {
  const header = {
    event_id: "AA-BB",
    sdk: { name: "sentry.python", version: "2" },
    trace: { trace_id: "cc", release: "r@1", environment: "dev" },
  };
  const bytes = new TextEncoder().encode("{}");
  const summary = summarize({
    item: { type: "event", header: {} },
    payload: bytes,
    envelopeHeader: header,
    client: "x",
  });
  expect(summary).toMatchObject({
    eventId: "aabb",
    sdk: "sentry.python/2",
    traceId: "cc",
    release: "r@1",
    environment: "dev",
  });
});

test("takes any payload for any type", () => {
  const types = [
    "event",
    "transaction",
    "log",
    "span",
    "session",
    "check_in",
    "profile",
    "replay_event",
    "client_report",
  ];
  const payloads = [
    "",
    "null",
    "[]",
    "[[]]",
    '{"items":3}',
    '{"items":[null,1]}',
    '{"exception":{"values":[null]}}',
    "\xff",
  ];
  for (const type of types) {
    for (const payload of payloads) expect(told(type, payload).title.length).toBeGreaterThan(0);
  }
});
