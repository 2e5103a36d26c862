import { gzipSync } from "node:zlib";
import {
  type Case,
  contentType,
  EVENT_ID,
  envelope,
  FORM,
  form,
  one,
  post,
  type Slot,
  type Suite,
  sentryAuth,
} from "../case.ts";

const LIMITS = {
  max_event_size: 400,
  max_attachment_size: 500,
  max_attachments_size: 800,
  max_attachment_count: 3,
  max_envelope_size: 4000,
  max_client_reports_size: 200,
  max_client_reports_count: 2,
  max_check_in_size: 200,
  max_sessions_size: 300,
  max_session_count: 2,
  max_profile_size: 300,
  max_replay_compressed_size: 300,
  max_metric_buckets_size: 300,
  max_log_size: 200,
  max_trace_metric_size: 200,
  max_span_size: 200,
  max_standalone_span_count: 2,
  max_container_size: 600,
  max_upload_size: 900,
};

type Item = readonly [Record<string, unknown>, string];

const items = (name: string, ...list: Item[]): Case =>
  one(`limit: ${name}`, (slot) =>
    post(`/api/${slot.project}/envelope/`, envelope({}, ...list), sentryAuth(slot)),
  );

const item = (type: string, size: number, headers: Record<string, unknown> = {}): Item => [
  { type, ...headers },
  "x".repeat(size),
];

const edge = (type: string, limit: number, headers: Record<string, unknown> = {}): Case[] => {
  const more = Object.keys(headers).length === 0 ? "" : ` ${JSON.stringify(headers)}`;
  return [
    items(`${type}${more} of ${limit} bytes`, item(type, limit, headers)),
    items(`${type}${more} of ${limit + 1} bytes`, item(type, limit + 1, headers)),
  ];
};

const repeated = (type: string, count: number, size = 1): Case =>
  items(`${count} × ${type} of ${size} bytes`, ...Array.from({ length: count }, () => item(type, size)));

const bodies = (name: string, path: (slot: Slot) => string, limit: number, type?: string): Case[] => {
  const send = (what: string, body: Uint8Array, more: { chunked?: true; gzip?: true }) =>
    one(`body limit: ${name} ${what}`, (slot) => ({
      ...post(
        path(slot),
        body,
        ...(path(slot).includes(slot.key) ? [] : [sentryAuth(slot)]),
        ...(type === undefined ? [] : [contentType(type)]),
        ...(more.gzip === undefined ? [] : [["content-encoding", "gzip"] as const]),
      ),
      ...(more.chunked === undefined ? {} : { chunked: true }),
    }));
  const over = Buffer.alloc(limit + 1, "x");
  return [
    send("at", over.subarray(1), {}),
    send("over", over, {}),
    send("over in chunks", over, { chunked: true }),
    send("over in gzip", gzipSync(over), { gzip: true }),
  ];
};

const CONTAINER = { item_count: 2, content_type: "application/vnd.sentry.items.log+json" };
const SPANS = { item_count: 2, content_type: "application/vnd.sentry.items.span.v2+json" };
const METRICS = { item_count: 2, content_type: "application/vnd.sentry.items.trace-metric+json" };

