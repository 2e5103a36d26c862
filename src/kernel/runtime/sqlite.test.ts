import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faultCode } from "../base/fault.ts";
import { Sqlite } from "./sqlite.ts";

function open(path = ":memory:"): Sqlite {
  const db = Sqlite.open({ path });
  db.exec("CREATE TABLE item (id INTEGER PRIMARY KEY, body BLOB)");
  return db;
}

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    return faultCode(error);
  }
  return undefined;
}

test("keeps bytes and big integers", () => {
  const db = open();
  const bytes = new Uint8Array([0, 255, 1]);
  const big = 9_007_199_254_740_993n;
  expect(db.prepare("INSERT INTO item VALUES (?, ?)").run(big, bytes).changes).toBe(1);
  const row = db.prepare("SELECT id, body FROM item", { bigints: true }).get();
  expect(row).toEqual({ id: big, body: bytes });
  db.close();
});

test("a transaction is whole or not at all", () => {
  const db = open();
  const insert = db.prepare("INSERT INTO item(body) VALUES (?)");
  const count = db.prepare<{ n: number }>("SELECT count(*) AS n FROM item");
  const bug = new Error("of the caller");
  expect(() =>
    db.transaction(() => {
      insert.run("a");
      throw bug;
    }),
  ).toThrow(bug);
  expect(count.get()?.n).toBe(0);
  db.transaction(() => [insert.run("a"), insert.run("b")]);
  expect(count.get()?.n).toBe(2);
  expect([...db.prepare("SELECT body FROM item").iterate()].map((row) => row.body)).toEqual(["a", "b"]);
  db.close();
});

test("a full disk is a fault, and what was written before stays", () => {
  const db = open();
  db.exec("PRAGMA max_page_count = 8");
  const insert = db.prepare("INSERT INTO item(body) VALUES (?)");
  const fill = () => db.transaction(() => insert.run(new Uint8Array(20_000)));
  expect(codeOf(() => [fill(), fill(), fill()])).toBe("BATON_SQLITE_FULL");
  expect(db.prepare<{ n: number }>("SELECT count(*) AS n FROM item").get()?.n).toBe(1);
  insert.run("small still fits");
  db.close();
});

test("says which failure it was", () => {
  const folder = mkdtempSync(join(tmpdir(), "baton-sqlite-"));
  const path = join(folder, "spool.db");
  const db = open(path);
  const other = Sqlite.open({ path, busyTimeoutMs: 0 });
  db.exec("BEGIN IMMEDIATE");
  expect(codeOf(() => other.transaction(() => 1))).toBe("BATON_SQLITE_BUSY");
  db.exec("ROLLBACK");
  const reader = Sqlite.open({ path, readOnly: true });
  expect(codeOf(() => reader.exec("DELETE FROM item"))).toBe("BATON_SQLITE_READ_ONLY");
  db.exec("INSERT INTO item(id) VALUES (1)");
  expect(codeOf(() => db.exec("INSERT INTO item(id) VALUES (1)"))).toBe("BATON_SQLITE_CONSTRAINT");
  expect(codeOf(() => db.exec("SELECT nothing"))).toBe("BATON_SQLITE_FAILED");
  expect(codeOf(() => Sqlite.open({ path: join(folder, "no", "such.db") }))).toBe("BATON_SQLITE_OPEN");
  const broken = join(folder, "broken.db");
  writeFileSync(broken, "this is not a database ".repeat(100));
  expect(codeOf(() => Sqlite.open({ path: broken }))).toBe("BATON_SQLITE_CORRUPT");
  for (const one of [db, other, reader]) one.close();
  rmSync(folder, { recursive: true });
});
