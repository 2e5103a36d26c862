import type { Credentials } from "../../config/credentials/credentials.ts";
import { parseSecretKey, type RelaySecretKey } from "../../domain/auth/relay-key.ts";
import { signData, signNothing } from "../../domain/auth/signature.ts";
import type { HttpHeaders } from "../../kernel/runtime/http.ts";
import type { SignHeaders } from "../upstream/upstream.actor.ts";

/**
 * A signature over nothing covers its time alone, so requests of one second may share it. Measured: 17 µs for a new
 * one, more than all else that is done for a small envelope's request. It stays valid for minutes.
 */
const SHARED_MS = 1_000;

/** Makes the headers that say who we are. One per Arbiter: the key is plain data, what it signs stays where it is. */
export function createSigner(credentials: Credentials, now: () => number): SignHeaders {
  const secret = parseSecretKey(credentials.secretKey);
  if (secret === undefined) throw new Error("the secret key of the credentials is none");
  const id = ["x-sentry-relay-id", credentials.id] as const;
  const empty = sharedSignature(secret, now);
  return (body): HttpHeaders => [
    id,
    ["x-sentry-relay-signature", body.length === 0 ? empty() : signData(body, secret, now())],
  ];
}

function sharedSignature(secret: RelaySecretKey, now: () => number): () => string {
  let signedAtMs = Number.NEGATIVE_INFINITY;
  let signature = "";
  return () => {
    const nowMs = now();
    // A clock that was set back must not keep a signature of the future in use.
    if (nowMs < signedAtMs || nowMs - signedAtMs >= SHARED_MS) {
      signature = signNothing(secret, nowMs);
      signedAtMs = nowMs;
    }
    return signature;
  };
}
