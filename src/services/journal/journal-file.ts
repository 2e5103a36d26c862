import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { Fault, faultCode } from "../../kernel/base/fault.ts";
import { Sqlite, type SqliteStatement } from "../../kernel/runtime/sqlite.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type {
  JournalChanges,
  JournalEntry,
  JournalPage,
  JournalRead,
  Leaving,
  SpoolMark,
} from "./protocol.ts";

interface Row {
  readonly id: number;
  readonly part: number;
  readonly key: string;
  readonly content: string;
}

const SCHEMA = `
CREATE TABLE IF NOT EXISTS entries (
  id INTEGER PRIMARY KEY,
  owner TEXT NOT NULL,
  part INTEGER NOT NULL,
  key TEXT NOT NULL,
  content TEXT NOT NULL,
  spool_row INTEGER
);
CREATE INDEX IF NOT EXISTS idx_place ON entries (owner, part, key);
CREATE TABLE IF NOT EXISTS leaving (
  owner TEXT NOT NULL,
  part INTEGER NOT NULL,
  key TEXT NOT NULL,
  mark TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS idx_leaving ON leaving (owner, part, key);
`;
/** SQLite's default. */
const PAGE_BYTES = 4_096;
/** What there is without any entry, and some. */
const FEWEST_PAGES = 8;
/** Characters read at a time. */
const PAGE_CHARS = 1024 * 1024;
/**
 * What is merged again and again takes more room here than in memory: past this, and this much for each thing in memory, it
 * is worth writing anew.
 */
const BLOATED_BYTES = 64 * 1024 * 1024;
const BLOATED_BYTES_EACH = 1_000;
const LOOK_AFTER_CHARS = 8 * 1024 * 1024;

export interface JournalFileOptions {
  /** Beyond which it is full. */
  readonly maxBytes?: number;
}

/**
 * The journal's file: entries by owner, in the order in which they came.
 *
 * Invariants: 1. What changes does so wholly or not at all. 2. An entry is there until its owner says that it is gone, gives
 * the whole of what it has, or has read it and gives something instead. 3. Reading changes nothing.
 */
export class JournalFile {
  readonly #db: Sqlite;
  readonly #insert: SqliteStatement<never>;
  readonly #delete: SqliteStatement<never>;
  readonly #deleteAll: SqliteStatement<never>;
  readonly #deleteRead: SqliteStatement<never>;
  readonly #insertMark: SqliteStatement<never>;
  readonly #deleteMarks: SqliteStatement<never>;
  readonly #from: SqliteStatement<Row>;
  readonly #pages: SqliteStatement<{ pages: number; free: number; size: number }>;
  /** Since somebody looked how much there is. */
  #addedChars = 0;

