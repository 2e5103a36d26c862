import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Envelope } from "../../domain/protocol/envelope.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { assert } from "../../kernel/base/assert.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import type { EnvelopeError } from "./envelope-error.ts";
import { parseEnvelope, parseStoredEnvelope } from "./parse-envelope.ts";
import { serializeEnvelope } from "./serialize-envelope.ts";

const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
const META: RequestMeta = {
  dsn: { scheme: "http", publicKey: KEY, authority: "127.0.0.1:3998", pathPrefix: "", projectId: "42" },
  version: 7,
  remoteAddr: "127.0.0.1",
  forwardedFor: "127.0.0.1",
  userAgent: "curl/7.88.1",
  noCache: false,
  receivedAtMs: 0,
  fromInternalRelay: false,
};

function parse(body: string | Uint8Array): Envelope {
  const result = parseEnvelope(typeof body === "string" ? utf8Bytes(body) : body, META);
  assert(result.ok, `must parse: ${JSON.stringify(result)}`);
  return result.value;
}

function problem(body: string): EnvelopeError["problem"] | undefined {
  const result = parseEnvelope(utf8Bytes(body), META);
  return result.ok ? undefined : result.error.problem;
}

function payloads(body: string): string[] {
  return parse(body).items.map((item) => `${item.type}:${utf8Text(item.payload)}`);
}

