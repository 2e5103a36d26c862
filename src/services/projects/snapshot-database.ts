import { deflate, inflate } from "#compression";
import { parseProjectState } from "../../domain/project/project-state.ts";
import { SharedTexts } from "../../domain/project/shared-texts.ts";
import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";
import { Sqlite, type SqliteStatement } from "../../kernel/runtime/sqlite.ts";
import type { SavedState, StateText } from "./protocol.ts";

export interface SnapshotOptions {
  readonly path: string;
  /** States saved longer ago than this are forgotten at the start, and the oldest beyond `maxStates`. */
  readonly maxAgeMs: number;
  readonly maxStates: number;
}

/** What the statements of a state row return. */
interface StateRow {
  readonly public_key: string;
  /** In zstd; files of the first version have text. */
  readonly state: Uint8Array | string;
}

/** More than any project has. */
const MOST_STATE_BYTES = 64 * 2 ** 20;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS project(public_key TEXT PRIMARY KEY, state BLOB NOT NULL, saved_at_ms INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS project_age ON project(saved_at_ms);
  CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/**
 * What the upstream said, in a file. Invariants: 1. A state is what the upstream said last of its key, in its words. 2. A
 * commit survives a crash of the process, and nothing waits for the disk: a crash of the machine may cost the file, which
 * is then begun anew. 3. No secret is in here: configs have none.
 */
export class SnapshotDatabase {
  readonly #db: Sqlite;
  readonly #put: SqliteStatement<never>;
  readonly #get: SqliteStatement<StateRow>;
  readonly #shared = new SharedTexts();

  /** @throws Fault of SQLite when the file cannot be used */
  constructor({ path, maxAgeMs, maxStates }: SnapshotOptions, nowMs: number) {
    this.#db = Sqlite.open({ path, durability: "off" });
    this.#db.exec(SCHEMA);
    this.#db.prepare("DELETE FROM project WHERE saved_at_ms < ?").run(nowMs - maxAgeMs);
    this.#db
      .prepare(
        "DELETE FROM project WHERE saved_at_ms < (SELECT saved_at_ms FROM project ORDER BY saved_at_ms DESC LIMIT 1 OFFSET ?)",
      )
      .run(maxStates);
    this.#put = this.#db.prepare("INSERT OR REPLACE INTO project VALUES (?, ?, ?)");
    this.#get = this.#db.prepare("SELECT public_key, state FROM project WHERE public_key = ?");
  }

  save(states: readonly StateText[], nowMs: number): void {
    this.#db.transaction(() => {
      for (const { publicKey, json } of states)
        this.#put.run(publicKey, deflate("zstd", utf8Bytes(json)), nowMs);
    });
  }

  /** Those of these keys that are known; one that cannot be read is none. */
  load(publicKeys: readonly string[]): readonly SavedState[] {
    const states: SavedState[] = [];
    for (const publicKey of publicKeys) {
      const row = this.#get.get(publicKey);
      const json = row && textOf(row.state);
      const parsed = json === undefined ? undefined : parseProjectState(json, this.#shared);
      if (parsed?.ok) states.push({ publicKey, state: parsed.value });
    }
    return states;
  }

  saveGlobal(json: string): void {
    this.#db.prepare("INSERT OR REPLACE INTO meta VALUES ('global', ?)").run(json);
  }

  loadGlobal(): string | undefined {
    return this.#db.prepare<{ value: string }>("SELECT value FROM meta WHERE name = 'global'").get()?.value;
  }

  close(): void {
    this.#db.close();
  }
}

function textOf(state: StateRow["state"]): string | undefined {
  if (typeof state === "string") return state;
  const plain = inflate("zstd", state, MOST_STATE_BYTES);
  return plain.ok ? utf8Text(plain.value) : undefined;
}
