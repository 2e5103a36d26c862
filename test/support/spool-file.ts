import { Database } from "bun:sqlite";

/** Envelopes in a spool file that nobody has open, with what its write-ahead log holds. */
export function spooledEnvelopes(path: string): number {
  const database = new Database(path);
  try {
    return database.query<{ n: number | null }, []>("SELECT SUM(count) AS n FROM envelopes").get()?.n ?? 0;
  } finally {
    database.close();
  }
}
