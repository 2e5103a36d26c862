import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { assert } from "../../kernel/base/assert.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { err, ok } from "../../kernel/base/result.ts";
import type { Inflate } from "../../kernel/runtime/compression.ts";
import { replaceNonFinite } from "./nan.ts";
import { parseStoreBody, storeQueryBody } from "./store-body.ts";

const META: RequestMeta = {
  dsn: { scheme: "http", publicKey: "a".repeat(32), authority: "h", pathPrefix: "", projectId: "42" },
  version: 7,
  forwardedFor: "",
  noCache: false,
  receivedAtMs: 0,
  fromInternalRelay: false,
};
const PACKED = new Uint8Array([0x78, 0x9c, 1]);
const BOMB = new Uint8Array([0x78, 0x9c, 2]);

/** Knows two streams; the real one is tested where it lives. */
const inflate: Inflate = (encoding, bytes) => {
  assert(encoding === "deflate", "store bodies are in zlib format");
  if (bytes.length === PACKED.length && bytes[2] === 1) return ok(utf8Bytes('{"packed":true}'));
  return err(bytes[2] === 2 ? "too_large" : "corrupt");
};

function store(body: string | Uint8Array, options: { contentType?: string; client?: string } = {}) {
  return parseStoreBody(
    typeof body === "string" ? utf8Bytes(body) : body,
    { ...META, client: options.client },
    {
      contentType: options.contentType,
      maxEventSizeBytes: 1000,
      inflate,
    },
  );
}

function stored(body: string | Uint8Array, options: { contentType?: string; client?: string } = {}) {
  const result = store(body, options);
  assert(result.ok, `must be accepted: ${JSON.stringify(result)}`);
  const item = result.value.items[0];
  assert(item !== undefined, "must have an item");
  return {
    eventId: result.value.eventId,
    type: item.type,
    payload: utf8Text(item.payload),
    header: item.headerJson(),
  };
}

const base64 = (bytes: Uint8Array) => utf8Bytes(btoa(String.fromCharCode(...bytes)));

describe("forms of a body", () => {
  test("JSON stays as it is", () => {
    const event = stored('{"n":1.0,"big":12345678901234567890} \n');
    expect(event.payload).toBe('{"n":1.0,"big":12345678901234567890} \n');
    expect(event.header).toBe('{"type":"event","length":38,"content_type":"application/json"}');
    expect(event.eventId).toMatch(/^[0-9a-f]{32}$/);
  });

  test("base64, plain and packed", () => {
    expect(stored(base64(utf8Bytes('{"a":1}'))).payload).toBe('{"a":1}');
    expect(stored(base64(PACKED)).payload).toBe('{"packed":true}');
  });

  test("an envelope, by exactly this content type", () => {
    const body = '{}\n{"type":"transaction"}\n{}';
    expect(stored(body, { contentType: "application/x-sentry-envelope" }).type).toBe("transaction");
    expect(store(body, { contentType: "Application/x-sentry-envelope" }).ok).toBe(false);
  });

  test.each([
    ["", "empty request body", []],
    ["[]", "invalid request body", ["invalid length at 0"]],
    [' {"a":"bcd"}', "invalid request body", ["invalid symbol at 0"]],
    ["WzFd", "invalid request body", ["corrupt deflate stream"]],
    [
      '{"a":',
      'invalid JSON data: Error("EOF while parsing a value", line: 1, column: 5)',
      ["EOF while parsing a value at line 1 column 5"],
    ],
    [
      '{"a":1}x',
      'invalid JSON data: Error("trailing characters", line: 1, column: 8)',
      ["trailing characters at line 1 column 8"],
    ],
    [
      '{"a":NaN}',
      'invalid JSON data: Error("expected value", line: 1, column: 6)',
      ["expected value at line 1 column 6"],
    ],
  ] as const)("%j is refused: %s", (body, detail, causes) => {
    const result = store(body);
    expect(!result.ok && result.error).toEqual({ status: 400, detail, causes: [...causes] });
  });

  test("what inflates beyond the limit is no JSON any more", () => {
    const result = store(base64(BOMB));
    expect(!result.ok && result.error.detail).toStartWith("invalid JSON data");
  });

  test("internal items are refused", () => {
    const result = store('{}\n{"type":"integration"}\n{}', { contentType: "application/x-sentry-envelope" });
    expect(!result.ok && result.error.detail).toBe("envelope contains internal items");
  });
});

