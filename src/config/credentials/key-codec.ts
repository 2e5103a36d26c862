/** ed25519 keys as text: unpadded base64url of the raw bytes, or PEM. */
import { err, ok, type Result } from "../../kernel/base/result.ts";

const SEED_BYTES = 32;
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

/** What comes before the key in the DER of an ed25519 key (RFC 8410): algorithm and lengths, always the same. */
const PKCS8_V1 = "302e020100300506032b657004220420";
const PKCS8_V2 = "3053020101300506032b657004220420";
const SPKI = "302a300506032b6570032100";

// Read by hand: node:crypto could, but costs 2 ms of every start.
function seedOfPem(pem: string): Result<Uint8Array, string> {
  const der = derOfPem(pem, "PRIVATE KEY");
  if (der === undefined) return err("bad key encoding");
  const found = keyBehind(der, PKCS8_V1) ?? keyBehind(der, PKCS8_V2);
  return found === undefined ? err("bad key data") : ok(found);
}

function publicOfPem(pem: string): Result<Uint8Array, string> {
  const der = derOfPem(pem, "PUBLIC KEY");
  if (der === undefined) return err("bad key encoding");
  const found = keyBehind(der, SPKI);
  return found === undefined ? err("bad key data") : ok(found);
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
