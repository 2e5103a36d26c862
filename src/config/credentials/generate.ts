import { generateKeyPairSync, randomUUID } from "node:crypto";
import type { Credentials } from "./credentials.ts";

/** A new key pair and a random id. Imported only where credentials are made: node:crypto costs 2 ms of a start. */
export function generateCredentials(): Credentials {
  const { privateKey } = generateKeyPairSync("ed25519");
  const { d = "", x = "" } = privateKey.export({ format: "jwk" });
  return { secretKey: d, publicKey: x, id: randomUUID() };
}

export function randomRelayId(): string {
  return randomUUID();
}
