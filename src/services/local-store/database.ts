/**
 * The local store on disk. Invariants:
 * 1. One envelope row holds the bytes; its items are rows that point into them. Both come and go in one transaction.
 * 2. What a commit returned from survives kill -9; the file is never left half-written (WAL).
 * 3. Revisions and ids only grow, over restarts and removals too: a cursor a client holds is never ahead by mistake.
 */
import type { Sqlite } from "../../kernel/runtime/sqlite.ts";
import type { CapturedEnvelope, Settlement } from "./capture.ts";
import { StoreReader } from "./internal/reader.ts";
import type { Row } from "./internal/rows.ts";
import { SCHEMA, SCHEMA_VERSION } from "./internal/schema.ts";
import { Twins } from "./internal/twins.ts";
import { StoreWriter } from "./internal/writer.ts";
import type {
  ChangeBatch,
  ItemDetail,
  ItemPage,
  StoredEnvelope,
  StoredPayload,
  StoreStats,
  StreamedEnvelope,
} from "./records.ts";
import { expired, type RetentionLimits } from "./retention.ts";

/** Envelopes looked at in one round of retention. */
const RETENTION_BATCH = 500;

/** The layout of the file is another version's: it must be set aside. */
export class SchemaMismatch extends Error {
  override readonly name = "SchemaMismatch";
}

/** Synchronous: one owner, one thread. Reads see the open transaction too. */
export class LocalDatabase {
  readonly #db: Sqlite;
  readonly #limits: RetentionLimits;
  readonly #twins = new Twins();
  readonly #writer: StoreWriter;
  readonly #reader: StoreReader;
  #open = false;

  /** Takes over `db`, making the tables when there are none. @throws SchemaMismatch */
  constructor(db: Sqlite, limits: RetentionLimits) {
    this.#db = db;
    this.#limits = limits;
    db.exec("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8192");
    const version = Number((db.prepare("PRAGMA user_version").get() as Row).user_version);
    // The file exists by now, so its vacuum mode changes only through VACUUM; it is empty, so that costs nothing.
    if (version === 0) db.exec(`PRAGMA auto_vacuum = INCREMENTAL; VACUUM; BEGIN; ${SCHEMA} COMMIT;`);
    else if (version !== SCHEMA_VERSION)
      throw new SchemaMismatch(`version ${version}, expected ${SCHEMA_VERSION}`);
    this.#writer = new StoreWriter(db);
    this.#reader = new StoreReader(db);
    this.#writer.forgetCaptures();
  }

  /** Adds an envelope to the open transaction, starting one if need be. Durable after `commit`. */
  add(envelope: CapturedEnvelope): void {
    this.#begin();
    const twin = this.#twins.find(envelope);
    if (twin !== undefined) this.#writer.merge(twin, envelope);
    else this.#twins.remember(envelope, this.#writer.insert(envelope));
  }

  settle(settlement: Settlement): void {
    this.#begin();
    this.#writer.settle(settlement);
  }

  /** Ends the open transaction, after removing what retention says. @returns the newest revision */
  commit(nowMs: number): number {
    if (this.#open) {
      if (this.#writer.weightBytes > this.#limits.maxBytes) this.#retire(nowMs);
      this.#writer.saveRevision();
      this.#db.exec("COMMIT");
      this.#open = false;
    }
    return this.#writer.revision;
  }

  /** Removes what is too old or too much. @returns envelopes removed */
  retire(nowMs: number): number {
    this.#begin();
    const removed = this.#retire(nowMs);
    this.commit(nowMs);
    if (removed > 0) this.#db.exec("PRAGMA incremental_vacuum(2000)");
    return removed;
  }

  clear(nowMs: number): number {
    this.#begin();
    const removed = this.#writer.removeThrough(Number.MAX_SAFE_INTEGER);
    this.#twins.clear();
    this.commit(nowMs);
    this.#db.exec("PRAGMA incremental_vacuum");
    return removed;
  }

  get revision(): number {
    return this.#writer.revision;
  }

  page(query: { search: string; before?: number; limit: number }): ItemPage {
    return this.#reader.page(query.search, query.before, query.limit, this.revision);
  }

  changes(query: { search: string; after: number; limit: number }): ChangeBatch {
    return this.#reader.changes(query.search, query.after, query.limit, this.revision);
  }

  item(id: number): ItemDetail | undefined {
    return this.#reader.item(id);
  }

  payload(id: number): StoredPayload | undefined {
    return this.#reader.payload(id);
  }

  envelope(id: number): StoredEnvelope | undefined {
    return this.#reader.envelope(id);
  }

  envelopesAfter(id: number, limit: number): StreamedEnvelope[] {
    return this.#reader.envelopesAfter(id, limit);
  }

  newestEnvelopeId(): number {
    return this.#reader.newestEnvelopeId();
  }

  /** Throws the open transaction away, after an error. */
  abandon(): void {
    if (!this.#open) return;
    this.#open = false;
    try {
      this.#db.exec("ROLLBACK");
    } catch {
      // SQLite has rolled back by itself already.
    }
    this.#writer.resync();
  }

  stats(): Omit<StoreStats, "lostEnvelopes"> {
    return { ...this.#reader.counts(), sizeBytes: this.#writer.weightBytes, ...this.#limits };
  }

  close(nowMs: number): void {
    this.commit(nowMs);
    this.#db.close();
  }

  #begin(): void {
    if (this.#open) return;
    this.#db.exec("BEGIN IMMEDIATE");
    this.#open = true;
  }

  #retire(nowMs: number): number {
    let removed = 0;
    for (;;) {
      const oldest = this.#writer.oldest(RETENTION_BATCH);
      const last = expired(oldest, this.#writer.weightBytes, this.#limits, nowMs);
      if (last === undefined) return removed;
      removed += this.#writer.removeThrough(last);
    }
  }
}
