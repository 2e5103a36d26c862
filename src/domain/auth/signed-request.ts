import { err, ok, type Result } from "../../kernel/base/result.ts";
import { relayIdOf } from "./registration.ts";
import { parsePublicKey, type RelayPublicKey } from "./relay-key.ts";
import { type SignatureError, verifySignature } from "./signature.ts";

/** A relay that may speak to us. Plain data. */
export interface RelayInfo {
  /** In text form. */
  readonly publicKey: string;
  /** Of our own installation: may see and send everything. */
  readonly isInternal: boolean;
}

/** Why a relay's request is refused: the JSON error of a 401. */
export interface SignedRequestError {
  readonly detail: string;
  readonly causes: readonly string[];
}

/** Who says to have signed a request, and the signature. Nothing of it is checked yet. */
export interface SignedHeaders {
  readonly relayId: string;
  /** Absent ones are told only to relays that are known. */
  readonly signature: string | undefined;
}

const ID_HEADER = "x-sentry-relay-id";
const SIGNATURE_HEADER = "x-sentry-relay-signature";

/** Reads both headers, before the body is: a request that says of no relay is not worth it. */
export function readSignedHeaders(
  headers: Readonly<Partial<Record<typeof ID_HEADER | typeof SIGNATURE_HEADER, string>>>,
): Result<SignedHeaders, SignedRequestError> {
  const id = headers[ID_HEADER];
  if (id === undefined) return refused(`missing header: ${ID_HEADER}`);
  const relayId = relayIdOf(id);
  if (relayId === undefined) return refused(`malformed header: ${ID_HEADER}`);
  const signature = headers[SIGNATURE_HEADER];
  if (signature !== undefined && !IS_ASCII.test(signature))
    return refused(`malformed header: ${SIGNATURE_HEADER}`);
  return ok({ relayId, signature });
}

const IS_ASCII = /^\p{ASCII}*$/u;

/**
 * Checks that `relay` signed these bytes (the decompressed body) a moment ago.
 * @param relay who the id in the headers stands for; `undefined`: nobody knows
 */
export function checkSignedRequest(
  body: Uint8Array,
  { signature }: SignedHeaders,
  relay: RelayInfo | undefined,
  options: { readonly nowMs: number; readonly maxAgeMs: number },
): Result<RelayInfo, SignedRequestError> {
  const key = relay === undefined ? undefined : keyOf(relay);
  if (relay === undefined || key === undefined) return refused("unknown relay id");
  if (signature === undefined) return refused(`missing header: ${SIGNATURE_HEADER}`);
  const verified = verifySignature(body, signature, key, options);
  return verified.ok ? ok(relay) : refused("invalid relay signature", CAUSES[verified.error]);
}

/** The reference names the reason of a wrong time twice. */
const CAUSES: Readonly<Record<SignatureError, readonly string[]>> = {
  malformed: ["invalid signature on data"],
  mismatch: ["invalid signature on data"],
  expired: Array(2).fill("the timestamp is too far in the past"),
  in_the_future: Array(2).fill("the timestamp is too far in the future"),
};

/** Keys ready to verify with, made once per relay. */
const KEYS = new WeakMap<RelayInfo, RelayPublicKey>();

function keyOf(relay: RelayInfo): RelayPublicKey | undefined {
  const known = KEYS.get(relay) ?? parsePublicKey(relay.publicKey);
  if (known !== undefined) KEYS.set(relay, known);
  return known;
}

function refused(detail: string, causes: readonly string[] = []): Result<never, SignedRequestError> {
  return err({ detail, causes });
}
