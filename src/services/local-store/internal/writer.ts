import type { Sqlite, SqliteStatement } from "../../../kernel/runtime/sqlite.ts";
import type { CapturedEnvelope, CapturedItem, Fate, Settlement } from "../capture.ts";
import type { RetainedEnvelope } from "../retention.ts";
import { type Summary, summarize } from "../summary.ts";
import type { Row } from "./rows.ts";

/** What a row costs besides the envelope's bytes: headers, indexes, search text. An estimate for retention. */
const ROW_WEIGHT_BYTES = 2_048;

/** All statements that change the store. Transactions are the caller's. */
export class StoreWriter {
  readonly #db: Sqlite;
  readonly #insertEnvelope: SqliteStatement<Row>;
  readonly #insertItem: SqliteStatement<Row>;
  readonly #insertText: SqliteStatement<Row>;
  readonly #byCapture: SqliteStatement<Row>;
  readonly #updateFate: SqliteStatement<Row>;
  #revision = 0;
  #weightBytes = 0;

  constructor(db: Sqlite) {
    this.#db = db;
    this.#insertEnvelope = db.prepare(
      "INSERT INTO envelopes (capture, received_ms, weight_bytes, header, meta, bytes) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#insertItem = db.prepare(
      `INSERT INTO items (envelope_id, position, revision, received_ms, project, type, title, subtitle, level, count,
        size_bytes, platform, sdk, release, environment, trace_id, event_id, via, outcome, stage, reason, fate, header,
        payload_at, payload_length) VALUES (${new Array(25).fill("?").join(", ")})`,
    );
    this.#insertText = db.prepare("INSERT INTO items_text (rowid, text) VALUES (?, ?)");
    this.#byCapture = db.prepare("SELECT id FROM envelopes WHERE capture = ?");
    this.#updateFate = db.prepare(
      "UPDATE items SET fate = ?, outcome = ?, stage = ?, reason = ?, revision = ? WHERE envelope_id = ? AND position = ?",
    );
    this.resync();
  }

  /** Reads again what is kept in memory: at the start, and after a transaction was thrown away. */
  resync(): void {
    this.#revision = Math.max(this.#revision, Number(this.#one("SELECT revision AS n FROM state")));
    this.#weightBytes = this.#one("SELECT coalesce(sum(weight_bytes), 0) AS n FROM envelopes");
  }

  #one(sql: string): number {
    return Number(this.#db.prepare(sql).get()?.n);
  }

  get revision(): number {
    return this.#revision;
  }

  get weightBytes(): number {
    return this.#weightBytes;
  }

  /** Stores the envelope with one row per item. @returns the envelope's id */
  insert(envelope: CapturedEnvelope): number {
    const items = envelope.refused === undefined ? envelope.items : [refusal(envelope)];
    const weight = envelope.bytes.length + ROW_WEIGHT_BYTES * (1 + items.length);
    const inserted = this.#insertEnvelope.run(
      envelope.captureId,
      envelope.receivedAtMs,
      weight,
      JSON.stringify(envelope.header),
      JSON.stringify(envelope.meta),
      envelope.bytes,
    );
    this.#weightBytes += weight;
    const envelopeId = inserted.lastRowId;
    for (const [position, item] of items.entries()) this.#insertOne(envelope, envelopeId, position, item);
    return envelopeId;
  }

  #insertOne(envelope: CapturedEnvelope, envelopeId: number, position: number, item: CapturedItem): void {
    const { meta } = envelope;
    const told = describeItem(envelope, item);
    const fate = told.fate ?? item.fate;
    const inserted = this.#insertItem.run(
      ...[envelopeId, position, ++this.#revision, envelope.receivedAtMs, meta.projectId ?? ""],
      ...[item.type, told.title, told.subtitle, told.level, told.count, item.length, told.platform, told.sdk],
      ...[told.release, told.environment, told.traceId, told.eventId, meta.via],
      ...[fate.outcome, fate.stage, fate.reason ?? "", JSON.stringify(fate)],
      ...[JSON.stringify(item.header), item.offset, item.length],
    );
    this.#insertText.run(inserted.lastRowId, `${told.title}\n${told.subtitle}\n${told.text}`);
  }

  /** @returns whether the capture was still there */
  settle(settlement: Settlement): boolean {
    const row = this.#byCapture.get(settlement.captureId);
    if (row === undefined) return false;
    const id = Number(row.id);
    for (const { index, fate } of settlement.fates ?? []) {
      const { outcome, stage, reason = "" } = fate;
      this.#updateFate.run(JSON.stringify(fate), outcome, stage, reason, ++this.#revision, id, index);
    }
    if (settlement.rest !== undefined) this.#settleRest(id, settlement.rest);
    return true;
  }

  #settleRest(envelopeId: number, rest: Omit<Fate, "quantities">): void {
    const { outcome, stage, reason = "" } = rest;
    this.#db
      .prepare(
        `UPDATE items SET fate = json_patch(fate, ?), outcome = ?, stage = ?, reason = ?, revision = ? + position
         WHERE envelope_id = ? AND outcome = 'pending'`,
      )
      .run(JSON.stringify(rest), outcome, stage, reason, this.#reserve(envelopeId), envelopeId);
  }

  /** Sets revisions aside for all items of an envelope. @returns that of its first item */
  #reserve(envelopeId: number): number {
    const first = this.#revision + 1;
    const { n } =
      this.#db.prepare("SELECT count(*) AS n FROM items WHERE envelope_id = ?").get(envelopeId) ?? {};
    this.#revision += Number(n);
    return first;
  }

  /** The same envelope came in again by another way: counts it, and takes over the better meta. */
  merge(envelopeId: number, again: CapturedEnvelope): void {
    const better = again.meta.via === "dsn";
    this.#db.prepare("UPDATE envelopes SET copies = copies + 1 WHERE id = ?").run(envelopeId);
    this.#db
      .prepare("UPDATE items SET copies = copies + 1, revision = ? + position WHERE envelope_id = ?")
      .run(this.#reserve(envelopeId), envelopeId);
    if (!better) return;
    this.#db
      .prepare("UPDATE envelopes SET meta = ?, capture = ? WHERE id = ?")
      .run(JSON.stringify(again.meta), again.captureId, envelopeId);
    this.#db
      .prepare("UPDATE items SET project = ?, via = ? WHERE envelope_id = ?")
      .run(again.meta.projectId ?? "", again.meta.via, envelopeId);
    const fates = again.items.map(({ fate }, index) => ({ index, fate }));
    this.settle({ captureId: again.captureId, fates });
  }

  /** The oldest envelopes, for the decision of retention. */
  oldest(limit: number): RetainedEnvelope[] {
    const rows = this.#db
      .prepare("SELECT id, received_ms, weight_bytes FROM envelopes ORDER BY id LIMIT ?")
      .all(limit);
    return rows.map((row) => ({
      id: Number(row.id),
      receivedAtMs: Number(row.received_ms),
      sizeBytes: Number(row.weight_bytes),
    }));
  }

  /** Removes all envelopes up to `lastId`. @returns how many */
  removeThrough(lastId: number): number {
    const weight = this.#db
      .prepare("SELECT coalesce(sum(weight_bytes), 0) AS bytes FROM envelopes WHERE id <= ?")
      .get(lastId) as Row;
    this.#db
      .prepare("DELETE FROM items_text WHERE rowid IN (SELECT id FROM items WHERE envelope_id <= ?)")
      .run(lastId);
    this.#db.prepare("DELETE FROM items WHERE envelope_id <= ?").run(lastId);
    const removed = this.#db.prepare("DELETE FROM envelopes WHERE id <= ?").run(lastId);
    this.#weightBytes -= Number(weight.bytes);
    return removed.changes;
  }

  /** Captures of an earlier process will never be settled. Their items keep `pending`, with the reason why. */
  forgetCaptures(): void {
    this.#db.exec("UPDATE envelopes SET capture = NULL WHERE capture IS NOT NULL");
    const reason = "interrupted";
    this.#db
      .prepare(
        "UPDATE items SET reason = ?, fate = json_set(fate, '$.reason', ?) WHERE outcome = 'pending' AND reason = ''",
      )
      .run(reason, reason);
  }

  /** Belongs at the end of every transaction: revisions are never used twice. */
  saveRevision(): void {
    this.#db.prepare("UPDATE state SET revision = ?").run(this.#revision);
  }
}

function describeItem(envelope: CapturedEnvelope, item: CapturedItem): Summary {
  if (envelope.refused !== undefined) return refusalSummary(envelope);
  return summarize({
    item,
    payload: envelope.bytes.subarray(item.offset, item.offset + item.length),
    envelopeHeader: envelope.header,
    client: envelope.meta.client ?? "",
  });
}

/** A refused request is shown as one row that holds its whole body. */
function refusal(envelope: CapturedEnvelope): CapturedItem {
  const { status: _, ...fate } = envelope.refused ?? { status: 0, ...UNKNOWN };
  return { type: "request", header: {}, offset: 0, length: envelope.bytes.length, fate };
}

const UNKNOWN: Fate = { outcome: "invalid", stage: "receive", quantities: [] };

function refusalSummary({ refused, meta }: CapturedEnvelope): Summary {
  return {
    title: `Refused with ${refused?.status ?? 0}: ${refused?.reason ?? "unknown"}`,
    subtitle: meta.endpoint,
    level: "error",
    count: 1,
    platform: "",
    sdk: meta.client ?? "",
    release: "",
    environment: "",
    traceId: "",
    eventId: "",
    text: "",
  };
}
