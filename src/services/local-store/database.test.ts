import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Sqlite } from "../../kernel/runtime/sqlite.ts";
import { LocalDatabase, SchemaMismatch } from "./database.ts";
import { openLocalDatabase } from "./internal/open-file.ts";
import { captured, STORED } from "./testkit/captured.ts";

const LIMITS = { maxBytes: 50_000_000, maxAgeMs: 3_600_000 };
const NOW = 1_000_000;

function memory(limits = LIMITS): LocalDatabase {
  return new LocalDatabase(Sqlite.open({ path: ":memory:" }), limits);
}

const event = (message: string) => ({ type: "event", payload: { message, level: "error" } });

describe("LocalDatabase", () => {
  test("pages newest first, without gaps or repeats", () => {
    const db = memory();
    for (let i = 0; i < 25; i++) db.add(captured([event(`message ${i}`)]));
    db.commit(NOW);
    const first = db.page({ search: "", limit: 10 });
    const second = db.page({ search: "", limit: 10, before: first.next as number });
    const third = db.page({ search: "", limit: 10, before: second.next as number });
    const titles = [...first.items, ...second.items, ...third.items].map((item) => item.title);
    expect(titles).toEqual(Array.from({ length: 25 }, (_, i) => `message ${24 - i}`));
    expect(third.next).toBeUndefined();
  });

  test("finds words inside words, keys, negations, and what LIKE would misread", () => {
    const db = memory();
    db.add(
      captured([event("TypeError: cannot read properties"), { type: "session", payload: { status: "ok" } }]),
    );
    db.add(captured([event("100% of_disk")], { meta: { projectId: "7" } }));
    db.commit(NOW);
    const found = (search: string) =>
      db.page({ search, limit: 50 }).items.map((item) => item.type + item.project);
    expect(found("propert")).toEqual(["event42"]);
    expect(found("type:error project:7")).toEqual(["event7"]);
    expect(found("-type:event")).toEqual(["session42"]);
    expect(found('"0% of_d"')).toEqual(["event7"]);
    expect(found("f_")).toEqual(["event7"]);
    expect(found('"; DROP TABLE items; --')).toEqual([]);
    expect(found("")).toHaveLength(3);
  });

  test("hands out a payload and an envelope byte for byte", () => {
    const db = memory();
    const envelope = captured([
      { type: "attachment", header: { filename: "a.txt" }, payload: "ein\nzwei ü" },
    ]);
    db.add(envelope);
    db.commit(NOW);
    const id = db.page({ search: "", limit: 1 }).items[0]?.id as number;
    expect(new TextDecoder().decode(db.payload(id)?.bytes)).toBe("ein\nzwei ü");
    expect(db.payload(id)?.filename).toBe("a.txt");
    expect(db.envelope(db.item(id)?.envelopeId as number)?.bytes).toEqual(envelope.bytes);
  });

  test("a later verdict changes the fate and moves the item forward in the feed", () => {
    const db = memory();
    db.add(captured([event("a"), event("b")], { captureId: "c1" }));
    const before = db.commit(NOW);
    const fate = { ...STORED, outcome: "filtered", stage: "process", rule: "browser-extensions" } as const;
    db.settle({ captureId: "c1", fates: [{ index: 1, fate }] });
    db.commit(NOW);
    const changed = db.changes({ search: "", after: before, limit: 10 });
    expect(changed.items.map((item) => [item.title, item.fate])).toEqual([["b", fate]]);
    expect(db.changes({ search: "", after: changed.revision, limit: 10 }).items).toEqual([]);
  });

  test("a verdict on the rest leaves what was decided before, and counts on", () => {
    const db = memory();
    const pending = { outcome: "pending", stage: "receive", quantities: STORED.quantities } as const;
    const limited = { ...pending, outcome: "rate_limited", reason: "quota" } as const;
    const items = [
      { ...event("waits"), fate: pending },
      { ...event("limited"), fate: limited },
      { ...event("waits too"), fate: pending },
    ];
    db.add(captured(items, { captureId: "c" }));
    const before = db.commit(NOW);
    db.settle({ captureId: "c", rest: { outcome: "forwarded", stage: "send" } });
    db.commit(NOW);
    const changed = db.changes({ search: "", after: before, limit: 10 }).items;
    const forwarded = { ...pending, outcome: "forwarded", stage: "send" };
    expect(changed.map(({ title, fate }) => [title, fate as unknown])).toEqual([
      ["waits", forwarded],
      ["waits too", forwarded],
    ]);
    expect(new Set(changed.map(({ revision }) => revision)).size).toBe(2);
    expect(db.page({ search: "fate:rate_limited", limit: 5 }).items[0]?.fate).toEqual(limited);
  });

  test("a client report shows what became of what it tells of", () => {
    const db = memory();
    const report = {
      discarded_events: [
        { reason: "sample_rate", category: "transaction", quantity: 8 },
        { reason: "before_send", category: "error", quantity: 1 },
      ],
    };
    db.add(captured([{ type: "client_report", payload: report }]));
    db.commit(NOW);
    expect(db.page({ search: "fate:dropped reason:sample_rate", limit: 5 }).items[0]?.fate).toEqual({
      outcome: "client_discard",
      stage: "sdk",
      reason: "sample_rate, before_send",
      quantities: [
        { category: "transaction", quantity: 8 },
        { category: "error", quantity: 1 },
      ],
    });
  });

  test("the same envelope by DSN and by Spotlight is one, with the DSN's project", () => {
    const db = memory();
    db.add(
      captured([event("twice")], { header: { sent_at: "1" }, meta: { via: "spotlight", projectId: "" } }),
    );
    db.add(captured([event("twice")], { header: { sent_at: "2" } }));
    db.add(captured([event("twice")], { header: { sent_at: "3" } }));
    db.commit(NOW);
    const items = db.page({ search: "", limit: 10 }).items;
    expect(items.map((item) => [item.copies, item.project, item.via])).toEqual([
      [1, "42", "dsn"],
      [2, "42", "dsn"],
    ]);
  });

  test("retention removes the oldest envelopes by age and by bytes, and their search text", () => {
    const db = memory({ maxBytes: 100_000, maxAgeMs: 1_000 });
    db.add(captured([event("ancient")], { receivedAtMs: NOW - 5_000 }));
    db.add(captured([event("fresh")], { receivedAtMs: NOW }));
    db.retire(NOW);
    expect(db.page({ search: "", limit: 10 }).items.map((item) => item.title)).toEqual(["fresh"]);
    expect(db.page({ search: "ancient", limit: 10 }).items).toEqual([]);
    for (let i = 0; i < 100; i++) db.add(captured([event("x".repeat(2_000))], { receivedAtMs: NOW }));
    db.commit(NOW);
    expect(db.stats().sizeBytes).toBeLessThanOrEqual(100_000);
    expect(db.stats().items).toBeGreaterThan(5);
  });

  test("survives closing; ids and revisions keep growing even after everything was removed", () => {
    const folder = mkdtempSync(join(tmpdir(), "baton-store-"));
    const path = join(folder, "deeper", "local.db");
    try {
      const first = openLocalDatabase(path, LIMITS, NOW);
      first.add(captured([event("kept")], { captureId: "same" }));
      const revision = first.commit(NOW);
      first.close(NOW);
      const second = openLocalDatabase(path, LIMITS, NOW);
      expect(second.page({ search: "kept", limit: 10 }).items).toHaveLength(1);
      expect(second.clear(NOW)).toBe(1);
      second.close(NOW);
      const third = openLocalDatabase(path, LIMITS, NOW);
      third.add(captured([event("new")]));
      third.commit(NOW);
      const item = third.page({ search: "", limit: 10 }).items[0];
      expect(item?.id).toBe(2);
      expect(item?.revision).toBeGreaterThan(revision);
      third.close(NOW);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a file of another version is refused by the database and set aside by opening", () => {
    const folder = mkdtempSync(join(tmpdir(), "baton-store-"));
    const path = join(folder, "local.db");
    try {
      const other = Sqlite.open({ path });
      other.exec("PRAGMA user_version = 99");
      expect(() => new LocalDatabase(other, LIMITS)).toThrow(SchemaMismatch);
      other.close();
      const db = openLocalDatabase(path, LIMITS, NOW);
      expect(db.stats().items).toBe(0);
      db.close(NOW);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("two receivers over one folder do not share a file", () => {
    const folder = mkdtempSync(join(tmpdir(), "baton-store-"));
    const path = join(folder, "local.db");
    try {
      const first = openLocalDatabase(path, LIMITS, NOW);
      first.add(captured([event("mine")]));
      first.commit(NOW);
      const second = openLocalDatabase(path, LIMITS, NOW);
      expect(second.stats().items).toBe(0);
      expect(existsSync(join(folder, "local-2.db"))).toBe(true);
      second.close(NOW);
      first.close(NOW);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("a transaction thrown away leaves no trace in what is kept in memory", () => {
    const db = memory();
    db.add(captured([event("a")]));
    db.commit(NOW);
    const { sizeBytes } = db.stats();
    db.add(captured([event("b")]));
    db.abandon();
    expect(db.stats().sizeBytes).toBe(sizeBytes);
    expect(db.stats().items).toBe(1);
  });

  test("a request refused as a whole is one row with its body", () => {
    const db = memory();
    const refused = {
      outcome: "invalid",
      stage: "parse",
      reason: "missing envelope header",
      quantities: [],
      status: 400,
    } as const;
    db.add({ ...captured([]), refused });
    db.commit(NOW);
    const item = db.page({ search: "fate:dropped", limit: 10 }).items[0];
    expect(item?.title).toBe("Refused with 400: missing envelope header");
    expect(db.payload(item?.id as number)?.bytes.length).toBeGreaterThan(0);
  });
});
