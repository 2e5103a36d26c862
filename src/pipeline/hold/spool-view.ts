import { existsSync } from "node:fs";
import { Sqlite, type SqliteStatement } from "../../kernel/runtime/sqlite.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { SpoolContents, SpoolMark } from "../../services/journal/protocol.ts";
import { isZstd } from "./spool-codec.ts";
import { placeOfRow, spoolPaths } from "./spool-files.ts";
import { digestOf } from "./spool-mark.ts";

interface OpenFile {
  readonly db: Sqlite;
  readonly byId: SqliteStatement<{ id: number }>;
  readonly bySender: SqliteStatement<{ envelope: Uint8Array }>;
}

/** The spool's files, looked at beside the one who writes them. A file that cannot be read has nothing. */
export class SpoolView implements SpoolContents {
  readonly #files: readonly (OpenFile | undefined)[];

  constructor(path: string, partitions: number) {
    this.#files = spoolPaths(path, partitions).map(open);
  }

  hasRow(row: number): boolean {
    const { file, id } = placeOfRow(row);
    return this.#files[file]?.byId.get(id) !== undefined;
  }

  hasMark({ ownKey, samplingKey, receivedAtMs, digest }: SpoolMark): boolean {
    return this.#files.some((file) => {
      for (const { envelope } of file?.bySender.iterate(ownKey, samplingKey, receivedAtMs) ?? [])
        if (digestOf(envelope, isZstd(envelope) ? "zstd" : "identity") === digest) return true;
      return false;
    });
  }

  close(): void {
    for (const file of this.#files) file?.db.close();
  }
}

function open(path: string): OpenFile | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const db = Sqlite.open({ path });
    return {
      db,
      byId: db.prepare("SELECT id FROM envelopes WHERE id = ?"),
      bySender: db.prepare(
        "SELECT envelope FROM envelopes WHERE own_key = ? AND sampling_key = ? AND received_at = ?",
      ),
    };
  } catch (error) {
    log("warn", "baton::journal", "a spool file cannot be read", { path, error: String(error) });
    return undefined;
  }
}
