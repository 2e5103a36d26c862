import * as v from "valibot";
import { decodePublicKey, decodeSecretKey } from "../credentials/key-codec.ts";
import { expected, expectedSecret, optionOf } from "./option.ts";

const UUID = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32})$/i;
const keyWords = expected("a public key: 32 bytes in unpadded base64url, or PEM");
const secretWords = expectedSecret("a secret key: 32 or 64 bytes in unpadded base64url, or PEM");

/** The canonical spelling of a UUID, lower case with hyphens; `undefined` when the text is none. */
export function normalUuid(value: string): string | undefined {
  if (!UUID.test(value)) return undefined;
  const hex = value.replaceAll("-", "").toLowerCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

const publicKeySchema = v.pipe(
  v.string(keyWords),
  v.check((key) => decodePublicKey(key).ok, keyWords),
);

const staticRelaySchema = v.pipe(
  v.object(
    { public_key: publicKeySchema, internal: v.optional(v.boolean(expected("true or false")), false) },
    expected("a mapping"),
  ),
  v.transform((raw) => ({ publicKey: raw.public_key, internal: raw.internal })),
);
export type StaticRelay = v.InferOutput<typeof staticRelaySchema>;

/** Relay ids to public keys; ids in canonical spelling. */
export const staticRelays = optionOf<Readonly<Record<string, Readonly<StaticRelay>>>>({
  name: "a mapping of relay ids to `{public_key, internal}`",
  schema: v.pipe(
    v.record(
      v.pipe(
        v.string(),
        v.check((id) => UUID.test(id), expected("a relay id (UUID)")),
      ),
      staticRelaySchema,
      expected("a mapping"),
    ),
    v.transform((raw) =>
      Object.fromEntries(Object.entries(raw).map(([id, relay]) => [normalUuid(id) ?? id, relay])),
    ),
  ),
});

export interface UploadCredentials {
  readonly signingKey: string;
  readonly verificationKey: string;
}

export const uploadCredentials = optionOf<UploadCredentials>({
  name: "`{signing_key, verification_key}`",
  secret: true,
  schema: v.pipe(
    v.object(
      {
        signing_key: v.pipe(
          v.string(secretWords),
          v.check((key) => decodeSecretKey(key).ok, secretWords),
        ),
        verification_key: publicKeySchema,
      },
      expectedSecret("a mapping"),
    ),
    v.transform((raw) => ({ signingKey: raw.signing_key, verificationKey: raw.verification_key })),
  ),
});
