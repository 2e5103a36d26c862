/**
 * ed25519 keys as text: unpadded base64url of the raw bytes, or PEM. Read by hand, without node:crypto: reading the
 * configuration must not load it, which costs 2 ms of every start.
 */
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { decodeBase64Url, encodeBase64Url } from "./internal/base64url.ts";

const SEED_BYTES = 32;
const PUBLIC_BYTES = 32;

/** A secret key as it was written. */
export interface SecretKeyBytes {
  /** The 32 bytes that all else follows from. */
  readonly seed: Uint8Array;
  /** The public key that was written behind it; whether it belongs to the seed is not known here. */
  readonly publicKey: Uint8Array | undefined;
}

/** Reads a seed, a seed with its public key (64 bytes), or a PKCS#8 PEM. */
export function decodeSecretKey(text: string): Result<SecretKeyBytes, string> {
  if (isPem(text)) return seedOfPem(text);
  const bytes = decodeBase64Url(text);
  if (bytes === undefined || bytes.length === 0) return err(BAD_ENCODING);
  const seed = bytes.subarray(0, SEED_BYTES);
  if (bytes.length === SEED_BYTES) return ok({ seed, publicKey: undefined });
  if (bytes.length === SEED_BYTES + PUBLIC_BYTES) return ok({ seed, publicKey: bytes.subarray(SEED_BYTES) });
  return err(BAD_DATA);
}

/** The 32 bytes of a public key, or of an SPKI PEM. */
export function decodePublicKey(text: string): Result<Uint8Array, string> {
  if (isPem(text)) return publicOfPem(text);
  const bytes = decodeBase64Url(text);
  if (bytes === undefined || bytes.length === 0) return err(BAD_ENCODING);
  return bytes.length === PUBLIC_BYTES ? ok(bytes) : err(BAD_DATA);
}

/** Unpadded base64url: how a seed or a public key is written and compared everywhere. */
export function encodeKey(bytes: Uint8Array): string {
  return encodeBase64Url(bytes);
}

/** As the reference calls it. */
const BAD_ENCODING = "bad key encoding";
const BAD_DATA = "bad key data";

/** What comes before the key in the DER of an ed25519 key (RFC 8410): algorithm and lengths, always the same. */
const PKCS8_V1 = "302e020100300506032b657004220420";
const PKCS8_V2 = "3053020101300506032b657004220420";
const SPKI = "302a300506032b6570032100";

function isPem(text: string): boolean {
  return text.includes("-----BEGIN");
}

function seedOfPem(pem: string): Result<SecretKeyBytes, string> {
  const der = derOfPem(pem, "PRIVATE KEY");
  if (der === undefined) return err(BAD_ENCODING);
  const seed = keyBehind(der, PKCS8_V1) ?? keyBehind(der, PKCS8_V2);
  return seed === undefined ? err(BAD_DATA) : ok({ seed, publicKey: undefined });
}

function publicOfPem(pem: string): Result<Uint8Array, string> {
  const der = derOfPem(pem, "PUBLIC KEY");
  if (der === undefined) return err(BAD_ENCODING);
  const key = keyBehind(der, SPKI);
  return key === undefined ? err(BAD_DATA) : ok(key);
}

function derOfPem(pem: string, label: string): Buffer | undefined {
  const match = new RegExp(`^-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]+)-----END ${label}-----$`).exec(
    pem.trim(),
  );
  return match === null ? undefined : Buffer.from(match[1] ?? "", "base64");
}

function keyBehind(der: Buffer, prefix: string): Uint8Array | undefined {
  const start = prefix.length / 2;
  if (!der.toString("hex", 0, start).startsWith(prefix) || der.length < start + SEED_BYTES) return undefined;
  return new Uint8Array(der.subarray(start, start + SEED_BYTES));
}
