import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { parseCheckIn } from "./check-in.ts";
import { decodeFormData, encodeFormData } from "./form-data.ts";
import { integrationEnvelope, integrationKind } from "./integration.ts";
import { parseMediaType } from "./media-type.ts";
import { parseSecurityReports } from "./security-report.ts";
import { parseUnrealReport } from "./unreal.ts";

const META: RequestMeta = {
  dsn: { scheme: "http", publicKey: "a".repeat(32), authority: "h", pathPrefix: "", projectId: "42" },
  version: 7,
  forwardedFor: "",
  noCache: false,
  receivedAtMs: 0,
  fromInternalRelay: false,
};

describe("security reports", () => {
  const reports = (body: string, query = "") => {
    const result = parseSecurityReports(utf8Bytes(body), query, META);
    return result.ok
      ? result.value.map((envelope) => utf8Text(envelope.items[0]?.payload as Uint8Array))
      : result.error;
  };

  test.each([
    ['{"csp-report":{}}', ['{"csp-report":{}}']],
    [' [ { "a" : 1.0 } , "x",null] ', ['{ "a" : 1.0 }', '"x"', "null"]],
    ["[]", []],
    ["nope", ["nope"]],
    ["[1,", ["[1,"]],
    ["[1]2", ["[1]2"]],
  ])("%j", (body, expected) => {
    expect(reports(body)).toEqual(expected);
  });

  test("carry what the query says, and an id each", () => {
    const result = parseSecurityReports(utf8Bytes("[1,2]"), "sentry_release=r%201&sentry_environment=", META);
    if (!result.ok) throw new Error("must be accepted");
    const [first, second] = result.value;
    expect(first?.items[0]?.headerJson()).toBe(
      '{"type":"raw_security","length":1,"content_type":"application/json","sentry_release":"r 1","sentry_environment":""}',
    );
    expect(first?.eventId).not.toBe(second?.eventId as string);
  });

  test("an empty body is refused", () => {
    expect(reports("")).toMatchObject({ status: 400, detail: "empty request body" });
  });
});

