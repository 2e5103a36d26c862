import { describe, expect, test } from "bun:test";
import type { ContentType } from "../../domain/protocol/content-type.ts";
import { NO_HEADER_FIELDS } from "../../domain/protocol/header-fields.ts";
import type { Item } from "../../domain/protocol/item.ts";
import { readReplayVideo } from "../../domain/replays/replay-video.ts";
import { utf8Text } from "../../kernel/base/bytes.ts";
import { containing, element, envelope, item, KEY, split, TRACE_ID } from "./testkit/process-bench.ts";
import { videoOf } from "./testkit/replay-items.ts";

const [LOG, METRIC, SPAN] = ["log", "trace-metric", "span.v2"].map(
  (name) => `application/vnd.sentry.items.${name}+json` as ContentType,
) as [ContentType, ContentType, ContentType];
const logs = (...items: unknown[]): Item => containing("log", LOG, items);
const metrics = (...items: unknown[]): Item => containing("trace_metric", METRIC, items);
const spans = (...items: unknown[]): Item => containing("span", SPAN, items);
const attributes = (texts: object) => ({
  attributes: Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, { type: "string", value }]),
  ),
});
const BAD = attributes({ "sentry.release": "bad" });
const OTHER = { span_id: "2".repeat(16) };

const trace = (publicKey = KEY) =>
  ({
    traceId: TRACE_ID,
    publicKey,
    userId: "u",
    userSegment: "",
    sampleRate: 0.5,
    other: NO_HEADER_FIELDS,
  }) as const;
const FILTERING = { sections: { filterSettings: '{"releases":{"releases":["bad"]}}' } };
const run = (items: Item[], config: object = {}) => split(envelope(items, { trace: trace() }), { config });
const attachment = (spanId: string | null): Item => {
  const made = item("attachment", '{"a":1}body', {
    content_type: "application/vnd.sentry.trace-attachment",
    meta_length: 7,
  });
  made.setHeader("span_id", spanId);
  return made;
};
const itemsOf = ({ payload }: Item): { readonly items: readonly object[] } =>
  JSON.parse(utf8Text(payload)) as never;

describe("a container", () => {
  test("that loses nothing keeps its bytes", async () => {
    const sent = item(
      "log",
      `{"version":2, "ingest_settings":{}, "items":[${JSON.stringify(element({ n: 1 }))}]}`,
      {
        content_type: LOG,
        item_count: 1,
      },
    );
    const before = sent.payload;
    expect((await run([sent])).out).toEqual([["log"]]);
    expect(sent.payload).toBe(before);
  });

  test("is closed around what is left, whose values stay as they were", async () => {
    const kept = JSON.stringify(element()).replace('"value":1', '"value":1.0');
    const sent = item("log", `{"version":2,"items":[${JSON.stringify(element(BAD))},${kept}],"x":5}`, {
      content_type: LOG,
      item_count: 2,
    });
    const { reasons } = await run([sent], FILTERING);
    expect([utf8Text(sent.payload), sent.itemCount]).toEqual([`{"version":2,"items":[${kept}],"x":5}`, 1]);
    expect(reasons).toEqual([`release-version log_byte ${2 + 14 + 3}`, "release-version log_item 1"]);
  });

  test("with something that is no object is none", async () => {
    expect((await run([logs("x", element())])).reasons).toContain("invalid_json log_item 2");
  });

  test("lets an address be inferred when it says so", async () => {
    const config = { sections: { filterSettings: '{"localhost":{"isEnabled":true}}' } };
    const sent = (infer_ip: string) =>
      item(
        "log",
        { version: 2, ingest_settings: { infer_ip }, items: [element()] },
        { content_type: LOG, item_count: 1 },
      );
    const from = (one: Item) => {
      const made = envelope([one]);
      return split(made.withItems(made.items, { meta: { ...made.meta, forwardedFor: "127.0.0.1" } }), {
        config,
      });
    };
    expect((await from(sent("auto"))).reasons).toContain("localhost log_item 1");
    expect((await from(sent("never"))).reasons).toEqual([]);
  });
});

