import { describe, expect, test } from "bun:test";
import { Envelope, envelopeHeaders } from "../../domain/protocol/envelope.ts";
import { HeaderFields } from "../../domain/protocol/header-fields.ts";
import { ITEM_FIELD_RANKS, Item } from "../../domain/protocol/item.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { findTooLarge, type SizeLimits, tooLargeDetail } from "./size-limits.ts";

const LIMITS: SizeLimits = {
  maxEventSizeBytes: 10,
  maxAttachmentSizeBytes: 20,
  maxAttachmentsSizeBytes: 30,
  maxAttachmentCount: 3,
  maxReplayCompressedSizeBytes: 10,
  maxSessionsSizeBytes: 10,
  maxSessionCount: 2,
  maxClientReportsSizeBytes: 10,
  maxClientReportsCount: 2,
  maxProfileSizeBytes: 10,
  maxCheckInSizeBytes: 10,
  maxMetricBucketsSizeBytes: 10,
  maxLogSizeBytes: 10,
  maxTraceMetricSizeBytes: 10,
  maxSpanSizeBytes: 10,
  maxStandaloneSpanCount: 2,
  maxContainerSizeBytes: 25,
};
const LOGS = "application/vnd.sentry.items.log+json";
const SPANS = "application/vnd.sentry.items.span.v2+json";
const META = {} as RequestMeta;

function item(type: string, size: number, headers: Record<string, string | number> = {}): Item {
  const fields = new HeaderFields(ITEM_FIELD_RANKS);
  for (const [key, value] of Object.entries(headers)) fields.set(key, value);
  return Item.received(type, new Uint8Array(size), true, fields);
}

function check(...items: Item[]) {
  return findTooLarge(new Envelope(envelopeHeaders(META), items), LIMITS)?.name;
}

describe("one item", () => {
  test.each([
    ["event", 11, "event"],
    ["transaction", 11, "transaction"],
    ["feedback", 11, "user_report_v2"],
    ["form_data", 11, "form_data"],
    ["replay_event", 11, "replay_event"],
    ["attachment", 21, "attachment:attachment"],
    ["unreal_report", 21, "unreal_report"],
    ["replay_video", 11, "replay_video"],
    ["session", 11, "session"],
    ["profile_chunk_ui", 11, "profile_chunk"],
    ["check_in", 11, "check_in"],
    ["metric_buckets", 11, "metric_buckets"],
    ["log", 11, "log"],
    ["span", 11, "span"],
    ["integration", 26, "integration"],
  ] as const)("%s of %d bytes is too large: %s; one byte less is not", (type, size, name) => {
    expect(check(item(type, size))).toBe(name);
    expect(check(item(type, size - 1))).toBeUndefined();
  });

  test("an attachment is named by its kind", () => {
    expect(check(item("attachment", 21, { attachment_type: "event.minidump" }))).toBe("attachment:minidump");
    expect(check(item("attachment", 21, { attachment_type: "event.nv_gpudmp" }))).toBe(
      "attachment:attachment",
    );
  });

  test("what we do not know has no limits", () => {
    expect(check(item("foo", 1000), item("attachment", 1000, { attachment_type: "zz" }))).toBeUndefined();
  });

  test("a container is judged by its average, rounded down, and by the container limit", () => {
    expect(check(item("log", 21, { content_type: LOGS, item_count: 2 }))).toBeUndefined();
    expect(check(item("log", 22, { content_type: LOGS, item_count: 2 }))).toBe("log");
    expect(check(item("log", 26, { content_type: LOGS, item_count: 9 }))).toBe("log");
    expect(check(item("log", 11, { content_type: LOGS, item_count: 0 }))).toBe("log");
    expect(check(item("log", 11, { item_count: 2 }))).toBe("log");
  });
});

describe("several items", () => {
  const many = (count: number, type: string, size = 1, headers = {}) =>
    Array.from({ length: count }, () => item(type, size, headers));

  test("everything that is an event shares one place", () => {
    expect(check(item("event", 1), item("event", 1))).toBe("event");
    expect(check(item("event", 1), item("replay_event", 1))).toBe("replay_event");
    expect(check(item("event", 1), item("form_data", 1))).toBe("form_data");
    expect(
      check(item("replay_event", 1), item("replay_recording", 1), item("replay_video", 1)),
    ).toBeUndefined();
  });

  test("counts and sums", () => {
    expect(check(...many(3, "attachment"))).toBeUndefined();
    expect(check(...many(3, "attachment"), item("user_report", 1))).toBe("user_report");
    expect(check(...many(2, "attachment", 16))).toBe("attachment:attachment");
    expect(check(...many(2, "client_report", 6))).toBe("client_report");
    expect(check(item("session", 1), item("sessions", 1), item("sessions", 1))).toBe("sessions");
    expect(check(...many(2, "log"))).toBe("log");
    expect(check(...many(3, "span"))).toBe("span");
    expect(check(...many(2, "span"), item("span", 1, { content_type: SPANS }))).toBeUndefined();
    expect(check(...many(2, "span", 1, { content_type: LOGS }))).toBe("span");
  });

  test("the first violation names the envelope", () => {
    expect(check(item("check_in", 11), item("event", 11))).toBe("check_in");
  });
});

test("the answer says where the limits are written", () => {
  expect(tooLargeDetail("event")).toBe(
    "envelope exceeded size limits for type 'event' (https://develop.sentry.dev/sdk/envelopes/#size-limits)",
  );
});

test("says which option decided", () => {
  const rule = (...items: Item[]) => findTooLarge(new Envelope(envelopeHeaders(META), items), LIMITS)?.rule;
  const event = (size: number) => Item.create("event", new Uint8Array(size));
  expect(rule(event(LIMITS.maxEventSizeBytes + 1))).toBe("limits.max_event_size");
  expect(rule(event(1), event(1))).toBe("one per envelope");
  const attachment = () => Item.create("attachment", new Uint8Array(1));
  expect(rule(...Array.from({ length: LIMITS.maxAttachmentCount + 1 }, attachment))).toBe(
    "limits.max_attachment_count",
  );
});