describe("check-ins", () => {
  const checkIn = (query: string, body?: string) => {
    const result = parseCheckIn("my-slug", query, body === undefined ? undefined : utf8Bytes(body), META);
    return result.ok ? utf8Text(result.value.items[0]?.payload as Uint8Array) : result.error;
  };
  const NIL = "0".repeat(32);

  test.each([
    ["status=foo", `{"check_in_id":"${NIL}","monitor_slug":"my-slug","status":"unknown"}`],
    [
      "status=ok&duration=5&environment=prod&check_in_id=3bf0c845-98b5-4c10-b021-5873d2d35a03",
      '{"check_in_id":"3bf0c84598b54c10b0215873d2d35a03","monitor_slug":"my-slug","status":"ok","environment":"prod","duration":5.0}',
    ],
  ])("query %s", (query, expected) => {
    expect(checkIn(query)).toBe(expected);
  });

  test.each([
    [
      '{"foo":1.0,"status":"ok","monitor_slug":"other","monitor_config":{"schedule":{"type":"crontab","value":"* * * * *"}}}',
      `{"check_in_id":"${NIL}","monitor_slug":"my-slug","status":"ok","monitor_config":{"schedule":{"type":"crontab","value":"* * * * *"}},"foo":1.0}`,
    ],
    [
      '{"status":"in_progress","duration":2,"contexts":{"trace":{"x":1}},"environment":null}',
      `{"check_in_id":"${NIL}","monitor_slug":"my-slug","status":"in_progress","duration":2.0,"contexts":{"trace":{"x":1}}}`,
    ],
  ])("body %s", (body, expected) => {
    expect(checkIn("", body)).toBe(expected);
  });

  test.each([
    ["", undefined, 400, "Failed to deserialize query string: missing field `status`"],
    [
      "status=ok&duration=abc",
      undefined,
      400,
      "Failed to deserialize query string: duration: invalid float literal",
    ],
    ["", "", 400, "Failed to parse the request body as JSON: EOF while parsing a value at line 1 column 0"],
    [
      "",
      '{"status":"ok"',
      400,
      "Failed to parse the request body as JSON: EOF while parsing an object at line 1 column 14",
    ],
    [
      "",
      '{"status":5}',
      400,
      "Failed to parse the request body as JSON: status: expected value at line 1 column 11",
    ],
    [
      "",
      "{}",
      422,
      "Failed to deserialize the JSON body into the target type: missing field `status` at line 1 column 2",
    ],
    [
      "",
      "[]",
      422,
      "Failed to deserialize the JSON body into the target type: invalid type: sequence, expected struct CheckIn at line 1 column 0",
    ],
  ] as const)("query %j, body %j is refused with %d", (query, body, status, detail) => {
    expect(checkIn(query, body)).toEqual({ status, detail, causes: [], plain: true });
  });

  test.each([
    ['{"type":"crontab"}'],
    ['{"type":"interval","value":-1,"unit":"hour"}'],
    ['{"type":"interval","value":1,"unit":"fortnight"}'],
    ['{"type":"foo"}'],
    ["null"],
  ])("schedule %s is refused", (schedule) => {
    expect(checkIn("", `{"status":"ok","monitor_config":{"schedule":${schedule}}}`)).toMatchObject({
      status: 422,
    });
  });

  test("speak for this relay when the sender does not say who it is", () => {
    const named = parseCheckIn("s", "status=ok", undefined, { ...META, client: "me/1" });
    const nameless = parseCheckIn("s", "status=ok", undefined, META);
    expect(named.ok && named.value.meta.client).toBe("me/1");
    expect(nameless.ok && nameless.value.meta.client).toBe("relay-http");
    expect(nameless.ok && nameless.value.eventId).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe("integrations", () => {
  test.each([
    ["nel", "application/reports+json", "browser.nel+json"],
    ["otlp_traces", "application/x-protobuf", "otel.spans+protobuf"],
    ["otlp_logs", "application/json", "otel.logs+json"],
    ["vercel_logs", "application/x-ndjson", "vercel.logs+ndjson"],
  ] as const)("%s takes %s", (route, mediaType, kind) => {
    expect(integrationKind(route, mediaType)).toBe(`application/vnd.sentry.integration.${kind}` as never);
  });

  test("and nothing else", () => {
    expect(integrationKind("nel", "application/x-protobuf")).toBeUndefined();
    expect(integrationKind("nel", "constructor")).toBeUndefined();
  });

  test("wrap the body, unread", () => {
    const kind = integrationKind("otlp_logs", "application/json");
    if (kind === undefined) throw new Error("must be known");
    const envelope = integrationEnvelope("otlp_logs", kind, utf8Bytes("zz"), META, "sentry.relay/26.9.0");
    expect(envelope.meta.client).toBe("sentry.relay/26.9.0");
    expect(envelope.headers.requiredFeatures).toEqual(["organizations:ourlogs-ingestion"]);
    expect(envelope.eventId).toBeUndefined();
    expect(envelope.items[0]?.headerJson()).toBe(
      `{"type":"integration","length":2,"content_type":"${kind}"}`,
    );
  });
});

describe("media types", () => {
  test.each([
    ["Application/JSON; charset=x", "application/json"],
    [" text/plain ", "text/plain"],
  ])("%s is %s", (header, expected) => {
    expect(parseMediaType(header)).toEqual({ ok: true, value: expected });
  });

  test.each([[undefined], [""], ["foo"], ["a b/c"]])("%p is none", (header) => {
    const result = parseMediaType(header);
    expect(!result.ok && result.error.detail).toStartWith("mime parse error: ");
  });
});

test("an Unreal report travels with its user", () => {
  const result = parseUnrealReport(utf8Bytes("abc"), "UserID=u%201", META);
  expect(result.ok && result.value.headers.other.raw("unreal_user_id")).toBe('"u 1"');
  expect(result.ok && result.value.items[0]?.headerJson()).toBe(
    '{"type":"unreal_report","length":3,"content_type":"application/octet-stream"}',
  );
  expect(parseUnrealReport(new Uint8Array(0), "", META).ok).toBe(false);
});

describe("form data", () => {
  test("is lengths and texts", () => {
    expect([...encodeFormData([["a", "b"]])]).toEqual([1, 0, 0, 0, 0x61, 1, 0, 0, 0, 0x62]);
  });

  test("reads back what was written", () => {
    const text = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (fields) => {
        expect(decodeFormData(encodeFormData(fields))).toEqual(fields);
      }),
    );
  });

  test("any bytes are read as far as they go", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => Array.isArray(decodeFormData(bytes))));
    expect(decodeFormData(new Uint8Array([1, 0, 0, 0, 0x61, 255, 255, 255, 255]))).toEqual([]);
  });
});
