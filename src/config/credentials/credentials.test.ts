import { expect, test } from "bun:test";
import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { decodePublicKey, decodeSecretKey } from "../../domain/auth/key-text.ts";
import { formatCredentials, parseCredentials } from "./credentials.ts";
import { generateCredentials } from "./generate.ts";

const SECRET = "RDvtA8RXQGuGbmvlJQFA0DtbLRev8HlhVzfXNcI1rKY";
const PUBLIC = "RB9ysxcAyexaQiTCoY-f_ruLXiuYkwC5zlFKr5PcUy0";
const ID = "271758da-3c03-4426-8063-2aa8e02aeb60";
const STORED = { secret_key: SECRET, public_key: PUBLIC, id: ID };

test("are written as the reference writes them", () => {
  expect(formatCredentials({ secretKey: SECRET, publicKey: PUBLIC, id: ID })).toBe(
    `{\n  "secret_key": "${SECRET}",\n  "public_key": "${PUBLIC}",\n  "id": "${ID}"\n}\n`,
  );
});

test("what is generated is a pair that signs", () => {
  const { secretKey, publicKey, id } = generateCredentials();
  const key = createPrivateKey({
    key: { kty: "OKP", crv: "Ed25519", d: secretKey, x: publicKey },
    format: "jwk",
  });
  const pub = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: publicKey }, format: "jwk" });
  const data = Buffer.from("x");
  expect(verify(null, data, pub, sign(null, data, key))).toBe(true);
  expect(parseCredentials({ secret_key: secretKey, public_key: publicKey, id }).ok).toBe(true);
});

test("seed, seed with public key, and PEM are the same secret key", () => {
  const both = Buffer.concat([Buffer.from(SECRET, "base64url"), Buffer.from(PUBLIC, "base64url")]).toString(
    "base64url",
  );
  const key = createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", d: SECRET, x: PUBLIC }, format: "jwk" });
  const pem = key.export({ type: "pkcs8", format: "pem" }).toString();
  for (const secret of [SECRET, both, pem]) {
    const parsed = parseCredentials({ ...STORED, secret_key: secret });
    expect(parsed.ok && parsed.value.secretKey).toBe(SECRET);
  }
  const spki = createPublicKey(key).export({ type: "spki", format: "pem" }).toString();
  const parsed = parseCredentials({ ...STORED, public_key: spki });
  expect(parsed.ok && parsed.value.publicKey).toBe(PUBLIC);
});

test("an id without hyphens is the same id", () => {
  const parsed = parseCredentials({ ...STORED, id: ID.replaceAll("-", "").toUpperCase() });
  expect(parsed.ok && parsed.value.id).toBe(ID);
});

test("what is no key is refused, without quoting it", () => {
  expect(decodeSecretKey("AAAA")).toEqual({ ok: false, error: "bad key data" });
  expect(decodeSecretKey(`${SECRET}=`)).toEqual({ ok: false, error: "bad key encoding" });
  // Bits that say nothing must be zero, or one key would have many spellings.
  expect(decodeSecretKey(SECRET.replace(/Y$/, "Z"))).toEqual({ ok: false, error: "bad key encoding" });
  expect(decodePublicKey(PUBLIC.replace(/0$/, "1"))).toEqual({ ok: false, error: "bad key encoding" });
  expect(decodePublicKey("-----BEGIN nonsense")).toEqual({ ok: false, error: "bad key encoding" });
  const parsed = parseCredentials({ ...STORED, secret_key: "hunter2" });
  expect(!parsed.ok && parsed.error).toBe("secret_key: invalid value, expected a secret key");
  expect(parseCredentials({ id: ID })).toEqual({ ok: false, error: "missing field `secret_key`" });
});
