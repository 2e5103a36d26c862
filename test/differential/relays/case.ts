/** Requests of relays below: who may have made them, and how they are made. */
import { signData } from "../../../src/domain/auth/signature.ts";
import type { HeaderLine } from "../../support/http-reader.ts";
import type { RelayIdentity } from "../../support/managed.ts";
import type { RawRequest } from "../../support/raw-client.ts";

export interface Cast {
  /** Trusted by the project, known to the upstream. */
  readonly trusted: RelayIdentity;
  /** Known to the upstream, trusted by nobody. */
  readonly stranger: RelayIdentity;
  /** On the relay's own list, internal. */
  readonly internal: RelayIdentity;
  /** On no list. */
  readonly unknown: RelayIdentity;
}

export interface RelayCase {
  readonly name: string;
  /**
   * What may differ (docs/differences.md): `causes`, the words that tell where JSON is wrong; or the answer as a whole, ours
   * being 401, which is stricter; `time`, of a header that names its time twice the last counts.
   */
  readonly differs?: "causes" | "refused" | "time";
  readonly request: (cast: Cast) => RawRequest;
}

export const KEY = "a94ae32be2584e0bbd7a4cbb95971fee";
/** A project that trusts nobody. */
export const FOREIGN_KEY = "b94ae32be2584e0bbd7a4cbb95971fee";

/** A project that takes nothing that is not signed by a relay it trusts. */
export const CLOSED_KEY = "c94ae32be2584e0bbd7a4cbb95971fee";

export const PROJECTS = "/api/0/relays/projectconfigs/?version=3";
export const KEYS = "/api/0/relays/publickeys/";
export const METRICS = "/api/0/relays/metrics/";
export const query = (keys: readonly string[] = [KEY], more: object = {}) =>
  JSON.stringify({ publicKeys: keys, revisions: keys.map(() => null), ...more });

export const idOf = (who: RelayIdentity): HeaderLine => ["x-sentry-relay-id", who.id];
export const signatureOf = (who: RelayIdentity, body: string | Uint8Array): HeaderLine => [
  "x-sentry-relay-signature",
  signData(Buffer.from(body), who.secret, Date.now()),
];

export function post(
  target: string,
  body: string | Uint8Array,
  headers: readonly HeaderLine[],
  more: Partial<RawRequest> = {},
): RawRequest {
  return {
    method: "POST",
    target,
    body,
    headers: [["content-type", "application/json"], ...headers],
    ...more,
  };
}

export const signed = (target: string, body: string, who: RelayIdentity) =>
  post(target, body, [idOf(who), signatureOf(who, body)]);