export const limits: Suite = {
  name: "size limits",
  config: { limits: LIMITS },
  cases: [
    ...["event", "transaction", "security", "raw_security", "feedback", "form_data", "replay_event"].flatMap(
      (type) => edge(type, 400),
    ),
    ...["attachment", "unreal_report", "user_report"].flatMap((type) => edge(type, 500)),
    ...[
      "event.minidump",
      "event.applecrashreport",
      "event.payload",
      "event.breadcrumbs",
      "unreal.context",
      "unreal.logs",
      "event.view_hierarchy",
      "event.nv_gpudmp",
      "nswitch.dying_message",
      "playstation.prosperodump",
    ].map((attachment_type) =>
      items(`attachment ${attachment_type} too large`, item("attachment", 501, { attachment_type })),
    ),
    ...["replay_recording", "replay_video"].flatMap((type) => edge(type, 300)),
    ...edge("profile", 300),
    ...edge("profile_chunk", 300),
    ...edge("session", 300),
    ...edge("client_report", 200),
    ...edge("check_in", 200),
    ...edge("metric_buckets", 300),
    ...edge("log", 200),
    ...edge("log", 400, CONTAINER),
    ...edge("trace_metric", 400, METRICS),
    ...edge("span", 200),
    ...edge("span", 400, SPANS),
    ...edge("unknown", 2000),
    repeated("attachment", 3),
    repeated("attachment", 4),
    repeated("attachment", 2, 400),
    repeated("attachment", 2, 401),
    repeated("session", 2),
    repeated("session", 3),
    repeated("client_report", 3),
    repeated("check_in", 2),
    repeated("log", 2),
    repeated("span", 2),
    repeated("span", 3),
    repeated("profile", 2),
    repeated("replay_recording", 2),
    items("event and attachments", item("event", 400), item("attachment", 400), item("attachment", 400)),
    items("user_report shares with attachment", item("user_report", 401), item("attachment", 400)),
    items("two spans containers", item("span", 10, SPANS), item("span", 10, SPANS)),
    items("reference attachment", [
      {
        type: "attachment",
        content_type: "application/vnd.sentry.attachment-ref+json",
        attachment_length: 100000,
      },
      "{}",
    ]),
    items("first violation names", item("event", 401), item("attachment", 501)),
    ...bodies("envelope", ({ project }) => `/api/${project}/envelope/`, 4000),
    ...bodies("store", ({ project }) => `/api/${project}/store/`, 400),
    ...bodies("security", ({ project }) => `/api/${project}/security/`, 400, "application/json"),
    ...bodies("nel", ({ project }) => `/api/${project}/nel/`, 600, "application/json"),
    ...bodies("unreal", ({ project, key }) => `/api/${project}/unreal/${key}/`, 800),
    ...bodies("cron", ({ project, key }) => `/api/${project}/cron/a/${key}/`, 400, "application/json"),
    ...bodies(
      "otlp",
      ({ project }) => `/api/${project}/integration/otlp/v1/traces/`,
      600,
      "application/json",
    ),
    ...bodies(
      "otlp protobuf",
      ({ project }) => `/api/${project}/integration/otlp/v1/traces/`,
      600,
      "application/x-protobuf",
    ),
    ...bodies("vercel", ({ project }) => `/api/${project}/integration/vercel/logs/`, 600, "application/json"),
    ...bodies("minidump", ({ project }) => `/api/${project}/minidump/`, 500, "application/x-dmp"),
    ...bodies("minidump route", ({ project }) => `/api/${project}/minidump/`, 1700, "application/x-dmp"),
    ...[500, 501].map((size) =>
      one(`limit: attachment part of ${size} bytes`, (slot) =>
        post(
          `/api/${slot.project}/events/${EVENT_ID}/attachments/`,
          form({ name: "a", filename: "a", body: "x".repeat(size) }),
          sentryAuth(slot),
          FORM,
        ),
      ),
    ),
    ...[391, 401].map((size) =>
      one(`limit: text field of ${size} bytes`, (slot) =>
        post(
          `/api/${slot.project}/events/${EVENT_ID}/attachments/`,
          form({ name: "a", body: "x".repeat(size) }),
          sentryAuth(slot),
          FORM,
        ),
      ),
    ),
    one("limit: attachments route in all", (slot) =>
      post(
        `/api/${slot.project}/events/${EVENT_ID}/attachments/`,
        form(
          { name: "a", filename: "a", body: "x".repeat(450) },
          { name: "b", filename: "b", body: "x".repeat(450) },
        ),
        sentryAuth(slot),
        FORM,
      ),
    ),
    one("limit: attachments route in all, chunked", (slot) => ({
      ...post(
        `/api/${slot.project}/events/${EVENT_ID}/attachments/`,
        form(
          { name: "a", filename: "a", body: "x".repeat(450) },
          { name: "b", filename: "b", body: "x".repeat(450) },
        ),
        sentryAuth(slot),
        FORM,
      ),
      chunked: true,
    })),
    one("limit: minidump part too large", (slot) =>
      post(
        `/api/${slot.project}/minidump/`,
        form({ name: "upload_file_minidump", filename: "a", body: `MDMP${"x".repeat(500)}` }),
        sentryAuth(slot),
        FORM,
      ),
    ),
    one("limit: minidump with a large file beside it", (slot) =>
      post(
        `/api/${slot.project}/minidump/`,
        form(
          { name: "upload_file_minidump", filename: "a", body: "MDMP" },
          { name: "log", filename: "log", body: "x".repeat(600) },
        ),
        sentryAuth(slot),
        FORM,
      ),
    ),
    one("limit: minidump inflated", (slot) =>
      post(
        `/api/${slot.project}/minidump/`,
        form({ name: "upload_file_minidump", filename: "a.gz", body: gzipSync(`MDMP${"x".repeat(600)}`) }),
        sentryAuth(slot),
        FORM,
      ),
    ),
  ],
};
