import { EVENT_ID, type Part, TRACE_ID } from "./case.ts";

export const now = () => new Date().toISOString();
export const SECURITY = {
  "csp-report": { "document-uri": "https://a.example/", "violated-directive": "img-src" },
};
export const container = (
  type: string,
  content: string,
  items: readonly unknown[],
  count = items.length,
): Part => [
  { type, content_type: `application/vnd.sentry.items.${content}+json`, item_count: count },
  { version: 2, items },
];
export const NOW_S = Date.now() / 1_000;
export const log = { timestamp: NOW_S, trace_id: TRACE_ID, level: "info", body: "hello" };
export const metric = { timestamp: NOW_S, trace_id: TRACE_ID, name: "m", type: "counter", value: 1 };
export const span = {
  trace_id: TRACE_ID,
  span_id: "1234567812345678",
  name: "s",
  status: "ok",
  is_segment: true,
  start_timestamp: NOW_S - 1,
  end_timestamp: NOW_S,
};
export const WITH_TRACE = { event_id: EVENT_ID };
export const EVENT: Part = [{ type: "event" }, { message: "hi", level: "error" }];
export const TRANSACTION: Part = [
  { type: "transaction" },
  {
    type: "transaction",
    transaction: "/x",
    start_timestamp: NOW_S - 1,
    timestamp: NOW_S,
    contexts: { trace: { trace_id: TRACE_ID, span_id: "1234567812345678", op: "http" } },
    spans: [],
  },
];
export const REPLAY_EVENT: Part = [
  { type: "replay_event" },
  { type: "replay_event", replay_id: EVENT_ID, segment_id: 0, timestamp: NOW_S, urls: [] },
];
export const RECORDING: Part = [{ type: "replay_recording" }, '{"segment_id":0}\n[]'];
export const CHECK_IN: Part = [
  { type: "check_in" },
  { check_in_id: EVENT_ID, monitor_slug: "job", status: "ok" },
];
export const ATTACHMENT: Part = [{ type: "attachment", filename: "a.txt" }, "hello"];
export const USER_REPORT: Part = [
  { type: "user_report" },
  { event_id: EVENT_ID, name: "a", email: "a@b.c", comments: "x" },
];
export const attachment = (kind: string, payload = "x"): Part => [
  { type: "attachment", attachment_type: kind },
  payload,
];
export const traceAttachment = (more: Record<string, unknown> = {}): Part => {
  const meta = JSON.stringify({
    trace_id: TRACE_ID,
    attachment_id: EVENT_ID,
    timestamp: NOW_S,
    content_type: "text/plain",
  });
  return [
    {
      type: "attachment",
      content_type: "application/vnd.sentry.trace-attachment",
      meta_length: meta.length,
      ...more,
    },
    `${meta}body`,
  ];
};
export const session = (more: Record<string, unknown> = {}): Part => [
  { type: "session" },
  {
    sid: "12345678-1234-5678-1234-567812345678",
    did: "customer-17",
    init: true,
    started: now(),
    attrs: { release: "app@1", environment: "prod" },
    ...more,
  },
];
export const sessions = (counts: Record<string, unknown>): Part => [
  { type: "sessions" },
  { aggregates: [{ started: now(), ...counts }], attrs: { release: "app@1" } },
];
export const METRICS = { sessionMetrics: { version: 3 } };
export const report = (lists: Record<string, unknown>, timestamp: unknown = NOW_S): Part => [
  { type: "client_report" },
  { timestamp, ...lists },
];
export const entry = (reason: string, category: string, quantity: number) => ({ reason, category, quantity });
