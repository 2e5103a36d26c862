import { decodePublicKey, decodeSecretKey, encodeKey } from "../../domain/auth/key-text.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { normalUuid } from "../options/uuid.ts";

/** Who this relay is. Keys are unpadded base64url of 32 bytes each, whatever the file spelt. */
export interface Credentials {
  readonly secretKey: string;
  readonly publicKey: string;
  /** UUID, lower case with hyphens. */
  readonly id: string;
}

/** Reads the three values of credentials.json. The pair is not checked for consistency, as in the reference. */
export function parseCredentials(raw: Readonly<Record<string, unknown>>): Result<Credentials, string> {
  const { secret_key: secret, public_key: pub, id } = raw;
  if (secret === undefined) return err("missing field `secret_key`");
  if (pub === undefined) return err("missing field `public_key`");
  if (id === undefined) return err("missing field `id`");
  if (typeof secret !== "string" || !decodeSecretKey(secret).ok)
    return err("secret_key: invalid value, expected a secret key");
  if (typeof pub !== "string" || !decodePublicKey(pub).ok)
    return err("public_key: invalid value, expected a public key");
  const uuid = typeof id === "string" ? normalUuid(id) : undefined;
  if (uuid === undefined) return err("id: invalid value, expected a relay id (UUID)");
  return ok({ secretKey: canonicalSecret(secret), publicKey: canonicalPublic(pub), id: uuid });
}

/** The text of credentials.json, or the same on one line. */
export function formatCredentials({ secretKey, publicKey, id }: Credentials, onOneLine = false): string {
  const spelled = { secret_key: secretKey, public_key: publicKey, id };
  return onOneLine ? JSON.stringify(spelled) : `${JSON.stringify(spelled, null, 2)}\n`;
}

/** The secret key as `credentials.json` spells it; the text must be a key. */
export function canonicalSecret(text: string): string {
  const seed = decodeSecretKey(text);
  return seed.ok ? encodeKey(seed.value.seed) : text;
}

/** The public key as `credentials.json` spells it; the text must be a key. */
export function canonicalPublic(text: string): string {
  const bytes = decodePublicKey(text);
  return bytes.ok ? encodeKey(bytes.value) : text;
}
