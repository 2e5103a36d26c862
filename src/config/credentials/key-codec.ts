/** ed25519 keys as text: unpadded base64url of the raw bytes, or PEM. */
import { createPrivateKey, createPublicKey } from "node:crypto";
import { err, ok, type Result } from "../../kernel/base/result.ts";

export const SEED_BYTES = 32;
const PUBLIC_BYTES = 32;

/** The 32-byte seed of a secret key: a seed, a seed with its public key (64 bytes), or a PKCS#8 PEM. */
export function decodeSecretKey(text: string): Result<Uint8Array, string> {
  if (text.includes("-----BEGIN")) return seedOfPem(text);
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) return err("bad key encoding");
  if (bytes.length === SEED_BYTES || bytes.length === 2 * SEED_BYTES)
    return ok(bytes.subarray(0, SEED_BYTES));
  return err("bad key data");
}

/** The 32 bytes of a public key. */
export function decodePublicKey(text: string): Result<Uint8Array, string> {
  if (text.includes("-----BEGIN")) return publicOfPem(text);
  const bytes = decodeBase64Url(text);
  if (bytes === undefined) return err("bad key encoding");
  return bytes.length === PUBLIC_BYTES ? ok(bytes) : err("bad key data");
}

/** Unpadded base64url. */
export function encodeKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
}

/** `undefined` unless the text is unpadded base64url and nothing else. */
function decodeBase64Url(text: string): Uint8Array | undefined {
  if (text === "" || !/^[A-Za-z0-9_-]+$/.test(text) || text.length % 4 === 1) return undefined;
  return new Uint8Array(Buffer.from(text, "base64url"));
}

function seedOfPem(pem: string): Result<Uint8Array, string> {
  try {
    const jwk = createPrivateKey(pem).export({ format: "jwk" });
    if (jwk.crv !== "Ed25519" || typeof jwk.d !== "string") return err("bad key data");
    return ok(new Uint8Array(Buffer.from(jwk.d, "base64url")));
  } catch {
    return err("bad key encoding");
  }
}

function publicOfPem(pem: string): Result<Uint8Array, string> {
  try {
    const jwk = createPublicKey(pem).export({ format: "jwk" });
    if (jwk.crv !== "Ed25519" || typeof jwk.x !== "string") return err("bad key data");
    return ok(new Uint8Array(Buffer.from(jwk.x, "base64url")));
  } catch {
    return err("bad key encoding");
  }
}
