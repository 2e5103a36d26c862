import { describe, expect, test } from "bun:test";
import {
  parseRelayLookup,
  parseRelayLookupAnswer,
  relayLookupAnswerJson,
  relayLookupJson,
} from "./relay-lookup.ts";
import { signData } from "./signature.ts";
import { checkSignedRequest, readSignedHeaders } from "./signed-request.ts";
import { generateSecretKey } from "./testkit/secret-key.ts";

const ID = "11111111-1111-4111-8111-111111111111";
const OTHER = "22222222-2222-4222-8222-222222222222";
const NOW_MS = Date.UTC(2026, 10, 24);
const secret = generateSecretKey();
const relay = { publicKey: secret.publicKey.text, isInternal: true };
const BODY = Buffer.from('{"publicKeys":[]}');

/** What a request with these headers is refused with. */
function refusal(id: string | undefined, signature: string | undefined): string {
  const headers = {
    ...(id === undefined ? {} : { "x-sentry-relay-id": id }),
    ...(signature === undefined ? {} : { "x-sentry-relay-signature": signature }),
  };
  const result = readSignedHeaders(headers);
  return result.ok ? result.value.relayId : result.error.detail;
}

/** The reference's words. */
describe("the headers of a signed request", () => {
  test.each<[string | undefined, string | undefined, string]>([
    [undefined, undefined, "missing header: x-sentry-relay-id"],
    [undefined, "x", "missing header: x-sentry-relay-id"],
    ["x", "x", "malformed header: x-sentry-relay-id"],
    ["", "x", "malformed header: x-sentry-relay-id"],
    [ID, undefined, ID],
    [ID, "ÿ", "malformed header: x-sentry-relay-signature"],
    [ID, "", ID],
    [ID.replaceAll("-", "").toUpperCase(), "x", ID],
  ])("%p and %p: %s", (id, signature, expected) => {
    expect(refusal(id, signature)).toBe(expected);
  });
});

describe("a signed request", () => {
  const check = (signature: string | undefined, known: typeof relay | undefined = relay, body = BODY) => {
    const headers = { relayId: ID, signature };
    return checkSignedRequest(body, headers, known, { nowMs: NOW_MS, maxAgeMs: 300_000 });
  };
  const invalid = (...causes: string[]) => ({
    ok: false as const,
    error: { detail: "invalid relay signature", causes },
  });

  test("without a signature is refused, once it is known whose it would be", () => {
    const missing = { detail: "missing header: x-sentry-relay-signature", causes: [] };
    expect(check(undefined)).toEqual({ ok: false, error: missing });
    const nobody = checkSignedRequest(BODY, { relayId: ID, signature: undefined }, undefined, {
      nowMs: NOW_MS,
      maxAgeMs: 300_000,
    });
    expect(nobody).toEqual({ ok: false, error: { detail: "unknown relay id", causes: [] } });
  });

  test("is taken from the relay that signed it", () => {
    const signature = signData(BODY, secret, NOW_MS);
    expect(check(signature)).toEqual({ ok: true, value: relay });
    expect(check(signature)).toEqual({ ok: true, value: relay });
  });

  test("is refused when anything is wrong with it", () => {
    const mismatch = invalid("invalid signature on data");
    expect(check("x")).toEqual(mismatch);
    expect(check(signData(BODY, generateSecretKey(), NOW_MS))).toEqual(mismatch);
    expect(check(signData(BODY, secret, NOW_MS), relay, Buffer.from("{}"))).toEqual(mismatch);
    const past = "the timestamp is too far in the past";
    expect(check(signData(BODY, secret, NOW_MS - 301_000))).toEqual(invalid(past, past));
    const future = "the timestamp is too far in the future";
    expect(check(signData(BODY, secret, NOW_MS + 20_000))).toEqual(invalid(future, future));
  });

  test("of a relay that nobody knows is refused", () => {
    const headers = { relayId: ID, signature: signData(BODY, secret, NOW_MS) };
    const options = { nowMs: NOW_MS, maxAgeMs: 300_000 };
    const unknown = { ok: false as const, error: { detail: "unknown relay id", causes: [] } };
    expect(checkSignedRequest(BODY, headers, undefined, options)).toEqual(unknown);
    expect(checkSignedRequest(BODY, headers, { publicKey: "bad", isInternal: true }, options)).toEqual(
      unknown,
    );
  });
});

describe("looking relays up", () => {
  test("a request names ids in any spelling", () => {
    expect(parseRelayLookup(relayLookupJson([ID]))).toEqual({ ok: true, value: [ID] });
    expect(parseRelayLookup(`{"relay_ids":["${ID.replaceAll("-", "")}"]}`)).toEqual({
      ok: true,
      value: [ID],
    });
    for (const json of ["{}", "[]", "x", '{"relay_ids":["x"]}', '{"relay_ids":[5]}', '{"relay_ids":5}']) {
      expect(parseRelayLookup(json).ok).toBe(false);
    }
  });

  test("the answer has an entry for every id, and is read as it was meant", () => {
    const json = relayLookupAnswerJson(
      new Map([
        [ID, relay],
        [OTHER, undefined],
      ]),
    );
    expect(json).toBe(
      `{"relays":{"${ID}":{"publicKey":"${relay.publicKey}","internal":true},"${OTHER}":null}}`,
    );
    expect(parseRelayLookupAnswer(json)).toEqual(new Map([[ID, relay]]));
  });

  test("old answers and bad entries", () => {
    const old = JSON.stringify({ public_keys: { [ID]: relay.publicKey, [OTHER]: null } });
    expect(parseRelayLookupAnswer(old)).toEqual(new Map([[ID, { ...relay, isInternal: false }]]));
    const bad = JSON.stringify({
      relays: { x: { publicKey: relay.publicKey }, [OTHER]: { publicKey: "x" }, [ID]: 5 },
    });
    expect(parseRelayLookupAnswer(bad)).toEqual(new Map());
    for (const json of ["[]", "x", "null"]) expect(parseRelayLookupAnswer(json)).toBeUndefined();
  });
});