describe("what is not whole is dropped", () => {
  test.each<[Item, string]>([
    [logs(element({ level: 5 })), "no_data log_item 1"],
    [logs(element({ timestamp: 1_000_000_000 })), "timestamp log_item 1"],
    [logs(element({ body: "x".repeat(2 ** 21 + 1) })), "too_large:log log_item 1"],
    [metrics(element({ type: "x" })), "invalid_trace_metric trace_metric 1"],
    [metrics(element({ value: null })), "no_data trace_metric 1"],
    [spans(element({ span_id: "0".repeat(16) })), "invalid_span span 1"],
    [spans(element({ end_timestamp: 5 })), "timestamp span 1"],
    [spans(element({ status: null })), "no_data span 1"],
    [spans(element(), element({ name: "later" })), "duplicate span 1"],
    [spans(element({ trace_id: "2".repeat(32) }), element(OTHER)), "invalid_dsc span 1"],
    [item("span", { span_id: "1".repeat(16) }), "invalid_dsc span 1"],
  ])("%#: %p", async (sent, reason) => expect((await run([sent])).reasons).toContain(reason));

  test.each([
    [{ segment_id: 1 }, "invalid_replay replay 1"],
    [{ replay_id: TRACE_ID, segment_id: 65_536 }, "invalid_replay replay 1"],
    [{ replay_id: TRACE_ID, segment_id: 0, trace_ids: [5] }, "invalid_replay replay 1"],
    [{ replay_id: TRACE_ID, segment_id: 0, timestamp: 1 }, "timestamp replay 1"],
    [null, "invalid_replay_no_payload replay 1"],
  ])("a replay: %j: %s", async (payload, reason) => {
    expect(
      (await run([item("replay_event", JSON.stringify(payload)), item("replay_recording")])).reasons,
    ).toContain(reason);
  });
});

describe("a filmed replay", () => {
  test("is checked and filtered by the event in it", async () => {
    expect((await run([videoOf({ segment_id: "x" })])).reasons).toEqual(["invalid_replay replay 1"]);
    expect((await run([videoOf({ release: "bad" })], FILTERING)).reasons).toEqual([
      "release-version replay 1",
    ]);
    expect((await run([item("replay_video", "x")])).reasons).toEqual(["invalid_replay_video replay 1"]);
  });

  test("keeps its bytes, unless its event holds what is to be scrubbed", async () => {
    const config = { sections: { datascrubbingSettings: '{"scrubData":true,"scrubDefaults":true}' } };
    const [plain, personal] = [
      videoOf(),
      videoOf({ request: { headers: { Authorization: "Bearer secret" } } }),
    ];
    const before = plain.payload;
    for (const video of [plain, personal])
      expect((await run([video], config)).out).toEqual([["replay_video"]]);
    expect(plain.payload).toBe(before);
    const read = readReplayVideo(personal.payload);
    expect(utf8Text(read?.replay_event as Uint8Array)).not.toContain("secret");
    expect(utf8Text(read?.replay_video as Uint8Array)).toBe("video");
  });
});

describe("attachments of spans", () => {
  test("share what becomes of them", async () => {
    const sent = [
      spans(element(BAD), element(OTHER)),
      attachment("1234567812345678"),
      attachment("2".repeat(16)),
      attachment(null),
    ];
    const { out, reasons } = await run(sent, FILTERING);
    expect(out).toEqual([["attachment", "span", "attachment"]]);
    expect(reasons).toContain("release-version attachment_item 1");
    expect(itemsOf(sent[0] as Item).items).toHaveLength(1);
  });

  test("of spans that are not there are dropped", async () => {
    expect((await run([spans(element()), attachment("3".repeat(16))])).reasons).toEqual([
      "invalid_span_attachment attachment 4",
      "invalid_span_attachment attachment_item 1",
    ]);
  });
});

describe("spans that are not sampled", () => {
  const rule = {
    id: 1_000,
    type: "project",
    condition: { op: "and", inner: [] },
    samplingValue: { type: "sampleRate", value: 0 },
  };
  const config = { sections: { sampling: JSON.stringify({ version: 2, rules: [rule] }) } };

  test("are measured, and their attachments dropped with them", async () => {
    const { reasons, measured } = await run(
      [spans(element(), element({ ...OTHER, is_segment: true })), attachment(null)],
      config,
    );
    expect(reasons).toEqual([
      "Sampled:1000 span_indexed 1",
      "Sampled:1000 span_indexed 1",
      "Sampled:1000 attachment 4",
      "Sampled:1000 attachment_item 1",
    ]);
    expect(measured.map(({ tags, value }) => [tags.is_segment, value.value])).toEqual([
      ["false", 1],
      ["true", 1],
    ] as never);
  });

  test("are told from an attachment of the trace alone, in which the project has no say", async () => {
    const alone = item("attachment", '{"a":1}body', {
      content_type: "application/vnd.sentry.trace-attachment",
      meta_length: 7,
    });
    expect((await run([alone], config)).out).toEqual([["attachment"]]);
  });
});

test("of a trace that began nobody knows where only the rate is believed", async () => {
  const sent = envelope([spans(element())], { trace: trace("c".repeat(32)) });
  expect((await split(sent)).traces).toMatchObject([
    { traceId: TRACE_ID, publicKey: KEY, sampleRate: 0.5, userId: "" },
  ]);
});

test("sessions are filtered, and nobody is told", async () => {
  const sent = (release: string) =>
    item("session", { started: "2026-11-24T02:49:00Z", init: true, attrs: { release } });
  const { measured, reasons } = await run([sent("bad"), sent("good")], {
    ...FILTERING,
    sessionMetricsVersion: 3,
  });
  expect(measured.map(({ tags }) => tags.release)).toEqual(["good"]);
  expect(reasons).toEqual(["(release-version session 1)"]);
});
