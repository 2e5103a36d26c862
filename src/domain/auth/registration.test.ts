import { describe, expect, test } from "bun:test";
import {
  createChallenge,
  isRegistered,
  parseChallenge,
  registerRequestJson,
  registerResponseJson,
  relayIdOf,
  validateResponse,
} from "./registration.ts";
import { generateSecretKey, type RelaySecretKey } from "./relay-key.ts";
import { signData } from "./signature.ts";

const NOW_MS = Date.UTC(2026, 10, 24);
const RELAY_ID = "271758da-3c03-4426-8063-2aa8e02aeb60";
const relay = generateSecretKey();
const registrar = { secret: Buffer.from("upstream's own"), maxAgeMs: 60_000, nowMs: NOW_MS };
const rand = Buffer.alloc(64, 7);

function request(json: string, by: RelaySecretKey = relay) {
  const body = Buffer.from(json);
  return createChallenge(body, signData(body, by, NOW_MS), { ...registrar, rand });
}

function respond(json: string, by: RelaySecretKey = relay, nowMs = NOW_MS, secret = registrar.secret) {
  const body = Buffer.from(json);
  return validateResponse(body, signData(body, by, nowMs), { ...registrar, secret, nowMs });
}

function challenge() {
  const result = request(registerRequestJson(RELAY_ID, relay.publicKey, "26.9.0"));
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

describe("the handshake", () => {
  test("registers the relay with its key and version", () => {
    const answer = JSON.stringify({ relay_id: RELAY_ID, token: challenge().token });
    const read = parseChallenge(answer, RELAY_ID);
    if (read === undefined) throw new Error("no challenge");
    const result = respond(registerResponseJson(read, "26.9.0"));
    if (!result.ok) throw new Error(result.error);
    expect(result.value.relayId).toBe(RELAY_ID);
    expect(result.value.publicKey.text).toBe(relay.publicKey.text);
    expect(result.value.version).toBe("26.9.0");
    expect(isRegistered(JSON.stringify({ relay_id: result.value.relayId }), RELAY_ID)).toBe(true);
  });

  test("the messages are spelled as the protocol has them", () => {
    expect(registerRequestJson(RELAY_ID, relay.publicKey, "26.9.0")).toBe(
      `{"relay_id":"${RELAY_ID}","public_key":"${relay.publicKey.text}","version":"26.9.0"}`,
    );
    expect(registerResponseJson({ relayId: RELAY_ID, token: "t" }, "26.9.0")).toBe(
      `{"relay_id":"${RELAY_ID}","token":"t","version":"26.9.0"}`,
    );
  });
});

describe("the upstream refuses", () => {
  test.each([
    ["{}"],
    ["null"],
    ["[]"],
    ["x"],
    [JSON.stringify({ relay_id: "x", public_key: relay.publicKey.text })],
    [JSON.stringify({ relay_id: RELAY_ID, public_key: "x" })],
    [JSON.stringify({ relay_id: RELAY_ID, public_key: relay.publicKey.text, version: "26.9" })],
  ])("the request %s", (json) => {
    expect(request(json)).toEqual({ ok: false, error: "invalid_request" });
  });

  test("a request signed with another key than it names", () => {
    const json = registerRequestJson(RELAY_ID, relay.publicKey, "26.9.0");
    expect(request(json, generateSecretKey())).toEqual({ ok: false, error: "invalid_signature" });
  });

  test("tokens that are not its own, and responses that do not fit them", () => {
    const { token } = challenge();
    const response = (fields: object) => respond(JSON.stringify({ relay_id: RELAY_ID, token, ...fields }));
    const [text, proof] = token.split(":");
    for (const forged of ["x", "x:y", text, `${text}:`, `${token}:z`, `${proof}:${text}`, `x${token}`]) {
      expect(response({ token: forged })).toEqual({ ok: false, error: "invalid_token" });
    }
    expect(response({ token: 5 })).toEqual({ ok: false, error: "invalid_request" });
    expect(response({ relay_id: "271758da-3c03-4426-8063-2aa8e02aeb61" })).toEqual({
      ok: false,
      error: "invalid_request",
    });
    const json = registerResponseJson({ relayId: RELAY_ID, token }, "26.9.0");
    expect(respond(json, generateSecretKey())).toEqual({ ok: false, error: "invalid_signature" });
    expect(respond(json, relay, NOW_MS, Buffer.from("another"))).toEqual({
      ok: false,
      error: "invalid_token",
    });
    expect(respond(json, relay, NOW_MS + 60_001)).toEqual({ ok: false, error: "expired_token" });
  });
});

describe("the relay refuses", () => {
  test.each([["{}"], ["x"], [`{"relay_id":"${RELAY_ID}"}`], ['{"relay_id":"x","token":"t"}'], ["null"]])(
    "%s as a challenge",
    (json) => {
      expect(parseChallenge(json, RELAY_ID)).toBeUndefined();
      expect(isRegistered("{}", RELAY_ID)).toBe(false);
    },
  );
});

test("ids are compared in one spelling", () => {
  expect(relayIdOf("271758DA3C03442680632AA8E02AEB60")).toBe(RELAY_ID);
  expect(relayIdOf("x")).toBeUndefined();
  expect(relayIdOf(5)).toBeUndefined();
});
