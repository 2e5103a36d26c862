import { describe, expect, test } from "bun:test";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { contentTypeOf } from "./content-type.ts";
import { HeaderFields } from "./header-fields.ts";
import { ITEM_FIELD_RANKS, Item } from "./item.ts";
import { itemQuantities } from "./item-quantities.ts";

type Headers = Readonly<Record<string, string | number | boolean | null>>;

function item(type: string, headers: Headers = {}, payload = "xy"): Item {
  const fields = new HeaderFields(ITEM_FIELD_RANKS);
  for (const [key, value] of Object.entries(headers)) fields.set(key, value);
  return Item.received(type, utf8Bytes(payload), false, fields);
}

describe("what an item is", () => {
  test.each([
    ["event", {}, "event"],
    ["profile_chunk_ui", {}, "profile_chunk"],
    ["Event", {}, "unknown"],
    ["attachment", { attachment_type: "event.minidump" }, "attachment"],
    ["attachment", { attachment_type: "zz" }, "unknown"],
    ["attachment", { attachment_type: null }, "unknown"],
    ["event", { attachment_type: 5 }, "unknown"],
  ] as [string, Headers, string][])("%s with %j is %s", (type, headers, expected) => {
    expect(item(type, headers).type).toBe(expected as "event");
  });

  test.each([
    ["event", {}, true, true],
    ["user_report", {}, false, true],
    ["session", {}, false, false],
    ["attachment", {}, false, true],
    ["attachment", { attachment_type: "event.payload" }, true, true],
    ["attachment", { content_type: "application/vnd.sentry.attachment.v2" }, false, false],
  ] as [string, Headers, boolean, boolean][])(
    "%s with %j: creates %p, requires %p",
    (type, headers, creates, requires) => {
      expect([item(type, headers).createsEvent, item(type, headers).requiresEvent]).toEqual([
        creates,
        requires,
      ]);
    },
  );

  test("a Switch crash is told by name and magic", () => {
    const headers = { filename: "dying_message.dat" };
    expect(item("attachment", headers, "sntr1").attachmentType).toBe("nswitch.dying_message");
    expect(item("attachment", headers, "snt").attachmentType).toBe("event.attachment");
    expect(item("attachment", { ...headers, attachment_type: "event.payload" }, "sntr").attachmentType).toBe(
      "event.payload",
    );
  });

  test("a known header of the wrong type reads as absent and is kept", () => {
    const odd = item("log", { item_count: "3", platform: 5, span_count: -1, meta_length: 1.5, sampled: 0 });
    expect([odd.itemCount, odd.platform, odd.spanCount, odd.metaLength, odd.sampled]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      true,
    ]);
    expect(odd.headerJson()).toBe(
      '{"type":"log","item_count":"3","platform":5,"span_count":-1,"sampled":0,"meta_length":1.5}',
    );
  });

  test("item_count counts only where items hold many", () => {
    expect(item("log", { item_count: 3 }).itemCount).toBe(3);
    expect(item("event", { item_count: 3 }).itemCount).toBeUndefined();
  });
});

describe("writing", () => {
  test("a touched item carries its length", () => {
    const touched = item("event");
    expect(touched.headerJson()).toBe('{"type":"event"}');
    touched.setPayload(utf8Bytes("abc"), "application/json");
    touched.setHeader("sampled", false);
    expect(touched.headerJson()).toBe(
      '{"type":"event","length":3,"content_type":"application/json","sampled":false}',
    );
  });

  test("items do not share their headers", () => {
    Item.create("event", utf8Bytes("a")).setHeader("x", 1);
    expect(Item.create("event", utf8Bytes("a")).headerJson()).toBe('{"type":"event","length":1}');
  });
});

