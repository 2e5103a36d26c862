import { Sqlite, type SqliteStatement } from "../../kernel/runtime/sqlite.ts";
import { splitBatch } from "./spool-codec.ts";

/** An envelope as it lies on disk. */
export interface StoredEnvelope {
  readonly id: number;
  readonly receivedAtMs: number;
  readonly ownKey: string;
  readonly samplingKey: string;
  /** Serialised, zstd-compressed or plain. */
  readonly blob: Uint8Array;
}

interface Pair {
  readonly ownKey: string;
  readonly samplingKey: string;
  /** Rows of it that nobody has taken. */
  free: number;
}

interface Row {
  readonly id: number;
  readonly received_at: number;
  readonly envelope: Uint8Array;
  readonly count: number;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS envelopes (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  received_at INTEGER,
  own_key TEXT,
  sampling_key TEXT,
  envelope BLOB,
  count INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX IF NOT EXISTS idx_project_keys ON envelopes (own_key, sampling_key, received_at);
`;

/**
 * The spool's file: one row per envelope.
 *
 * Invariants: 1. A row is deleted only after its envelope was delivered (or given up with an outcome), so a kill at any moment loses
 * nothing that was committed. 2. A taken row is handed out once, until it is released or the process starts anew.
 */
export class SpoolDatabase {
  readonly #db: Sqlite;
  readonly #pairs = new Map<string, Pair>();
  readonly #taken = new Map<number, string>();
  readonly #insert: SqliteStatement<never>;
  readonly #delete: SqliteStatement<never>;
  /** Ids alone, from the index: those taken are passed over without their bytes being read. */
  readonly #newest: SqliteStatement<{ readonly id: number }>;
  readonly #row: SqliteStatement<Row>;
  readonly #pages: SqliteStatement<{ pages: number; free: number; size: number }>;

  constructor(path: string) {
    this.#db = Sqlite.open({ path });
    const isNew =
      this.#db.prepare("SELECT name FROM sqlite_master WHERE name = 'envelopes'").get() === undefined;
    // A file that is emptied gives its space back. WAL mode has begun the file already, so this takes a VACUUM.
    if (isNew) this.#db.exec("PRAGMA auto_vacuum = FULL; VACUUM");
    this.#db.exec(SCHEMA);
    this.#insert = this.#db.prepare(
      "INSERT INTO envelopes (received_at, own_key, sampling_key, envelope, count) VALUES (?, ?, ?, ?, 1)",
    );
    this.#delete = this.#db.prepare("DELETE FROM envelopes WHERE id = ?");
    this.#newest = this.#db.prepare(
      "SELECT id FROM envelopes WHERE own_key = ? AND sampling_key = ? ORDER BY received_at DESC, id DESC",
    );
    this.#row = this.#db.prepare("SELECT id, received_at, envelope, count FROM envelopes WHERE id = ?");
    this.#pages = this.#db.prepare(
      "SELECT (SELECT page_count FROM pragma_page_count) pages, (SELECT freelist_count FROM pragma_freelist_count) free, (SELECT page_size FROM pragma_page_size) size",
    );
    this.#load();
  }

  get free(): number {
    let free = 0;
    for (const pair of this.#pairs.values()) free += pair.free;
    return free;
  }

  get taken(): number {
    return this.#taken.size;
  }

  /** Bytes of the file that hold something. */
  usedBytes(): number {
    const row = this.#pages.get();
    return row ? (row.pages - row.free) * row.size : 0;
  }

  /** Writes all or none. `keep`: they are handed out already, to whoever wrote them. @returns their ids, in order */
  insert(envelopes: readonly Omit<StoredEnvelope, "id">[], keep: boolean): number[] {
    const ids = this.#db.transaction(() =>
      envelopes.map((e) => this.#insert.run(e.receivedAtMs, e.ownKey, e.samplingKey, e.blob).lastRowId),
    );
    envelopes.forEach((envelope, i) => {
      const pair = this.#pair(envelope.ownKey, envelope.samplingKey);
      if (keep) this.#taken.set(ids[i] as number, key(envelope.ownKey, envelope.samplingKey));
      else pair.free++;
    });
    return ids;
  }

  /** Takes up to `count` rows or `bytes`: the pairs take turns, the newest of each first. */
  take(count: number, bytes: number): StoredEnvelope[] {
    const taken: StoredEnvelope[] = [];
    let left = bytes;
    for (const [name, pair] of [...this.#pairs]) {
      if (taken.length >= count || left <= 0) break;
      if (pair.free === 0) continue;
      // To the end, so that the next call begins with another pair.
      this.#pairs.delete(name);
      this.#pairs.set(name, pair);
      const share = Math.max(1, Math.ceil((count - taken.length) / Math.max(1, this.#pairs.size)));
      for (const stored of this.#takeOf(name, pair, Math.min(share, count - taken.length), left)) {
        taken.push(stored);
        left -= stored.blob.length;
      }
    }
    return taken;
  }

  #takeOf(name: string, pair: Pair, count: number, bytes: number): StoredEnvelope[] {
    const rows: Row[] = [];
    let size = 0;
    for (const { id } of this.#newest.iterate(pair.ownKey, pair.samplingKey)) {
      if (this.#taken.has(id)) continue;
      const row = this.#row.get(id);
      if (row === undefined) continue;
      rows.push(row);
      size += row.envelope.length;
      if (rows.length >= count || size >= bytes) break;
    }
    if (rows.length === 0) pair.free = 0;
    const taken: StoredEnvelope[] = [];
    for (const row of rows) {
      if (row.count > 1) {
        this.#splitRow(row, pair);
        continue;
      }
      pair.free--;
      this.#taken.set(row.id, name);
      const { ownKey, samplingKey } = pair;
      taken.push({ id: row.id, receivedAtMs: row.received_at, ownKey, samplingKey, blob: row.envelope });
    }
    return taken;
  }

  /** A batch as the reference writes it becomes rows of one envelope each, to be taken next time. */
  #splitRow(row: Row, pair: Pair): void {
    const entries = splitBatch(row.envelope);
    this.#db.transaction(() => {
      for (const { receivedAtMs, blob } of entries)
        this.#insert.run(receivedAtMs, pair.ownKey, pair.samplingKey, blob);
      this.#delete.run(row.id);
    });
    pair.free += entries.length - 1;
  }

  remove(ids: readonly number[]): void {
    if (ids.length === 0) return;
    this.#db.transaction(() => {
      for (const id of ids) this.#delete.run(id);
    });
    for (const id of ids) {
      const name = this.#taken.get(id);
      this.#taken.delete(id);
      if (name !== undefined) this.#forgetEmpty(name);
    }
  }

  release(ids: readonly number[]): void {
    for (const id of ids) {
      const name = this.#taken.get(id);
      if (name === undefined) continue;
      this.#taken.delete(id);
      const [ownKey = "", samplingKey = ""] = name.split(" ");
      this.#pair(ownKey, samplingKey).free++;
    }
  }

  checkpoint(): void {
    this.#db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  close(): void {
    this.#db.close();
  }

  #load(): void {
    const rows = this.#db
      .prepare<{ own_key: string; sampling_key: string; rows: number }>(
        "SELECT own_key, sampling_key, COUNT(*) AS rows FROM envelopes GROUP BY own_key, sampling_key",
      )
      .all();
    for (const row of rows) this.#pair(row.own_key, row.sampling_key).free = row.rows;
  }

  #pair(ownKey: string, samplingKey: string): Pair {
    const name = key(ownKey, samplingKey);
    const known = this.#pairs.get(name);
    if (known) return known;
    const pair: Pair = { ownKey, samplingKey, free: 0 };
    this.#pairs.set(name, pair);
    return pair;
  }

  #forgetEmpty(name: string): void {
    const pair = this.#pairs.get(name);
    if (pair && pair.free === 0) this.#pairs.delete(name);
  }
}

function key(ownKey: string, samplingKey: string): string {
  return `${ownKey} ${samplingKey}`;
}