  private constructor(path: string, { maxBytes }: JournalFileOptions) {
    this.#db = Sqlite.open({ path });
    if (maxBytes !== undefined)
      this.#db.exec(`PRAGMA max_page_count = ${Math.max(FEWEST_PAGES, Math.ceil(maxBytes / PAGE_BYTES))}`);
    this.#check();
    this.#db.exec(SCHEMA);
    if (this.owners().length === 0) this.#db.exec("VACUUM");
    this.#insert = this.#db.prepare(
      "INSERT INTO entries (owner, part, key, content, spool_row) VALUES (?, ?, ?, ?, ?)",
    );
    this.#delete = this.#db.prepare("DELETE FROM entries WHERE owner = ? AND part = ? AND key = ?");
    this.#deleteAll = this.#db.prepare("DELETE FROM entries WHERE owner = ?");
    this.#deleteRead = this.#db.prepare("DELETE FROM entries WHERE +owner = ? AND id <= ?");
    this.#insertMark = this.#db.prepare("INSERT INTO leaving (owner, part, key, mark) VALUES (?, ?, ?, ?)");
    this.#deleteMarks = this.#db.prepare("DELETE FROM leaving WHERE owner = ? AND part = ? AND key = ?");
    // The plus keeps it from sorting all of an owner's entries for each page.
    this.#from = this.#db.prepare(
      "SELECT id, part, key, content FROM entries WHERE +owner = ? AND id > ? AND id <= ? ORDER BY id",
    );
    this.#pages = this.#db.prepare(
      "SELECT (SELECT page_count FROM pragma_page_count) pages, (SELECT freelist_count FROM pragma_freelist_count) free, (SELECT page_size FROM pragma_page_size) size",
    );
  }

  /** A file that is no database any more is put aside under another name, and a new one begun. */
  static open(path: string, options: JournalFileOptions = {}): JournalFile {
    if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
    try {
      return new JournalFile(path, options);
    } catch (error) {
      if (faultCode(error) !== "BATON_SQLITE_CORRUPT") throw error;
      const aside = freeName(`${path}.corrupt`);
      renameSync(path, aside);
      for (const suffix of ["-wal", "-shm"])
        if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
      log("error", "baton::journal", "the journal is corrupt: put aside, a new one begins", {
        ...{ path, aside },
        error: String(error),
      });
      return new JournalFile(path, options);
    }
  }

  /** Damage is found now: later there is nobody who could do without. */
  #check(): void {
    const [first] = this.#db.prepare<{ quick_check: string }>("PRAGMA quick_check(1)").all();
    if (first?.quick_check === "ok") return;
    this.#db.close();
    throw new Fault(`sqlite: ${first?.quick_check ?? "no answer"}`, {
      code: "BATON_SQLITE_CORRUPT",
      source: "local",
    });
  }

  /** Bytes of the file that hold something. */
  get usedBytes(): number {
    const row = this.#pages.get();
    return row ? (row.pages - row.free) * row.size : 0;
  }

  /** Whether it would be much shorter if all owners gave the whole of what they have: `size` things. */
  isBloated(size: number): boolean {
    if (this.#addedChars < LOOK_AFTER_CHARS) return false;
    this.#addedChars = 0;
    return this.usedBytes > Math.max(BLOATED_BYTES, size * BLOATED_BYTES_EACH);
  }

  /** In one commit. Throws a Fault when the disk takes nothing; nothing has changed then. */
  apply(all: readonly JournalChanges[]): void {
    if (all.every(isEmpty)) return;
    this.#db.transaction(() => {
      for (const changes of all) this.#change(changes);
    });
  }

  /** What was read of an owner up to the row `last` goes, and `instead` comes. */
  replace(owner: string, last: number, instead: JournalChanges): void {
    this.#db.transaction(() => {
      this.#change(instead);
      this.#deleteRead.run(owner, last);
    });
  }

  #change({ owner, isAll, added, gone }: JournalChanges): void {
    if (isAll) this.#deleteAll.run(owner);
    for (const { part, key, content, row = null } of added) {
      this.#insert.run(owner, part, key, content, row);
      this.#addedChars += content.length;
    }
    for (const { part, key } of gone) {
      this.#delete.run(owner, part, key);
      this.#deleteMarks.run(owner, part, key);
    }
  }

  /** Entries of an owner behind the row `after`, up to `until`, without it up to the last one that is there now. */
  page({ owner, after, until = this.#last() }: JournalRead): JournalPage {
    const entries: JournalEntry[] = [];
    let last: number | undefined;
    let chars = 0;
    for (const { id, part, key, content } of this.#from.iterate(owner, after, until)) {
      entries.push({ part, key, content });
      last = id;
      chars += content.length;
      if (chars >= PAGE_CHARS) break;
    }
    return { entries, last, until };
  }

  #last(): number {
    return this.#db.prepare<{ last: number | null }>("SELECT MAX(id) AS last FROM entries").get()?.last ?? 0;
  }

  /** Owners that have entries. */
  owners(): readonly string[] {
    return this.#db
      .prepare<{ owner: string }>("SELECT DISTINCT owner FROM entries ORDER BY owner")
      .all()
      .map(({ owner }) => owner);
  }

  /** What belonged to `owner` belongs to `heir`. */
  bequeath(owner: string, heir: string): void {
    this.#db.prepare("UPDATE entries SET owner = ? WHERE owner = ?").run(heir, owner);
  }

  /** Entries are about to leave as the envelopes that the marks are of; what was said of them before is void. */
  leaving({ owner, part, marks }: Leaving): void {
    this.#db.transaction(() => {
      for (const { key } of marks) this.#deleteMarks.run(owner, part, key);
      for (const { key, mark } of marks) this.#insertMark.run(owner, part, key, JSON.stringify(mark));
    });
  }

  /** Lets go of what came from envelopes that the spool still has: they will be counted again. @returns how many entries */
  forget(isInSpool: (row: number) => boolean): number {
    const rows = this.#db
      .prepare<{ row: number }>("SELECT DISTINCT spool_row AS row FROM entries WHERE spool_row IS NOT NULL")
      .all();
    const left = new Set(rows.flatMap(({ row }) => (isInSpool(row) ? [row] : [])));
    if (left.size === 0) return 0;
    const ids = this.#db
      .prepare<{ id: number; row: number }>(
        "SELECT id, spool_row AS row FROM entries WHERE spool_row IS NOT NULL",
      )
      .all()
      .flatMap(({ id, row }) => (left.has(row) ? [id] : []));
    const remove = this.#db.prepare("DELETE FROM entries WHERE id = ?");
    this.#db.transaction(() => {
      for (const id of ids) remove.run(id);
    });
    return ids.length;
  }

  /** Lets go of entries that were leaving when a process ended, and had left. @returns how many places that were */
  settle(isStored: (mark: SpoolMark) => boolean): number {
    const rows = this.#db
      .prepare<{ owner: string; part: number; key: string; mark: string }>("SELECT * FROM leaving")
      .all();
    if (rows.length === 0) return 0;
    const places = Map.groupBy(rows, ({ owner, part, key }) => JSON.stringify([owner, part, key]));
    const left = [...places.values()].filter((marks) =>
      marks.every(({ mark }) => isStored(JSON.parse(mark))),
    );
    this.#db.transaction(() => {
      for (const [place] of left) if (place) this.#delete.run(place.owner, place.part, place.key);
      this.#db.exec("DELETE FROM leaving");
    });
    return left.length;
  }

  close(): void {
    this.#db.close();
  }
}

function isEmpty({ isAll, added, gone }: JournalChanges): boolean {
  return !isAll && added.length === 0 && gone.length === 0;
}

function freeName(path: string): string {
  let name = path;
  for (let n = 1; existsSync(name); n++) name = `${path}.${n}`;
  return name;
}
