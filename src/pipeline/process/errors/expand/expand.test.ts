import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { msgpack } from "../../../../domain/event/sources/testkit/msgpack.ts";
import { Item } from "../../../../domain/protocol/item.ts";
import { utf8Bytes, utf8Text } from "../../../../kernel/base/bytes.ts";
import { encodeFormData } from "../../../parse/form-data.ts";
import { envelope, item, split } from "../../testkit/process-bench.ts";

const MINIDUMP = item("attachment", "MDMP", { attachment_type: "event.minidump" });
const ATTACHMENT = item("attachment", "x");
const EVENT = item("event", { message: "hi" });
const UNREAL = item("unreal_report", "x");
const CSP = { "csp-report": { "violated-directive": "img-src" } };
const FORM = Item.create("form_data", encodeFormData([["sentry[release]", "r"]]));

function file(kind: "event.payload" | "event.breadcrumbs", bytes: Uint8Array): Item {
  const made = Item.create("attachment", bytes);
  made.setHeader("attachment_type", kind);
  return made;
}
const payload = (value: unknown) => file("event.payload", msgpack(value));
const BROKEN = file("event.payload", Uint8Array.of(0xc1));

/** Any value as MessagePack; nothing of what there is no writing of. */
function packed(value: unknown): Uint8Array {
  try {
    return msgpack({ extra: value });
  } catch {
    return new Uint8Array();
  }
}

async function fate(...items: readonly Item[]): Promise<readonly [out: string, reasons: readonly string[]]> {
  const { out, reasons } = await split(envelope(items), { options: { maxEventSizeBytes: 1_000 } });
  return [out.map((types) => types.join("+")).join(" "), reasons];
}

describe("a crash", () => {
  test("goes on alone, there need not be an event", async () => {
    expect(await fate(MINIDUMP)).toEqual(["attachment", []]);
    expect(await fate(UNREAL)).toEqual(["unreal_report", []]);
  });

  test("makes an event of the files that come with it, which end there", async () => {
    const crumbs = file("event.breadcrumbs", msgpack({ message: "a" }));
    expect(await fate(ATTACHMENT, payload({ release: "r" }), MINIDUMP, crumbs)).toEqual([
      "event+attachment+attachment",
      [],
    ]);
    expect(await fate(UNREAL, crumbs)).toEqual(["event+unreal_report", []]);
  });

  test("makes an event of a form, when there is nothing better", async () => {
    expect(await fate(MINIDUMP, FORM)).toEqual(["event+attachment", []]);
    expect(await fate(MINIDUMP, FORM, payload({}))).toEqual(["event+attachment", []]);
    expect(await fate(MINIDUMP, FORM, payload(null))).toEqual(["event+attachment", []]);
  });

  test("has no use for files beside an event", async () =>
    expect(await fate(MINIDUMP, EVENT, file("event.payload", Uint8Array.of(0x80)))).toEqual([
      "event+attachment",
      ["(duplicate_item attachment 1)", "(duplicate_item attachment_item 1)"],
    ]));

  test("is lost with an event that cannot be read, and counts as one", async () => {
    expect(await fate(MINIDUMP, BROKEN)).toEqual([
      "",
      [
        "invalid_msgpack attachment 4",
        "invalid_msgpack attachment_item 1",
        "invalid_msgpack attachment 1",
        "invalid_msgpack attachment_item 1",
        "invalid_msgpack error 1",
      ],
    ]);
    expect((await fate(UNREAL, item("event", "nonsense")))[1]).toEqual(["invalid_json error 1"]);
    expect((await fate(UNREAL, BROKEN))[1]).toContain("invalid_msgpack error 1");
    const deep = Item.create("form_data", encodeFormData([[`sentry${"[a]".repeat(16)}`, "v"]]));
    expect((await fate(MINIDUMP, deep))[1]).toContain("nesting_too_deep error 1");
  });

  test("is lost with files that are too large", async () => {
    const large = msgpack({ release: "x".repeat(1_000) });
    expect((await fate(MINIDUMP, file("event.payload", large)))[1]).toContain(
      "too_large:attachment:event_payload error 1",
    );
    expect((await fate(MINIDUMP, file("event.breadcrumbs", large)))[1]).toContain(
      "too_large:attachment:breadcrumbs error 1",
    );
  });

  test("of a Switch keeps everything beside it", async () => {
    const switched = item("attachment", "sntr", { attachment_type: "nswitch.dying_message" });
    expect(await fate(switched, BROKEN, FORM)).toEqual(["attachment+attachment+form_data", []]);
    expect(await fate(switched, EVENT)).toEqual(["event+attachment", []]);
    expect((await fate(switched, item("event", "nonsense")))[1]).toEqual(["invalid_json error 1"]);
  });

  test("of a PlayStation needs an event", async () => {
    const dump = item("attachment", "x", { attachment_type: "playstation.prosperodump" });
    expect(await fate(dump, EVENT)).toEqual(["event+attachment", []]);
    expect((await fate(dump, payload({})))[1]).toContain("no_event_payload error 1");
  });
});

