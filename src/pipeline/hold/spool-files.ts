import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import { faultCode } from "../../kernel/base/fault.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { SpoolDatabase, type StoredEnvelope } from "./spool-database.ts";

export interface SpoolFilesOptions {
  /** The first file; further partitions lie beside it as `<path>.1`, `<path>.2` … */
  readonly path: string;
  readonly partitions: number;
  /** `project_key_pair`: one project's envelopes always go to the same file. */
  readonly partitioning: "round_robin" | "project_key_pair";
  /** Per file. */
  readonly maxBytes: number;
}

type NewEnvelope = Omit<StoredEnvelope, "id">;

/** Partitions are u8. */
const MOST_PARTITIONS = 256;
const CORRUPT: ReadonlySet<string> = new Set(["BATON_SQLITE_CORRUPT"]);

/**
 * All files of the spool as one. An id names file and row: `row × 256 + partition`.
 *
 * A file that is no database any more is put aside under another name, with an error in the log, and a new one begun: what it
 * held can be looked at, and the relay starts.
 */
export class SpoolFiles {
  readonly #databases: readonly SpoolDatabase[];
  readonly #options: SpoolFilesOptions;
  readonly #full: boolean[];
  #next = 0;

  constructor(options: SpoolFilesOptions) {
    this.#options = options;
    const { path, partitions } = options;
    const paths = spoolPaths(path, partitions);
    this.#databases = paths.map(open);
    this.#full = paths.map(() => false);
    this.measure();
  }

  get free(): number {
    return this.#databases.reduce((sum, db) => sum + db.free, 0);
  }

  get taken(): number {
    return this.#databases.reduce((sum, db) => sum + db.taken, 0);
  }

  /** @returns bytes in all files, and whether none of them takes more */
  measure(): { usedBytes: number; isFull: boolean } {
    let usedBytes = 0;
    this.#databases.forEach((db, i) => {
      const used = db.usedBytes();
      this.#full[i] = used >= this.#options.maxBytes;
      usedBytes += used;
    });
    return { usedBytes, isFull: this.#full.every((full) => full) };
  }

  /** Writes all or, of what goes to one file, none. @returns ids in order */
  insert(envelopes: readonly NewEnvelope[], keep: boolean): number[] {
    const byPartition = Map.groupBy(
      envelopes.map((envelope, index) => ({ envelope, index })),
      ({ envelope }) => this.#partitionFor(envelope),
    );
    const ids = new Array<number>(envelopes.length).fill(0);
    for (const [partition, entries] of byPartition) {
      const rows = this.#at(partition).insert(
        entries.map(({ envelope }) => envelope),
        keep,
      );
      entries.forEach(({ index }, i) => {
        ids[index] = (rows[i] as number) * MOST_PARTITIONS + partition;
      });
    }
    return ids;
  }

  /** Takes from the files in turn. */
  take(count: number, bytes: number): StoredEnvelope[] {
    const taken: StoredEnvelope[] = [];
    let left = bytes;
    for (let i = 0; i < this.#databases.length && taken.length < count && left > 0; i++) {
      const partition = this.#next++ % this.#databases.length;
      for (const stored of this.#at(partition).take(count - taken.length, left)) {
        left -= stored.blob.length;
        taken.push({ ...stored, id: stored.id * MOST_PARTITIONS + partition });
      }
    }
    return taken;
  }

  remove(ids: readonly number[]): void {
    this.#each(ids, (db, rows) => db.remove(rows));
  }

  release(ids: readonly number[]): void {
    this.#each(ids, (db, rows) => db.release(rows));
  }

  /** Brings what the write-ahead logs hold into the files, so that the logs need not grow. */
  checkpoint(): void {
    for (const db of this.#databases) db.checkpoint();
  }

  close(): void {
    for (const db of this.#databases) db.close();
  }

  #each(ids: readonly number[], run: (db: SpoolDatabase, rows: number[]) => void): void {
    for (const [partition, own] of Map.groupBy(ids, (id) => id % MOST_PARTITIONS)) {
      run(
        this.#at(partition),
        own.map((id) => Math.floor(id / MOST_PARTITIONS)),
      );
    }
  }

  #at(partition: number): SpoolDatabase {
    return this.#databases[partition] as SpoolDatabase;
  }

  /** A full file is passed over, except by a project that belongs to it. */
  #partitionFor({ ownKey, samplingKey }: NewEnvelope): number {
    const all = this.#databases.length;
    if (all === 1) return 0;
    if (this.#options.partitioning === "project_key_pair") return hash(`${ownKey} ${samplingKey}`) % all;
    for (let tries = 0; tries < all; tries++) {
      const partition = this.#next++ % all;
      if (!this.#full[partition]) return partition;
    }
    return this.#next % all;
  }
}

/** Which of the files holds a row, and its number there. */
export function placeOfRow(row: number): { readonly file: number; readonly id: number } {
  return { file: row % MOST_PARTITIONS, id: Math.floor(row / MOST_PARTITIONS) };
}

/** The files of a spool. */
export function spoolPaths(path: string, partitions: number): readonly string[] {
  return Array.from({ length: Math.min(partitions, MOST_PARTITIONS) }, (_, i) =>
    i === 0 ? path : `${path}.${i}`,
  );
}

function open(path: string): SpoolDatabase {
  if (path !== ":memory:") mkdirSync(dirname(path), { recursive: true });
  try {
    return new SpoolDatabase(path);
  } catch (error) {
    if (!CORRUPT.has(faultCode(error) ?? "")) throw error;
    const aside = freeName(`${path}.corrupt`);
    renameSync(path, aside);
    log("error", "baton::spool", "the spool file is corrupt: put aside, a new one begins", {
      path,
      aside,
      error: String(error),
    });
    return new SpoolDatabase(path);
  }
}

function freeName(path: string): string {
  let name = path;
  for (let n = 1; existsSync(name); n++) name = `${path}.${n}`;
  return name;
}

/** FNV-1a, 32 bits: the same key goes to the same file after a restart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