describe("what an item counts as", () => {
  test.each([
    ["event", {}, { error: 1 }],
    ["unreal_report", {}, { error: 1 }],
    ["raw_security", {}, { security: 1 }],
    ["user_report", {}, { feedback: 1 }],
    ["transaction", { span_count: 4 }, { transaction: 1, transaction_indexed: 1, span: 5, span_indexed: 5 }],
    ["attachment", {}, { attachment: 2, attachment_item: 1 }],
    [
      "attachment",
      { content_type: "application/vnd.sentry.trace-attachment", meta_length: 9 },
      { attachment: 1, attachment_item: 1 },
    ],
    [
      "attachment",
      { content_type: "application/vnd.sentry.attachment-ref", attachment_length: 99 },
      { attachment: 99, attachment_item: 1 },
    ],
    ["form_data", {}, {}],
    ["profile", { platform: "cocoa" }, { profile: 1, profile_indexed: 1, profile_ui: 1 }],
    ["profile", { platform: "python" }, { profile: 1, profile_indexed: 1, profile_backend: 1 }],
    ["profile_chunk", { platform: "android" }, { profile_chunk_ui: 1 }],
    ["profile_chunk", {}, {}],
    ["replay_video", {}, { replay: 1 }],
    ["sessions", { item_count: 3 }, { session: 3 }],
    ["check_in", {}, { monitor: 1 }],
    ["log", { item_count: 3 }, { log_byte: 2, log_item: 3 }],
    ["span", { item_count: 3 }, { span: 3, span_indexed: 3 }],
    [
      "integration",
      { content_type: "application/vnd.sentry.integration.otel.spans+json" },
      { span: 1, span_indexed: 1 },
    ],
    [
      "integration",
      { content_type: "application/vnd.sentry.integration.vercel.logs+json" },
      { log_byte: 2, log_item: 1 },
    ],
    ["metric_buckets", {}, {}],
    ["foo", {}, {}],
  ] as [string, Headers, Record<string, number>][])("%s with %j: %j", (type, headers, expected) => {
    const counted = itemQuantities(item(type, headers));
    expect(Object.fromEntries(counted.map(({ category, quantity }) => [category, quantity]))).toEqual(
      expected,
    );
  });

  test("an empty log still counts a byte, a rate limited attachment nothing", () => {
    expect(itemQuantities(item("log", {}, ""))).toContainEqual({ category: "log_byte", quantity: 1 });
    const limited = item("attachment");
    limited.rateLimited = true;
    expect(itemQuantities(limited)).toEqual([]);
  });
});

test("a header of many fields is ordered like one of few", () => {
  const fields = new HeaderFields(ITEM_FIELD_RANKS);
  const names = Array.from({ length: 40 }, (_, i) => `k${String(i).padStart(2, "0")}`);
  for (const name of [...names].reverse()) fields.setRaw(name, "1.0");
  fields.set("filename", "f");
  fields.set("k00", "last wins");
  const copy = fields.copy();
  fields.set("k02", true);
  expect(copy.keys()).toEqual(["filename", ...names]);
  expect([copy.size, copy.string("k00"), copy.has("k40"), copy.raw("k02"), fields.boolean("k02")]).toEqual([
    41,
    "last wins",
    false,
    "1.0",
    true,
  ]);
  expect(copy.toJson()).toStartWith(',"filename":"f","k00":"last wins","k01":1.0');
});

describe("content types", () => {
  test.each([
    ["application/json", "application/json"],
    ["Application/JSON; Charset=UTF-8", "application/json"],
    ['text/xml;charset="utf-8";;', "text/xml"],
    ["application/xml", "text/xml"],
    ["application/json; charset=latin1", undefined],
    [`application/json${"; ".repeat(40)}x`, undefined],
    ["application/x-msgpack; charset=utf-8", undefined],
    ["APPLICATION/VND.SENTRY.ITEMS.LOG+JSON", "application/vnd.sentry.items.log+json"],
    ["image/png", undefined],
  ] as const)("%s is %p", (text, expected) => {
    expect(contentTypeOf(text)).toBe(expected as "text/plain");
  });
});