test("whatever the bytes, there is an end to it", () =>
  fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.json().map(utf8Bytes), fc.anything().map(packed)),
      async (bytes) => {
        const report = Item.create("raw_security", bytes);
        const form = Item.create("form_data", encodeFormData([["sentry", utf8Text(bytes)]]));
        await fate(report); // the ledger in there is strict
        await fate(MINIDUMP, form);
        await fate(MINIDUMP, Item.create("form_data", bytes));
        await fate(MINIDUMP, file("event.payload", bytes), file("event.breadcrumbs", bytes));
      },
    ),
  ));

describe("a browser's report", () => {
  test("becomes an event with its company", async () =>
    expect(await fate(ATTACHMENT, item("raw_security", CSP))).toEqual(["security+attachment", []]));

  test.each<readonly [payload: unknown, reason: string]>([
    ["nonsense", "invalid_json"],
    [{ a: 1 }, "security_report_type"],
    [{ "csp-report": {} }, "security_report"],
    [{ type: "deprecation" }, "invalid-csp"],
  ])("%p is refused", async (payload, reason) =>
    expect(await fate(item("raw_security", payload))).toEqual(["", [`${reason} security 1`]]),
  );

  test("as an event must have what makes it one", async () => {
    expect(await fate(item("security", { type: "error", csp: {} }))).toEqual(["security", []]);
    for (const event of [{}, null, { csp: 3 }, { csp: {}, exception: { type: "a", value: "b" } }])
      expect(await fate(item("security", event))).toEqual(["", ["security_report_type security 1"]]);
  });
});

describe("an event", () => {
  test("is what it holds, whatever it says or came as", async () => {
    expect(await fate(item("event", { csp: { effective_directive: "img-src" } }))).toEqual(["security", []]);
    expect(await fate(item("event", { type: "feedback" }))).toEqual(["event", []]);
    expect(await fate(item("feedback", { type: "error" }))).toEqual(["feedback", []]);
    expect(await fate(MINIDUMP, payload({ type: "feedback" }))).toEqual(["feedback+attachment", []]);
  });

  test("that says nothing is forgotten, its company is not", async () =>
    expect(await fate(item("event", "null"), ATTACHMENT)).toEqual([
      "attachment",
      ["(no_event_payload error 1)"],
    ]));

  test("takes user reports along, those that are none go alone", async () => {
    const good = item("user_report", { event_id: "3bf0c84598b54c10b0215873d2d35a03" });
    expect(await fate(good, EVENT)).toEqual(["event+user_report", []]);
    expect(await fate(item("user_report", "bad"), EVENT)).toEqual(["event", ["invalid_json feedback 1"]]);
    expect(await fate(item("user_report", "bad"), item("feedback", {}))).toEqual([
      "feedback+user_report",
      [],
    ]);
  });
});