/** What goes upstream after the members that the request contributes. */
function forwarded(body: string): string {
  const text = utf8Text(serializeEnvelope(parse(body)));
  return text.replace(/^\{.*?"user_agent":"curl\/7\.88\.1"/, "{").replace("{,", "{");
}

describe("framing", () => {
  test.each([
    ["{}", []],
    ["{}\n", []],
    ['{}\n{"type":"event"}\n{"a":1}', ['event:{"a":1}']],
    ['{}\n{"type":"event"}\n{"a":1}\n', ['event:{"a":1}']],
    ['{}\n\n{"type":"event"}\n{"a":1}\n', ['event:{"a":1}']],
    ['{}\n{"type":"event"}', ["event:"]],
    ['{}\n{"type":"attachment","length":3}\na\nb', ["attachment:a\nb"]],
    ['{}\n{"type":"foo"}\nx', ["unknown:x"]],
    ['{}\n{"type":"event","length":0}\n\n{"type":"foo","length":0}\n\n', ["event:", "unknown:"]],
    ['{\n"a":1\n}\n{"type":"event",\n"length":2}\n{}', ["event:{}"]],
  ] as const)("%j", (body, items) => {
    expect(payloads(body)).toEqual([...items]);
  });

  test.each([
    ["{}\n\n\n", "unexpected end of file"],
    ["\n", "missing envelope header"],
    ["", "missing envelope header"],
    ["{} \n", "missing newline after header or payload"],
    ["{}\r\n", "missing newline after header or payload"],
    ["[]", "invalid envelope header"],
    ["\ufeff{}", "invalid envelope header"],
    ["\0{}", "invalid envelope header"],
    ['{}\n{"type":"event","length":2}\nabc', "missing newline after header or payload"],
    ['{}\n{"type":"event","length":30}\nabc', "unexpected end of file"],
    ['{}\n{"type":"event","length":18446744073709551615}\nabc', "unexpected end of file"],
    ['{}\n{"type":"event","length":18446744073709551616}\nabc', "invalid item header"],
    ['{}\n{"type":"event","length":0}\n{"type":"foo"}\nx', "missing newline after header or payload"],
    ['{}\n{"type":"event","length":null}\n{}', "invalid item header"],
    ['{}\n{"type":"event","length":"2"}\n{}', "invalid item header"],
    ['{}\n{"type":"event","length":2.0}\n{}', "invalid item header"],
    ['{}\n{"type":"event","length":-2}\n{}', "invalid item header"],
    ['{}\n{"length":3}\nabc', "invalid item header"],
    ['{}\n{"type":5}\nabc', "invalid item header"],
    ['{}\n{"type":"event","type":"event"}\nabc', "invalid item header"],
    ['{}\n{"type":"event"} \nabc', "missing newline after header or payload"],
  ] as const)("%j is refused: %s", (body, expected) => {
    expect(problem(body)).toBe(expected);
  });

  test("takes 500 items, not 501", () => {
    const item = '{"type":"foo"}\nx\n';
    expect(parse(`{}\n${item.repeat(500)}`).items.length).toBe(500);
    expect(problem(`{}\n${item.repeat(501)}`)).toBe("too many individual items");
  });

  test("payloads are views of the body", () => {
    const body = utf8Bytes('{}\n{"type":"event"}\n{"a":1}');
    expect(parse(body).items[0]?.payload.buffer).toBe(body.buffer);
  });
});

describe("envelope header", () => {
  test.each([
    ['{"event_id":"zz"}', "invalid envelope header"],
    ['{"event_id":5}', "invalid envelope header"],
    ['{"sent_at":123}', "invalid envelope header"],
    ['{"sent_at":"2020-01-01T00:00:00"}', "invalid envelope header"],
    ['{"version":"7"}', "invalid envelope header"],
    ['{"version":null}', "invalid envelope header"],
    ['{"version":65536}', "invalid envelope header"],
    ['{"forwarded_for":null}', "invalid envelope header"],
    ['{"client_hints":null}', "invalid envelope header"],
    ['{"required_features":[5]}', "invalid envelope header"],
    ['{"remote_addr":"x"}', "invalid envelope header"],
    ['{"version":7,"version":7}', "invalid envelope header"],
    ['{"\\u0074race":null,"trace":null}', "invalid envelope header"],
    ['{"a":"\\ud800"}', "invalid envelope header"],
    ['{"a":1e999}', "invalid envelope header"],
    ['{"a":01}', "invalid envelope header"],
    [`{"a":${"[".repeat(127)}${"]".repeat(127)}}`, "invalid envelope header"],
    [
      `{"dsn":"http://${KEY.replace("a", "b")}@x/42"}`,
      "public key header mismatch between envelope and request",
    ],
    [`{"dsn":"http://${KEY}@x/43"}`, "project id header mismatch between envelope and request"],
    ['{"origin":"http://x.com"}', "origin header mismatch between envelope and request"],
  ] as const)("%j is refused: %s", (header, expected) => {
    expect(problem(`${header}\n{"type":"foo"}\n{}`)).toBe(expected);
  });

  test.each([
    ['{"event_id":null,"trace":null,"dsn":null,"client":null,"sent_at":null}', "{}"],
    ['{"foo":1,"foo":2}', '{"foo":2}'],
    [
      '{"z":1.0,"é":2,"a":12345678901234567890, "b":{"y": 1.50, "x" : [ 1 , "a b" ]}}',
      '{"a":12345678901234567890,"b":{"y":1.50,"x":[1,"a b"]},"z":1.0,"é":2}',
    ],
    ['{"trace":{"x":1}}', '{"trace":null}'],
    ['{"required_features":["foo"]}', '{"required_features":["Unknown"]}'],
    [
      '{"client_hints":{"sec_ch_ua":"x"}}',
      '{"client_hints":{"sec_ch_ua_platform":null,"sec_ch_ua_platform_version":null,"sec_ch_ua":"x","sec_ch_ua_model":null}}',
    ],
    [
      '{"sent_at":"2020-01-01T00:00:00.1+01:00","no_cache":true}',
      '{"no_cache":true,"sent_at":"2019-12-31T23:00:00.100Z"}',
    ],
    [
      `{"trace":{"trace_id":"12345678-1234-5678-1234-567812345678","public_key":"${KEY}","transaction":"foo"}}`,
      `{"trace":{"trace_id":"12345678123456781234567812345678","public_key":"${KEY}","release":null,"environment":null,"transaction":"foo","replay_id":null}}`,
    ],
  ] as const)("%s is written as %s", (header, expected) => {
    expect(forwarded(`${header}\n{"type":"foo"}\nx`)).toBe(`${expected}\n{"type":"foo"}\nx\n`);
  });

  test("its own request data wins over the request's", () => {
    const header =
      '{"client":"c/1","version":8,"remote_addr":"2001:DB8:0::1","forwarded_for":"1.2.3.4","user_agent":"ua"}';
    const { meta } = parse(`${header}\n{"type":"foo"}\nx`);
    expect(meta).toMatchObject({
      client: "c/1",
      version: 8,
      remoteAddr: "2001:db8::1",
      forwardedFor: "1.2.3.4",
    });
    const untrusted = parseEnvelope(utf8Bytes(`${header}\n`), META, { trustMeta: false });
    expect(untrusted.ok && untrusted.value.meta).toBe(META);
  });

  test("an event gets an id, other items do not", () => {
    expect(parse('{}\n{"type":"event"}\n{}').eventId).toMatch(/^[0-9a-f]{32}$/);
    expect(parse('{}\n{"type":"session"}\n{}').eventId).toBeUndefined();
    expect(parse('{}\n{"type":"attachment","attachment_type":"event.minidump"}\nx').eventId).toBeDefined();
  });
});

describe("item header", () => {
  test.each([
    [
      '{"content_type":"application/json","type":"event","length":1}',
      '{"type":"event","length":1,"content_type":"application/json"}',
    ],
    ['{"type":"attachment","attachment_type":"zz"}', '{"type":"attachment","attachment_type":"zz"}'],
    ['{"type":"profile_chunk_ui"}', '{"type":"profile_chunk"}'],
    ['{"type":"event","b":1.0,"a":{"d":1,"c":2}}', '{"type":"event","a":{"d":1,"c":2},"b":1.0}'],
    [
      '{"zz":1,"sampled":false,"item_count":"x","span_count":-1,"platform":5,"type":"event","span_id":null}',
      '{"type":"event","item_count":"x","platform":5,"span_count":-1,"sampled":false,"span_id":null,"zz":1}',
    ],
  ] as const)("%s is written as %s", (header, expected) => {
    expect(forwarded(`{}\n${header}\nx`).split("\n")[1]).toBe(expected);
  });
});

test("the output of a one-item request is the reference's", () => {
  const id = "3bf0c84598b54c10b0215873d2d35a03";
  const text = utf8Text(serializeEnvelope(parse(`{"event_id":"${id}"}\n{"type":"event"}\n{"message":"hi"}`)));
  expect(text).toBe(
    `{"event_id":"${id}","dsn":"http://${KEY}:@127.0.0.1:3998/42","version":7,"remote_addr":"127.0.0.1","forwarded_for":"127.0.0.1","user_agent":"curl/7.88.1"}\n{"type":"event"}\n{"message":"hi"}\n`,
  );
});

describe("properties", () => {
  test("any bytes parse without throwing", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof parseEnvelope(bytes, META).ok).toBe("boolean");
      }),
    );
  });

  test("a damaged envelope parses without throwing", () => {
    const whole = utf8Bytes(
      `{"dsn":"http://${KEY}@x/42","trace":{"trace_id":"12345678123456781234567812345678"},"a":"\\u00e9é"}\n{"type":"event","length":2}\n{}\n`,
    );
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(whole.length),
        (at, byte, end) => {
          const bytes = whole.slice();
          bytes[at] = byte;
          expect(typeof parseEnvelope(bytes.subarray(0, end), META).ok).toBe("boolean");
        },
      ),
    );
  });

  test("what is written reads back the same", () => {
    const header = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 });
    const item = fc.record({
      type: fc.constantFrom("event", "log", "foo", "attachment"),
      extra: header,
      body: fc.uint8Array(),
    });
    fc.assert(
      fc.property(header, fc.array(item, { maxLength: 4 }), (extra, items) => {
        const parts = [Buffer.from(`${JSON.stringify({ ...extra, ...NOT_KNOWN })}\n`)];
        for (const { type, extra, body } of items) {
          parts.push(
            Buffer.from(`${JSON.stringify({ ...extra, type, length: body.length })}\n`),
            Buffer.from(body),
            Buffer.from("\n"),
          );
        }
        const once = serializeEnvelope(parse(Buffer.concat(parts)));
        const again = parseStoredEnvelope(once, 0);
        assert(again.ok, "our own output must parse");
        expect(utf8Text(serializeEnvelope(again.value))).toBe(utf8Text(once));
        expect(again.value.items.map((item) => item.payload)).toEqual(items.map((item) => item.body));
      }),
    );
  });
});

/** Keeps generated headers from hitting a known key with a value that is refused. */
const NOT_KNOWN = { event_id: null };