describe("what is read of an event", () => {
  test.each([
    ["transaction", "transaction"],
    ["csp", "security"],
    ["feedback", "event"],
    ["default", "event"],
    ["anything", "event"],
  ] as const)("type %s makes the item %s", (type, item) => {
    expect(stored(`{"type":"${type}"}`).type).toBe(item);
  });

  test("its id, in any spelling", () => {
    const id = "3bf0c84598b54c10b0215873d2d35a03";
    expect(stored('{"event_id":"3BF0C845-98b5-4c10-b021-5873d2d35a03"}').eventId).toBe(id);
    expect(stored('{"event_id":null}').eventId).toMatch(/^[0-9a-f]{32}$/);
    expect(stored(`{"event_id":"${"0".repeat(32)}"}`).eventId).toBe("0".repeat(32));
  });

  test.each([
    ['{"type":null}', "expected value at line 1 column 9"],
    ['{"type":5}', "expected value at line 1 column 9"],
    ['{"type":"a","type":"b"}', "duplicate field `type` at line 1 column 18"],
    ['{"event_id":"x"}', 'invalid value: string "x", expected an event identifier at line 1 column 15'],
    ['{"event_id":5}', "invalid type: integer `5`, expected an event identifier at line 1 column 13"],
  ])("%s is refused", (body, cause) => {
    const result = store(body);
    expect(!result.ok && result.error.causes).toEqual([cause]);
  });

  test.each([
    ["a lone surrogate", utf8Bytes('{"a":"\\ud800"}')],
    ["a number beyond floats", utf8Bytes('{"a":1e999}')],
    ["bytes that are no UTF-8", new Uint8Array([...utf8Bytes('{"a":"'), 0xff, 0x22, 0x7d])],
    ["deep nesting", utf8Bytes(`{"a":${"[".repeat(900)}${"]".repeat(900)}}`)],
  ])("%s elsewhere does not matter", (_, body) => {
    expect(store(body).ok).toBe(true);
  });

  test("a depth that no event has is refused without harm", () => {
    expect(store(`{"a":${"[".repeat(100_000)}`).ok).toBe(false);
  });
});

describe("floats that are no numbers", () => {
  test("are written by old Python clients only", () => {
    expect(stored('{"a":NaN}', { client: "raven-python/6.0" }).payload).toBe('{"a":0  }');
    expect(store('{"a":NaN}', { client: "sentry.python/2.0" }).ok).toBe(false);
  });

  test.each([
    ['{"a":[NaN,Infinity,-Infinity],"b":-1}', '{"a":[0  ,0       ,-0       ],"b":-1}'],
    ['{"NaN":"a\\"NaN","c":"\\\\","d":NaN}', '{"NaN":"a\\"NaN","c":"\\\\","d":0  }'],
    ['{"a":NaNa}', '{"a":0  a}'],
    ['{"a":Na}', '{"a":Na}'],
  ])("%s becomes %s", (before, after) => {
    expect(utf8Text(replaceNonFinite(utf8Bytes(before)))).toBe(after);
  });
});

test("a GET brings its body in the query", () => {
  const body = storeQueryBody("a=b&sentry_data=%7B%22a%22%3A1%7D");
  expect(body.ok && utf8Text(body.value)).toBe('{"a":1}');
  const missing = storeQueryBody("a=b");
  expect(!missing.ok && missing.error.plain).toBe(true);
});

test("any bytes are answered without throwing", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (bytes, brace) => {
      if (brace && bytes.length > 0) bytes[0] = 0x7b;
      expect(typeof store(bytes, { client: "raven-python/6" }).ok).toBe("boolean");
    }),
  );
});
