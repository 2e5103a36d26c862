import { err, ok, type Result } from "../../kernel/base/result.ts";
import { nodeCrypto } from "../../kernel/runtime/crypto.ts";
import { hyphenated, parseUuid } from "../protocol/uuid.ts";
import { decodeBase64Url, encodeBase64Url } from "./internal/base64url.ts";
import { parsePublicKey, type RelayPublicKey } from "./relay-key.ts";
import { verifySignature } from "./signature.ts";

/** First message of a relay that wants to register. */
export interface RegisterRequest {
  readonly relayId: string;
  readonly publicKey: RelayPublicKey;
  readonly version: string;
}

/** What the relay must send back, signed, to show that it holds the key. */
export interface RegisterChallenge {
  readonly relayId: string;
  readonly token: string;
}

/** A challenge met: the relay may speak. */
export type Registration = RegisterRequest;

export type RegistrationError = "invalid_request" | "invalid_token" | "expired_token" | "invalid_signature";

/** The upstream's side of the handshake. `secret` is its own, `maxAgeMs` how long a challenge stays open. */
export interface RegistrarOptions {
  readonly secret: Uint8Array;
  readonly maxAgeMs: number;
}

const UNKNOWN_VERSION = "0.0.0";
const RAND_BYTES = 64;

/** The body of `register/challenge/`. */
export function registerRequestJson(relayId: string, publicKey: RelayPublicKey, version: string): string {
  return JSON.stringify({ relay_id: relayId, public_key: publicKey.text, version });
}

/** The body of `register/response/`: the token goes back as it came. */
export function registerResponseJson(challenge: RegisterChallenge, version: string): string {
  return JSON.stringify({ relay_id: challenge.relayId, token: challenge.token, version });
}

/** Reads the upstream's answer to the request; `undefined` when it is for another relay or no challenge at all. */
export function parseChallenge(json: string, relayId: string): RegisterChallenge | undefined {
  const { relay_id, token } = parseObject(json);
  return typeof token === "string" && relayIdOf(relay_id) === relayId ? { relayId, token } : undefined;
}

/** Whether the upstream's answer to the response says that `relayId` is registered. */
export function isRegistered(json: string, relayId: string): boolean {
  return relayIdOf(parseObject(json).relay_id) === relayId;
}

/**
 * Answers a request that is signed with the key it names. The token holds all the upstream must know later, so it
 * keeps no state. `rand` makes it unguessable: 64 random bytes.
 */
export function createChallenge(
  body: Uint8Array,
  signature: string,
  options: RegistrarOptions & { readonly nowMs: number; readonly rand: Uint8Array },
): Result<RegisterChallenge, RegistrationError> {
  const fields = parseObject(Buffer.from(body).toString());
  const relayId = relayIdOf(fields.relay_id);
  const publicKey = typeof fields.public_key === "string" ? parsePublicKey(fields.public_key) : undefined;
  if (relayId === undefined || publicKey === undefined || versionOf(fields) === undefined) {
    return err("invalid_request");
  }
  if (options.rand.length !== RAND_BYTES) return err("invalid_request");
  if (!verifySignature(body, signature, publicKey, options).ok) return err("invalid_signature");
  const state = {
    timestamp: Math.floor(options.nowMs / 1000),
    relay_id: relayId,
    public_key: publicKey.text,
    rand: encodeBase64Url(options.rand),
  };
  const text = encodeBase64Url(Buffer.from(JSON.stringify(state)));
  return ok({ relayId, token: `${text}:${encodeBase64Url(authenticate(text, options.secret))}` });
}

/** Checks the token, its age, and that the response is signed with the key that the challenge was made for. */
export function validateResponse(
  body: Uint8Array,
  signature: string,
  options: RegistrarOptions & { readonly nowMs: number },
): Result<Registration, RegistrationError> {
  const fields = parseObject(Buffer.from(body).toString());
  const version = versionOf(fields);
  if (typeof fields.token !== "string" || version === undefined) return err("invalid_request");
  const state = openToken(fields.token, options.secret);
  if (state === undefined) return err("invalid_token");
  if (state.issuedAtMs + options.maxAgeMs < options.nowMs) return err("expired_token");
  if (!verifySignature(body, signature, state.publicKey, options).ok) return err("invalid_signature");
  if (relayIdOf(fields.relay_id) !== state.relayId) return err("invalid_request");
  return ok({ relayId: state.relayId, publicKey: state.publicKey, version });
}

function openToken(token: string, secret: Uint8Array) {
  const [text = "", proof = "", ...rest] = token.split(":");
  const given = decodeBase64Url(proof);
  const expected = authenticate(text, secret);
  if (
    rest.length > 0 ||
    given?.length !== expected.length ||
    !nodeCrypto().timingSafeEqual(given, expected)
  ) {
    return undefined;
  }
  const fields = parseObject(Buffer.from(decodeBase64Url(text) ?? []).toString());
  const relayId = relayIdOf(fields.relay_id);
  const publicKey = typeof fields.public_key === "string" ? parsePublicKey(fields.public_key) : undefined;
  if (relayId === undefined || publicKey === undefined || typeof fields.timestamp !== "number") {
    return undefined;
  }
  return { relayId, publicKey, issuedAtMs: fields.timestamp * 1000 };
}

function authenticate(text: string, secret: Uint8Array): Buffer {
  return nodeCrypto().createHmac("sha512", secret).update(text).digest();
}

/** A relay's id in the spelling that it is compared by: hyphenated, lower case. `undefined` when it is no UUID. */
export function relayIdOf(value: unknown): string | undefined {
  const id = typeof value === "string" ? parseUuid(value) : undefined;
  return id === undefined ? undefined : hyphenated(id);
}

/** Old relays send none. */
function versionOf({ version = UNKNOWN_VERSION }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof version === "string" && /^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version) ? version : undefined;
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
