import { decodePublicKey, decodeSecretKey } from "../../domain/auth/key-text.ts";
import { flag } from "./kinds.ts";
import { type JsonSchema, optionOf } from "./option.ts";
import { isMapping, optional, refuse, shape, textWith } from "./read.ts";
import { normalUuid } from "./uuid.ts";

const KEY_JSON: JsonSchema = { type: "string" };

const readPublicKey = textWith("a public key: 32 bytes in unpadded base64url, or PEM", (key) =>
  decodePublicKey(key).ok ? key : undefined,
);
const readSecretKey = textWith(
  "a secret key: 32 or 64 bytes in unpadded base64url, or PEM",
  (key) => (decodeSecretKey(key).ok ? key : undefined),
  true,
);

/** A relay below us that need not register. */
export interface StaticRelay {
  readonly publicKey: string;
  readonly internal: boolean;
}

const readRelay = shape(
  { public_key: readPublicKey, internal: optional(flag.kind.read, false) },
  "`{public_key, internal}`",
);
const RELAYS = "a mapping of relay ids to `{public_key, internal}`";

/** Relay ids to public keys; ids in canonical spelling. */
export const staticRelays = optionOf<Readonly<Record<string, StaticRelay>>>({
  name: RELAYS,
  read: (raw, reading) => {
    if (!isMapping(raw)) return refuse(reading, raw, RELAYS);
    const relays: Record<string, StaticRelay> = {};
    for (const [id, given] of Object.entries(raw)) {
      const uuid = normalUuid(id);
      if (uuid === undefined) return refuse(reading, id, "a relay id (UUID)");
      const relay = reading.inside(id, given, readRelay);
      if (relay !== undefined) relays[uuid] = { publicKey: relay.public_key, internal: relay.internal };
    }
    return relays;
  },
  json: {
    type: "object",
    additionalProperties: {
      type: "object",
      properties: { public_key: KEY_JSON, internal: { type: "boolean" } },
      required: ["public_key"],
    },
  },
});

/** The pair that signs upload locations. */
export interface UploadCredentials {
  readonly signingKey: string;
  readonly verificationKey: string;
}

const PAIR = "`{signing_key, verification_key}`";
const readPair = shape({ signing_key: readSecretKey, verification_key: readPublicKey }, PAIR);

export const uploadCredentials = optionOf<UploadCredentials>({
  name: PAIR,
  read: (raw, reading) => {
    const pair = readPair(raw, reading);
    return pair && { signingKey: pair.signing_key, verificationKey: pair.verification_key };
  },
  json: {
    type: "object",
    properties: { signing_key: KEY_JSON, verification_key: KEY_JSON },
    required: ["signing_key", "verification_key"],
  },
  secret: true,
});
