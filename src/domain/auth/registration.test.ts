import { describe, expect, test } from "bun:test";
import {
  isRegistered,
  parseChallenge,
  registerRequestJson,
  registerResponseJson,
  relayIdOf,
} from "./registration.ts";
import { generateSecretKey } from "./testkit/secret-key.ts";

const RELAY_ID = "271758da-3c03-4426-8063-2aa8e02aeb60";

describe("the handshake", () => {
  test("the messages are spelled as the protocol has them", () => {
    const { publicKey } = generateSecretKey();
    expect(registerRequestJson(RELAY_ID, publicKey, "26.9.0")).toBe(
      `{"relay_id":"${RELAY_ID}","public_key":"${publicKey.text}","version":"26.9.0"}`,
    );
    expect(registerResponseJson({ relayId: RELAY_ID, token: "t" }, "26.9.0")).toBe(
      `{"relay_id":"${RELAY_ID}","token":"t","version":"26.9.0"}`,
    );
  });

  test("the upstream's answers are read, in whatever spelling the id comes", () => {
    for (const relay_id of [RELAY_ID, RELAY_ID.toUpperCase(), RELAY_ID.replaceAll("-", "")]) {
      expect(parseChallenge(JSON.stringify({ relay_id, token: "t:p" }), RELAY_ID)).toEqual({
        relayId: RELAY_ID,
        token: "t:p",
      });
      expect(isRegistered(JSON.stringify({ relay_id }), RELAY_ID)).toBe(true);
    }
  });

  test.each([
    ["{}"],
    ["x"],
    ["null"],
    ["[]"],
    [`{"relay_id":"${RELAY_ID}"}`],
    [`{"relay_id":"${RELAY_ID}","token":5}`],
    ['{"relay_id":"x","token":"t"}'],
    ['{"relay_id":"271758da-3c03-4426-8063-2aa8e02aeb61","token":"t"}'],
  ])("%s is no challenge", (json) => {
    expect(parseChallenge(json, RELAY_ID)).toBeUndefined();
  });

  test.each([["{}"], ["x"], ["null"], ['{"relay_id":"271758da-3c03-4426-8063-2aa8e02aeb61"}']])(
    "%s registers nobody",
    (json) => {
      expect(isRegistered(json, RELAY_ID)).toBe(false);
    },
  );
});

test("ids are compared in one spelling", () => {
  expect(relayIdOf("271758DA3C03442680632AA8E02AEB60")).toBe(RELAY_ID);
  expect(relayIdOf("x")).toBeUndefined();
  expect(relayIdOf(5)).toBeUndefined();
});
