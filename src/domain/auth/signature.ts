import { err, ok, type Result } from "../../kernel/base/result.ts";
import { nodeCrypto } from "../../kernel/runtime/crypto.ts";
import { parseRfc3339 } from "../protocol/rfc3339.ts";
import { decodeBase64Url, encodeBase64Url } from "./internal/base64url.ts";
import { verifyEd25519ph } from "./internal/ed25519ph.ts";
import type { RelayPublicKey, RelaySecretKey } from "./relay-key.ts";

/** How far a signer's clock may be ahead of ours. */
const MAX_AHEAD_MS = 15_000;
/** A signature with a longer header is none of a relay's. */
const MAX_SIGNATURE_LENGTH = 4_096;

const NO_DATA = new Uint8Array();

/** Why a signature is refused; all of them are the same 401 to whoever sent it. */
export type SignatureError = "malformed" | "mismatch" | "in_the_future" | "expired";

interface SignatureHeader {
  readonly signedAtMs: number;
  readonly isPrehashed: boolean;
}

/**
 * Signs `data` (the raw, uncompressed body; nothing for envelopes) as of `nowMs`: the value of
 * `X-Sentry-Relay-Signature`, signature and header in base64url with a dot between.
 */
export function signData(data: Uint8Array, secret: RelaySecretKey, nowMs: number): string {
  const header = Buffer.from(`{"t":"${new Date(nowMs).toISOString()}"}`);
  const signature = nodeCrypto().sign(null, signedBytes(header, data), secret.key);
  return `${encodeBase64Url(signature)}.${encodeBase64Url(header)}`;
}

/** The signature of an envelope request, which covers its time alone. */
export function signNothing(secret: RelaySecretKey, nowMs: number): string {
  return signData(NO_DATA, secret, nowMs);
}

/**
 * Checks that the holder of `publicKey` signed `data`, not longer than `maxAgeMs` ago. The bytes must be the ones
 * received: a body that was parsed and written again has another signature.
 * @returns when it was signed, in Unix milliseconds
 */
export function verifySignature(
  data: Uint8Array,
  signature: string,
  publicKey: RelayPublicKey,
  options: { readonly nowMs: number; readonly maxAgeMs: number },
): Result<number, SignatureError> {
  if (signature.length > MAX_SIGNATURE_LENGTH) return err("malformed");
  const dot = signature.indexOf(".");
  const proof = decodeBase64Url(signature.slice(0, Math.max(dot, 0)));
  const headerBytes = decodeBase64Url(signature.slice(dot + 1));
  if (dot < 0 || proof?.length !== 64 || headerBytes === undefined) return err("malformed");
  const header = parseHeader(headerBytes);
  if (header === undefined) return err("malformed");
  const message = signedBytes(headerBytes, data);
  const isValid = header.isPrehashed
    ? verifyEd25519ph(message, proof, publicKey.bytes)
    : nodeCrypto().verify(null, message, publicKey.key, proof);
  if (!isValid) return err("mismatch");
  if (header.signedAtMs > options.nowMs + MAX_AHEAD_MS) return err("in_the_future");
  if (header.signedAtMs < options.nowMs - options.maxAgeMs) return err("expired");
  return ok(header.signedAtMs);
}

function signedBytes(header: Uint8Array, data: Uint8Array): Buffer {
  return Buffer.concat([header, ZERO, data]);
}
const ZERO = new Uint8Array(1);

/** `t` must be there and be a time; `a` names the algorithm, of which we know two. */
function parseHeader(bytes: Uint8Array): SignatureHeader | undefined {
  try {
    const { t, a = null } = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    const signedAt = typeof t === "string" ? parseRfc3339(t) : undefined;
    if (signedAt === undefined || !(a === null || a === "v0" || a === "v1")) return undefined;
    return { signedAtMs: signedAt.seconds * 1000 + signedAt.nanos / 1e6, isPrehashed: a === "v1" };
  } catch {
    return undefined;
  }
}
