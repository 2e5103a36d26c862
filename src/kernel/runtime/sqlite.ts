import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { Fault } from "../base/fault.ts";

export type SqlValue = null | number | bigint | string | Uint8Array;

export interface SqliteOptions {
  /** A file, made if missing unless `readOnly`; `:memory:` for none. */
  readonly path: string;
  readonly readOnly?: boolean;
  /** How long a statement waits for another process's lock. */
  readonly busyTimeoutMs?: number;
  /**
   * `normal`: a commit survives a crash of the process, perhaps not one of the machine. `full`: also that, at one
   * fsync per commit. `off`: no fsync at all; a crash of the machine may leave a corrupt file.
   */
  readonly durability?: "off" | "normal" | "full";
}

export interface SqliteChange {
  readonly changes: number;
  readonly lastRowId: number;
}

/**
 * A SQLite database in WAL mode, used by one actor. Everything that fails throws a Fault: `BATON_SQLITE_FULL`
 * (disk or page limit), `BATON_SQLITE_BUSY`, `BATON_SQLITE_CORRUPT`, `BATON_SQLITE_READ_ONLY`, `BATON_SQLITE_OPEN`,
 * `BATON_SQLITE_IO`, `BATON_SQLITE_CONSTRAINT`, and `BATON_SQLITE_FAILED` for the rest.
 */
export class Sqlite {
  readonly #db: DatabaseSync;

  private constructor(db: DatabaseSync) {
    this.#db = db;
  }

  static open(options: SqliteOptions): Sqlite {
    const { path, readOnly = false, busyTimeoutMs = 1000, durability = "normal" } = options;
    return guarded(() => {
      const db = new DatabaseSync(path, { readOnly, timeout: busyTimeoutMs });
      try {
        if (!readOnly) db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${durability}`);
        db.exec("PRAGMA schema_version"); // reads the header: a file that is no database fails here
      } catch (error) {
        db.close();
        throw error;
      }
      return new Sqlite(db);
    });
  }

  /** Runs statements without parameters or results. */
  exec(sql: string): void {
    guarded(() => this.#db.exec(sql));
  }

  /** Compiles once; keep the statement. `bigints`: integers come back as bigint, for those beyond 2⁵³. */
  prepare<Row = Record<string, SqlValue>>(
    sql: string,
    options?: { bigints?: boolean },
  ): SqliteStatement<Row> {
    return guarded(() => {
      const statement = this.#db.prepare(sql);
      if (options?.bigints === true) statement.setReadBigInts(true);
      return new SqliteStatement<Row>(statement);
    });
  }

  /** Runs `work` between BEGIN IMMEDIATE and COMMIT; rolls back and throws on when it throws. Does not nest. */
  transaction<T>(work: () => T): T {
    this.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.exec("COMMIT");
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }

  /** SQLite has rolled back by itself after some errors (full disk, I/O): a second rollback says so, harmlessly. */
  #rollback(): void {
    try {
      this.#db.exec("ROLLBACK");
    } catch {
      // The first error is the one that tells what happened.
    }
  }
}

export class SqliteStatement<Row> {
  readonly #statement: StatementSync;

  constructor(statement: StatementSync) {
    this.#statement = statement;
  }

  run(...values: readonly SqlValue[]): SqliteChange {
    return guarded(() => {
      const { changes, lastInsertRowid } = this.#statement.run(...(values as SQLInputValue[]));
      return { changes: Number(changes), lastRowId: Number(lastInsertRowid) };
    });
  }

  get(...values: readonly SqlValue[]): Row | undefined {
    return guarded(() => this.#statement.get(...(values as SQLInputValue[])) as Row | undefined);
  }

  all(...values: readonly SqlValue[]): Row[] {
    return guarded(() => this.#statement.all(...(values as SQLInputValue[])) as Row[]);
  }

  /** Row by row; the statement must not be used otherwise until the loop ends. */
  *iterate(...values: readonly SqlValue[]): Generator<Row, void> {
    try {
      yield* this.#statement.iterate(...(values as SQLInputValue[])) as IterableIterator<Row>;
    } catch (error) {
      throw toFault(error);
    }
  }
}

/** Primary result codes. @see https://www.sqlite.org/rescode.html */
const KINDS: Readonly<Record<number, string>> = {
  5: "BUSY",
  6: "BUSY",
  8: "READ_ONLY",
  10: "IO",
  11: "CORRUPT",
  13: "FULL",
  14: "OPEN",
  19: "CONSTRAINT",
  26: "CORRUPT",
};

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toFault(error);
  }
}

/** What is no SQLite error passes as it is: it came from the caller's code, or is a bug of ours. */
function toFault(error: unknown): unknown {
  const { errcode, message } = error as { errcode?: unknown; message?: unknown };
  if (typeof errcode !== "number") return error;
  const kind = KINDS[errcode & 0xff] ?? "FAILED";
  return new Fault(`sqlite: ${String(message)}`, {
    code: `BATON_SQLITE_${kind}`,
    source: "local",
    retryable: kind === "BUSY" || kind === "FULL" || kind === "IO",
    cause: error,
  });
}
