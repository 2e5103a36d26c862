import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { decodeBase64Url, encodeBase64Url } from "./internal/base64url.ts";

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

const PEM = /^\s*-----BEGIN /;

/** Reads a public key: base64url of 32 bytes, or PEM (SPKI). `undefined` when it is neither. */
export function parsePublicKey(text: string): RelayPublicKey | undefined {
  if (PEM.test(text)) return publicKeyOfPem(text);
  return decodeBase64Url(text)?.length === 32 ? publicKeyOf(text) : undefined;
}

/**
 * Reads a secret key: base64url of the 32-byte seed or of seed and public key (64 bytes, which must belong
 * together), or PEM (PKCS#8). `undefined` when it is none of these.
 */
export function parseSecretKey(text: string): RelaySecretKey | undefined {
  if (PEM.test(text)) return secretKeyOfPem(text);
  const bytes = decodeBase64Url(text);
  if (bytes?.length === 32) return secretKeyOfSeed(bytes);
  if (bytes?.length !== 64) return undefined;
  const secret = secretKeyOfSeed(bytes.subarray(0, 32));
  return secret.publicKey.text === encodeBase64Url(bytes.subarray(32)) ? secret : undefined;
}

export function generateSecretKey(): RelaySecretKey {
  return secretKeyOf(generateKeyPairSync("ed25519").privateKey);
}

function publicKeyOf(text: string): RelayPublicKey | undefined {
  try {
    const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: text }, format: "jwk" });
    return { text, bytes: decodeBase64Url(text) as Uint8Array, key };
  } catch {
    return undefined;
  }
}

function publicKeyOfPem(pem: string): RelayPublicKey | undefined {
  try {
    // createPublicKey would derive one from a secret key, too: whoever pastes that in here made a mistake.
    if (!pem.includes("-----BEGIN PUBLIC KEY-----")) return undefined;
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === "ed25519" ? publicKeyOf(jwkField(key, "x")) : undefined;
  } catch {
    return undefined;
  }
}

function secretKeyOfPem(pem: string): RelaySecretKey | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "ed25519" ? secretKeyOf(key) : undefined;
  } catch {
    return undefined;
  }
}

/** What PKCS#8 puts before the seed of an ed25519 key. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");

function secretKeyOfSeed(seed: Uint8Array): RelaySecretKey {
  const der = Buffer.concat([PKCS8_HEAD, seed]);
  return secretKeyOf(createPrivateKey({ key: der, format: "der", type: "pkcs8" }));
}

function secretKeyOf(key: KeyObject): RelaySecretKey {
  const publicKey = publicKeyOf(jwkField(createPublicKey(key), "x")) as RelayPublicKey;
  return { text: jwkField(key, "d"), key, publicKey };
}

function jwkField(key: KeyObject, name: "d" | "x"): string {
  return key.export({ format: "jwk" })[name] as string;
}
