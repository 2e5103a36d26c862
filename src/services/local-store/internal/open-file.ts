import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname, join, parse } from "node:path";
import { faultCode } from "../../../kernel/base/fault.ts";
import { Sqlite } from "../../../kernel/runtime/sqlite.ts";
import { log } from "../../../kernel/telemetry/log.ts";
import { LocalDatabase, SchemaMismatch } from "../database.ts";
import type { RetentionLimits } from "../retention.ts";

const IN_MEMORY = ":memory:";

/** Receivers that may run side by side over one folder, each with a file of its own. */
const MOST_FILES = 9;

/**
 * Opens the store's file, making it and its folder when missing. A file that is broken, or of another version of
 * Baton, is set aside under another name: what it held was a record of the past, and a fresh one is better than none.
 * A file that another process has open is left to it: this one gets a numbered file beside it.
 * @throws Fault when no file can be opened
 */
export function openLocalDatabase(path: string, limits: RetentionLimits, nowMs: number): LocalDatabase {
  if (path === IN_MEMORY) return openOnce(path, limits);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  for (let number = 1; ; number++) {
    const file = numbered(path, number);
    try {
      return openOrSetAside(file, limits, nowMs);
    } catch (error) {
      if (faultCode(error) !== "BATON_SQLITE_BUSY" || number === MOST_FILES) throw error;
      log("info", TARGET, "another process uses the local store, taking the next file", { path: file });
    }
  }
}

const TARGET = "baton::local-store";

/** `local.db`, `local-2.db`, … */
function numbered(path: string, number: number): string {
  if (number === 1) return path;
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${number}${ext}`);
}

function openOrSetAside(path: string, limits: RetentionLimits, nowMs: number): LocalDatabase {
  try {
    return openOnce(path, limits);
  } catch (error) {
    const broken = error instanceof SchemaMismatch || faultCode(error) === "BATON_SQLITE_CORRUPT";
    if (!broken || !existsSync(path)) throw error;
    setAside(path, nowMs);
    log("warn", TARGET, "the local store could not be read and was set aside", { path });
    return openOnce(path, limits);
  }
}

/** Holds the file for this process alone, since ids and sizes are kept in memory too; only its owner may read it. */
function openOnce(path: string, limits: RetentionLimits): LocalDatabase {
  if (path !== IN_MEMORY) closeSync(openSync(path, "a", 0o600)); // SQLite gives its companions the same mode
  const db = Sqlite.open({ path, busyTimeoutMs: 200 });
  try {
    db.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT");
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
