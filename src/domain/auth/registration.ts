import { hyphenated, parseUuid } from "../protocol/uuid.ts";
import type { RelayPublicKey } from "./relay-key.ts";

/** What the relay must send back, signed, to show that it holds the key. */
export interface RegisterChallenge {
  readonly relayId: string;
  readonly token: string;
}

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

/** A relay's id in the spelling that it is compared by: hyphenated, lower case. `undefined` when it is no UUID. */
export function relayIdOf(value: unknown): string | undefined {
  const id = typeof value === "string" ? parseUuid(value) : undefined;
  return id === undefined ? undefined : hyphenated(id);
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
