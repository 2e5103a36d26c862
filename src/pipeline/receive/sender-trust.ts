import type { AuthConfig } from "../../config/sections/auth.ts";
import { parsePublicKey, type RelayPublicKey } from "../../domain/auth/relay-key.ts";
import { verifySignature } from "../../domain/auth/signature.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";

/** Whom an Arbiter takes for a relay of the own installation, and whose envelope headers it believes. */
export interface SenderTrust {
  readonly isInternalRelay: (relayId: string, signature: string | undefined) => boolean;
  readonly trustsEnvelopeMeta: (sender: RequestMeta) => boolean;
}

const NO_DATA = new Uint8Array(0);

/**
 * With `auth.trust_envelope_meta: always` an internal relay is one that says so by its id, as in the reference; otherwise
 * it must have signed, a moment ago, with the key that the configuration has for it.
 */
export function createSenderTrust(auth: AuthConfig, now: () => number): SenderTrust {
  const { trustEnvelopeMeta, signatureMaxAgeMs: maxAgeMs } = auth;
  const keys = new Map<string, RelayPublicKey>();
  for (const [id, { publicKey, internal }] of Object.entries(auth.staticRelays)) {
    const key = internal ? parsePublicKey(publicKey) : undefined;
    if (key !== undefined) keys.set(id.toLowerCase(), key);
  }
  return {
    isInternalRelay: (relayId, signature) => {
      const key = keys.get(relayId.toLowerCase());
      if (key === undefined || trustEnvelopeMeta === "always") return key !== undefined;
      return (
        signature !== undefined && verifySignature(NO_DATA, signature, key, { nowMs: now(), maxAgeMs }).ok
      );
    },
    trustsEnvelopeMeta: ({ fromInternalRelay }) =>
      trustEnvelopeMeta === "always" || (trustEnvelopeMeta === "signed" && fromInternalRelay),
  };
}
