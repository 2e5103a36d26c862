import type { Sqlite } from "../../../kernel/runtime/sqlite.ts";
import type {
  ChangeBatch,
  EnvelopeDetail,
  ItemDetail,
  ItemPage,
  StoredEnvelope,
  StoredPayload,
  StreamedEnvelope,
} from "../records.ts";
import { parseSearch } from "../search.ts";
import { type Row, toEnvelope, toHeader, toSummary } from "./rows.ts";
import { SUMMARY_COLUMNS } from "./schema.ts";
import { searchCondition } from "./search-sql.ts";

/** All statements that read. Each answers from an index; none reads a payload but `payload` and `envelope`. */
export class StoreReader {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  page(search: string, before: number | undefined, limit: number, revision: number): ItemPage {
    const { sql, args } = searchCondition(parseSearch(search));
    const rows = this.#db
      .prepare(`SELECT ${SUMMARY_COLUMNS} FROM items WHERE id < ? AND ${sql} ORDER BY id DESC LIMIT ?`)
      .all(before ?? Number.MAX_SAFE_INTEGER, ...args, limit + 1);
    const items = rows.slice(0, limit).map(toSummary);
    return { items, next: rows.length > limit ? items[items.length - 1]?.id : undefined, revision };
  }

  changes(search: string, after: number, limit: number, revision: number): ChangeBatch {
    const { sql, args } = searchCondition(parseSearch(search));
    const rows = this.#db
      .prepare(`SELECT ${SUMMARY_COLUMNS} FROM items WHERE revision > ? AND ${sql} ORDER BY revision LIMIT ?`)
      .all(after, ...args, limit + 1);
    const more = rows.length > limit;
    const items = rows.slice(0, limit).map(toSummary);
    const reached = more ? (items[items.length - 1]?.revision ?? revision) : revision;
    return { items, revision: reached, oldestId: this.oldestId(), more };
  }

  oldestId(): number {
    const row = this.#db.prepare("SELECT min(id) AS id FROM items").get() as Row;
    return row.id === null ? Number.MAX_SAFE_INTEGER : Number(row.id);
  }

  item(id: number): ItemDetail | undefined {
    const row = this.#db.prepare(`SELECT ${SUMMARY_COLUMNS}, header FROM items WHERE id = ?`).get(id) as
      | Row
      | undefined;
    if (row === undefined) return undefined;
    const summary = toSummary(row);
    const envelope = this.envelopeDetail(summary.envelopeId);
    return envelope === undefined ? undefined : { ...summary, header: toHeader(row), envelope };
  }

  envelopeDetail(id: number): EnvelopeDetail | undefined {
    const row = this.#db
      .prepare(
        "SELECT id, received_ms, copies, header, meta, length(bytes) AS size_bytes FROM envelopes WHERE id = ?",
      )
      .get(id);
    if (row === undefined) return undefined;
    const items = this.#db
      .prepare(`SELECT ${SUMMARY_COLUMNS} FROM items WHERE envelope_id = ? ORDER BY position`)
      .all(id);
    return toEnvelope(row, items.map(toSummary));
  }

  payload(id: number): StoredPayload | undefined {
    const row = this.#db
      .prepare(
        `SELECT i.type, i.header, substr(e.bytes, i.payload_at + 1, i.payload_length) AS payload
         FROM items i JOIN envelopes e ON e.id = i.envelope_id WHERE i.id = ?`,
      )
      .get(id);
    if (row === undefined) return undefined;
    const header = toHeader(row);
    return {
      bytes: (row.payload as Uint8Array | null) ?? new Uint8Array(0),
      type: String(row.type),
      contentType: typeof header.content_type === "string" ? header.content_type : "",
      filename: typeof header.filename === "string" ? header.filename : "",
    };
  }

  envelope(id: number): StoredEnvelope | undefined {
    const row = this.#db.prepare("SELECT id, bytes FROM envelopes WHERE id = ?").get(id);
    return row && { id: Number(row.id), bytes: row.bytes as Uint8Array };
  }

  /** Whole envelopes after an id, oldest first. */
  envelopesAfter(id: number, limit: number): StreamedEnvelope[] {
    const rows = this.#db
      .prepare("SELECT id, header, bytes FROM envelopes WHERE id > ? ORDER BY id LIMIT ?")
      .all(id, limit);
    const items = this.#db.prepare(
      "SELECT type, header, payload_at, payload_length FROM items WHERE envelope_id = ? ORDER BY position",
    );
    return rows.map((row) => ({
      id: Number(row.id),
      bytes: row.bytes as Uint8Array,
      header: toHeader(row),
      items: items.all(row.id as number).map((item) => ({
        type: String(item.type),
        header: toHeader(item),
        offset: Number(item.payload_at),
        length: Number(item.payload_length),
      })),
    }));
  }

  newestEnvelopeId(): number {
    return Number((this.#db.prepare("SELECT coalesce(max(id), 0) AS id FROM envelopes").get() as Row).id);
  }

  counts(): Pick<Counts, "items" | "envelopes" | "oldestAtMs" | "byType" | "byOutcome" | "projects"> {
    const one = (sql: string) => Number((this.#db.prepare(sql).get() as Row).n);
    const grouped = (column: string) => {
      const rows = this.#db
        .prepare(`SELECT ${column} AS k, count(*) AS n FROM items GROUP BY ${column}`)
        .all();
      return Object.fromEntries(rows.map((row) => [String(row.k), Number(row.n)]));
    };
    const oldest = this.#db.prepare("SELECT received_ms FROM envelopes ORDER BY id LIMIT 1").get() as
      | Row
      | undefined;
    return {
      items: one("SELECT count(*) AS n FROM items"),
      envelopes: one("SELECT count(*) AS n FROM envelopes"),
      oldestAtMs: oldest && Number(oldest.received_ms),
      byType: grouped("type"),
      byOutcome: grouped("outcome"),
      projects: Object.keys(grouped("project")).filter((project) => project !== ""),
    };
  }
}

interface Counts {
  readonly items: number;
  readonly envelopes: number;
  readonly oldestAtMs: number | undefined;
  readonly byType: Readonly<Record<string, number>>;
  readonly byOutcome: Readonly<Record<string, number>>;
  readonly projects: readonly string[];
}
