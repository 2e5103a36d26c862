import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { faultCode } from "../../../kernel/base/fault.ts";
import { Sqlite } from "../../../kernel/runtime/sqlite.ts";
import { log } from "../../../kernel/telemetry/log.ts";
import { LocalDatabase, SchemaMismatch } from "../database.ts";
import type { RetentionLimits } from "../retention.ts";

export const IN_MEMORY = ":memory:";

/**
 * Opens the store's file, making it and its folder when missing. A file that is broken, or of another version of
 * Baton, is set aside under another name: what it held was a record of the past, and a fresh one is better than none.
 * @throws Fault when even a fresh file cannot be opened
 */
export function openLocalDatabase(path: string, limits: RetentionLimits, nowMs: number): LocalDatabase {
  if (path !== IN_MEMORY) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    return openOnce(path, limits);
  } catch (error) {
    const broken = error instanceof SchemaMismatch || faultCode(error) === "BATON_SQLITE_CORRUPT";
    if (!broken || !existsSync(path)) throw error;
    setAside(path, nowMs);
    log("warn", "baton::local-store", "the local store could not be read and was set aside", { path });
    return openOnce(path, limits);
  }
}

function openOnce(path: string, limits: RetentionLimits): LocalDatabase {
  const db = Sqlite.open({ path, busyTimeoutMs: 2_000 });
  try {
    return new LocalDatabase(db, limits);
  } catch (error) {
    db.close();
    throw error;
  }
}

function setAside(path: string, nowMs: number): void {
  renameSync(path, `${path}.aside-${Math.floor(nowMs)}`);
  for (const companion of ["-wal", "-shm"]) rmSync(path + companion, { force: true });
}
