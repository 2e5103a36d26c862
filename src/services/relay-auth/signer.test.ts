import { expect, test } from "bun:test";
import { verifySignature } from "../../domain/auth/signature.ts";
import { generateSecretKey } from "../../domain/auth/testkit/secret-key.ts";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { createSigner } from "./signer.ts";

const secret = generateSecretKey();
const NOTHING = new Uint8Array(0);
let nowMs = 1_800_000_000_000;
const sign = createSigner(
  { id: "271758da-3c03-4426-8063-2aa8e02aeb60", secretKey: secret.text, publicKey: secret.publicKey.text },
  () => nowMs,
);
const signatureOf = (body: Uint8Array) => sign(body)[1]?.[1] as string;
const verify = (body: Uint8Array, signature: string) =>
  verifySignature(body, signature, secret.publicKey, { nowMs, maxAgeMs: 300_000 }).ok;

test("signs bodies one by one", () => {
  const [one, two] = [utf8Bytes("{}"), utf8Bytes("[]")];
  expect(verify(one, signatureOf(one))).toBe(true);
  expect(verify(two, signatureOf(one))).toBe(false);
});

test("shares the signature over nothing for a second", () => {
  const first = signatureOf(NOTHING);
  nowMs += 999;
  expect(signatureOf(NOTHING)).toBe(first);
  nowMs += 1;
  const second = signatureOf(NOTHING);
  expect(second).not.toBe(first);
  expect(verify(NOTHING, second)).toBe(true);
});

test("does not sign with a time to come after the clock was set back", () => {
  const before = signatureOf(NOTHING);
  nowMs -= 3_600_000;
  expect(verify(NOTHING, before)).toBe(false);
  expect(verify(NOTHING, signatureOf(NOTHING))).toBe(true);
});
