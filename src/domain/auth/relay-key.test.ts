import { describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { decodeBase64Url, encodeBase64Url } from "./internal/base64url.ts";
import { parsePublicKey, parseSecretKey } from "./relay-key.ts";
import { generateSecretKey } from "./testkit/secret-key.ts";

const secret = generateSecretKey();
const seed = decodeBase64Url(secret.text) as Uint8Array;
const publicBytes = secret.publicKey.bytes;

describe("secret keys", () => {
  test("in all their spellings", () => {
    const pem = secret.key.export({ format: "pem", type: "pkcs8" }) as string;
    const both = encodeBase64Url(Buffer.concat([seed, publicBytes]));
    for (const text of [secret.text, both, pem, `\n${pem}`, pem.trim()]) {
      expect(parseSecretKey(text)?.text).toBe(secret.text);
      expect(parseSecretKey(text)?.publicKey.text).toBe(secret.publicKey.text);
    }
  });

  test("nothing else is one", () => {
    const publicPem = secret.publicKey.key.export({ format: "pem", type: "spki" }) as string;
    const mixed = encodeBase64Url(Buffer.concat([seed, generateSecretKey().publicKey.bytes]));
    const long = encodeBase64Url(Buffer.concat([seed, Buffer.from("x")]));
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const ecPem = other.export({ format: "pem", type: "pkcs8" }) as string;
    for (const text of [
      "",
      `${secret.text}=`,
      ` ${secret.text}`,
      publicPem,
      mixed,
      long,
      ecPem,
      "-----BEGIN ",
    ]) {
      expect(parseSecretKey(text)).toBeUndefined();
    }
  });
});

describe("public keys", () => {
  test("in both spellings", () => {
    const pem = secret.publicKey.key.export({ format: "pem", type: "spki" }) as string;
    for (const text of [secret.publicKey.text, pem, pem.trim()]) {
      expect(parsePublicKey(text)?.text).toBe(secret.publicKey.text);
    }
  });

  test("nothing else is one", () => {
    const secretPem = secret.key.export({ format: "pem", type: "pkcs8" }) as string;
    for (const text of ["", secret.publicKey.text.slice(2), `${secret.publicKey.text}=`, secretPem]) {
      expect(parsePublicKey(text)).toBeUndefined();
    }
  });
});
