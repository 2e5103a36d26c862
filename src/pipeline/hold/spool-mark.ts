import { inflate } from "#compression";
import { nodeCrypto } from "../../kernel/runtime/crypto.ts";
import type { SpoolMark } from "../../services/journal/protocol.ts";
import type { HeldEnvelope } from "../held-envelope.ts";

/** By which an envelope is found that is about to be written to the spool. */
export function spoolMark({ ownKey, samplingKey, receivedAtMs, body, encoding }: HeldEnvelope): SpoolMark {
  return { ownKey, samplingKey, receivedAtMs, digest: digestOf(body, encoding) };
}

/** Of the decoded bytes. What cannot be decoded is none of ours: it is like no other. */
export function digestOf(bytes: Uint8Array, encoding: HeldEnvelope["encoding"]): string {
  const plain = encoding === "identity" ? undefined : inflate(encoding, bytes, Number.MAX_SAFE_INTEGER);
  return nodeCrypto()
    .createHash("sha256")
    .update(plain?.ok ? plain.value : bytes)
    .digest("base64");
}
