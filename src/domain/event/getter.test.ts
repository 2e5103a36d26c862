import { describe, expect, test } from "bun:test";
import { rawNumber } from "../../kernel/base/json/value.ts";
import { HexId, type IpAddress } from "../conditions/field.ts";
import { EVENT_FIELDS } from "./getter.ts";

const ID = "0123456789abcdef0123456789abcdef";
const ROOT = {
  type: "transaction",
  release: "app@1.2.3-rc1+5",
  environment: "prod",
  timestamp: 11.5,
  start_timestamp: rawNumber("10.0"),
  user: { id: "u", email: "", geo: { city: "Vienna" }, sentry_user: "id:u" },
  request: { headers: [["User-Agent", "curl"], null, ["X", null]] },
  tags: [["a.b", "c"], ["a.b", "d"], null],
  extra: { a: { b: rawNumber("18446744073709551615"), c: [1] }, d: 1 },
  measurements: { "a.b": { value: 2, unit: "none" } },
  breakdowns: { ops: { "ops.db": { value: 3 } } },
  contexts: {
    os: { os: "Linux 5", name: "Linux", type: "os" },
    device: { arch: "arm", type: "custom" },
    profile: { profile_id: ID.toUpperCase() },
    trace: { status: "ok" },
  },
  transaction_info: { source: "url" },
  exception: { values: [{ type: "E", value: null }] },
};

const ask = (path: string, root: object = ROOT, clientIp?: string) =>
  EVENT_FIELDS.field(path)?.({ root: root as never, clientIp });

test.each<[string, unknown]>([
  ["event.environment", "prod"],
  ["event.platform", "other"],
  ["event.release.package", "app"],
  ["event.release.version.short", "1.2.3-rc1"],
  ["event.release.build", undefined],
  ["event.user.id", "u"],
  ["event.user.email", undefined],
  ["event.user.geo.city", "Vienna"],
  ["event.sentry_user", "id:u"],
  ["event.request.headers.User-Agent", "curl"],
  ["event.request.headers.user-agent", undefined],
  ["event.request.headers.X", undefined],
  ["event.tags.a.b", "c"],
  ["event.tags.x", undefined],
  ["event.extra.a.b", 18446744073709551615n],
  ["event.extra.a.c", undefined],
  ["event.extra.d", 1],
  ["event.extra.toString", undefined],
  ["event.measurements.a.b.value", 2],
  ["event.measurements.a.b", undefined],
  ["event.breakdowns.ops.ops.db", 3],
  ["event.contexts.os", "Linux 5"],
  ["event.contexts.os.name", "Linux"],
  ["event.contexts.device.arch", undefined],
  ["event.contexts.trace.status", "ok"],
  ["event.contexts.trace.trace_id", undefined],
  ["event.transaction.source", "url"],
  ["event.duration", 1500],
  ["span.op", undefined],
  ["event.", undefined],
])("%s is %p", (path, value) => expect(ask(path)).toEqual(value as never));

describe("what is no text", () => {
  test("an id is equal in any case", () => {
    expect(ask("event.contexts.profile.profile_id")).toEqual(new HexId(ID));
  });

  test("the sender's address", () => {
    expect((ask("envelope.client_ip", {}, "0:0::1") as IpAddress).text).toBe("::1");
    expect(ask("envelope.client_ip")).toBeUndefined();
  });
});

test("only transactions that do not end before they start have a duration", () => {
  expect(ask("event.duration", { ...ROOT, type: "error" })).toBeUndefined();
  expect(ask("event.duration", { ...ROOT, timestamp: 9 })).toBeUndefined();
  expect(ask("event.duration", { ...ROOT, timestamp: null })).toBeUndefined();
});

test("exceptions are a list with fields of their own", () => {
  const list = EVENT_FIELDS.list?.("event.exception.values");
  const [first] = list?.items({ root: ROOT as never, clientIp: undefined }) ?? [];
  expect(["ty", "value", "type"].map((path) => list?.fields.field(path)?.(first))).toEqual([
    "E",
    undefined,
    undefined,
  ]);
  expect(EVENT_FIELDS.list?.("event.threads")).toBeUndefined();
  expect(list?.items({ root: {}, clientIp: undefined })).toBeUndefined();
});
