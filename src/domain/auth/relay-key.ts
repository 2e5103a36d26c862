import type { KeyObject } from "node:crypto";
import { nodeCrypto } from "../../kernel/runtime/crypto.ts";
import { decodePublicKey, decodeSecretKey, encodeKey } from "./key-text.ts";

/** A relay's ed25519 public key, ready to verify with. */
export interface RelayPublicKey {
  /** Unpadded base64url of the 32 bytes: how it is written and compared everywhere. */
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly key: KeyObject;
}

/** A relay's secret key, ready to sign with. Its text never belongs into a log or an answer. */
export interface RelaySecretKey {
  /** Unpadded base64url of the 32-byte seed, as credentials.json has it. */
  readonly text: string;
  readonly key: KeyObject;
  readonly publicKey: RelayPublicKey;
}

/** Reads a public key: base64url of 32 bytes, or PEM (SPKI). `undefined` when it is neither. */
export function parsePublicKey(text: string): RelayPublicKey | undefined {
  const bytes = decodePublicKey(text);
  return bytes.ok ? publicKeyOf(bytes.value) : undefined;
}

/**
 * Reads a secret key: base64url of the 32-byte seed or of seed and public key (64 bytes, which must belong
 * together), or PEM (PKCS#8). `undefined` when it is none of these.
 */
export function parseSecretKey(text: string): RelaySecretKey | undefined {
  const bytes = decodeSecretKey(text);
  if (!bytes.ok) return undefined;
  const { seed, publicKey } = bytes.value;
  const secret = secretKeyOfSeed(seed);
  return publicKey === undefined || secret.publicKey.text === encodeKey(publicKey) ? secret : undefined;
}

function publicKeyOf(bytes: Uint8Array): RelayPublicKey | undefined {
  const text = encodeKey(bytes);
  try {
    const key = nodeCrypto().createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: text }, format: "jwk" });
    return { text, bytes, key };
  } catch {
    return undefined;
  }
}

/** What PKCS#8 puts before the seed of an ed25519 key. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

function secretKeyOfSeed(seed: Uint8Array): RelaySecretKey {
  const der = Buffer.concat([PKCS8_HEAD, seed]);
  return secretKeyOf(nodeCrypto().createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

function secretKeyOf(key: KeyObject): RelaySecretKey {
  const publicKey = parsePublicKey(jwkField(nodeCrypto().createPublicKey(key), "x")) as RelayPublicKey;
  return { text: jwkField(key, "d"), key, publicKey };
}

function jwkField(key: KeyObject, name: "d" | "x"): string {
  return key.export({ format: "jwk" })[name] as string;
}
