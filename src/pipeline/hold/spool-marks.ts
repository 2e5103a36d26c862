import { existsSync } from "node:fs";
import { inflate } from "#compression";
import { nodeCrypto } from "../../kernel/runtime/crypto.ts";
import { Sqlite } from "../../kernel/runtime/sqlite.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { SpoolMark } from "../../services/journal/protocol.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import { isZstd } from "./spool-codec.ts";
import { spoolPaths } from "./spool-files.ts";

/** By which an envelope is found that is about to be written to the spool. */
export function spoolMark({ ownKey, samplingKey, receivedAtMs, body, encoding }: HeldEnvelope): SpoolMark {
  const plain = encoding === "identity" ? body : inflated(encoding, body);
  return { ownKey, samplingKey, receivedAtMs, digest: digestOf(plain) };
}

/** Whether the spool's files have it. Opens them for itself, so this is for a start; one that cannot be read has nothing. */
export function isInSpool(path: string, partitions: number, mark: SpoolMark): boolean {
  return spoolPaths(path, partitions).some((file) => {
    try {
      return existsSync(file) && isInFile(file, mark);
    } catch (error) {
      log("warn", "baton::journal", "a spool file cannot be read", { error: String(error) });
      return false;
    }
  });
}

function isInFile(path: string, { ownKey, samplingKey, receivedAtMs, digest }: SpoolMark): boolean {
  const db = Sqlite.open({ path });
  try {
    const rows = db
      .prepare<{ envelope: Uint8Array }>(
        "SELECT envelope FROM envelopes WHERE own_key = ? AND sampling_key = ? AND received_at = ?",
      )
      .iterate(ownKey, samplingKey, receivedAtMs);
    for (const { envelope } of rows)
      if (digestOf(isZstd(envelope) ? inflated("zstd", envelope) : envelope) === digest) return true;
    return false;
  } finally {
    db.close();
  }
}

/** One that cannot be decoded is none of ours: it is like no other. */
function inflated(encoding: Exclude<HeldEnvelope["encoding"], "identity">, bytes: Uint8Array): Uint8Array {
  const plain = inflate(encoding, bytes, Number.MAX_SAFE_INTEGER);
  return plain.ok ? plain.value : bytes;
}

function digestOf(bytes: Uint8Array): string {
  return nodeCrypto().createHash("sha256").update(bytes).digest("base64");
}
