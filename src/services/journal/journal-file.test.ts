import { describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faultCode } from "../../kernel/base/fault.ts";
import { JournalFile } from "./journal-file.ts";
import type { JournalChanges } from "./protocol.ts";

const NOTHING = { isAll: false, size: 0, added: [], gone: [] };
const entry = (part: number, key: string, content: string) => ({ part, key, content });
const added = (owner: string, ...entries: ReturnType<typeof entry>[]): JournalChanges => ({
  ...NOTHING,
  owner,
  added: entries,
});
const contents = (file: JournalFile, owner: string) =>
  file.page({ owner, after: 0 }).entries.map(({ content }) => content);

function inFolder(work: (path: string, folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "journal-file-"));
  try {
    work(join(folder, "deep", "spool.db.journal"), folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("entries", () => {
  test("come back in order, by owner", () => {
    const file = JournalFile.open(":memory:");
    file.apply([added("a", entry(1, "k", "one"), entry(2, "k", "two")), added("b", entry(1, "k", "other"))]);
    file.apply([added("a", entry(1, "k", "three"))]);
    expect(contents(file, "a")).toEqual(["one", "two", "three"]);
    expect(contents(file, "b")).toEqual(["other"]);
    expect(file.owners()).toEqual(["a", "b"]);
  });

  test("of one part and key go together; those of others stay", () => {
    const file = JournalFile.open(":memory:");
    file.apply([added("a", entry(1, "k", "1k"), entry(1, "l", "1l"), entry(2, "k", "2k"))]);
    file.apply([added("a", entry(1, "k", "1k again")), added("b", entry(1, "k", "b"))]);
    file.apply([{ ...NOTHING, owner: "a", gone: [{ part: 1, key: "k" }] }]);
    expect([contents(file, "a"), contents(file, "b")]).toEqual([["1l", "2k"], ["b"]]);
  });

  test("everything replaces what was there", () => {
    const file = JournalFile.open(":memory:");
    file.apply([added("a", entry(1, "k", "old"), entry(2, "k", "older")), added("b", entry(1, "k", "b"))]);
    file.apply([{ ...added("a", entry(1, "k", "new")), isAll: true }]);
    expect([contents(file, "a"), contents(file, "b")]).toEqual([["new"], ["b"]]);
  });

  test("are read in pages, and something else comes instead", () => {
    const file = JournalFile.open(":memory:");
    const long = "x".repeat(400_000);
    file.apply([added("a", ...[0, 1, 2, 3, 4, 5, 6].map((n) => entry(n, "k", `${n}${long}`)))]);
    const seen: (string | undefined)[] = [];
    let pages = 0;
    let page = file.page({ owner: "a", after: 0 });
    for (; page.last !== undefined; pages++) {
      seen.push(...page.entries.map(({ content }) => content[0]));
      file.replace("a", page.last, added("a", entry(9, "k", `instead of ${page.entries.length}`)));
      page = file.page({ owner: "a", after: page.last, until: page.until });
    }
    expect([seen.join(""), pages]).toEqual(["0123456", 3]);
    expect(contents(file, "a")).toEqual(["instead of 3", "instead of 3", "instead of 1"]);
  });

  test("of an owner that is no more go to another", () => {
    const file = JournalFile.open(":memory:");
    file.apply([added("gone", entry(1, "k", "x"))]);
    file.bequeath("gone", "heir");
    expect([file.owners(), contents(file, "heir")]).toEqual([["heir"], ["x"]]);
  });
});

test("what came from envelopes that the spool still has is forgotten", () => {
  const file = JournalFile.open(":memory:");
  const from = (row: number | undefined, content: string) => ({ ...entry(1, "k", content), row });
  file.apply([added("a", from(256, "still there"), from(512, "gone"), from(undefined, "of none"))]);
  file.apply([added("b", from(256, "still there too"))]);
  expect(file.forget((row) => row === 256)).toBe(2);
  expect([contents(file, "a"), contents(file, "b")]).toEqual([["gone", "of none"], []]);
  expect(file.forget(() => false)).toBe(0);
});

describe("entries that were leaving when a process ended", () => {
  const mark = (digest: string) => ({ ownKey: "k", samplingKey: "k", receivedAtMs: 1, digest });

  test("have left when all that they became is in the spool", () => {
    const file = JournalFile.open(":memory:");
    file.apply([
      added("a", entry(1, "k", "1k"), entry(1, "l", "1l"), entry(2, "k", "2k"), entry(3, "k", "3k")),
    ]);
    const marks = [
      { key: "k", mark: mark("stored") },
      { key: "k", mark: mark("stored too") },
      { key: "l", mark: mark("stored") },
      { key: "l", mark: mark("lost") },
    ];
    file.leaving({ owner: "a", part: 1, marks });
    file.leaving({ owner: "a", part: 2, marks: [{ key: "k", mark: mark("lost") }] });
    expect(file.settle(({ digest }) => digest.startsWith("stored"))).toBe(1);
    expect(contents(file, "a")).toEqual(["1l", "2k", "3k"]);
    expect(file.settle(() => true)).toBe(0);
    expect(contents(file, "a")).toHaveLength(3);
  });

  test("what was said last counts, and nothing once they are gone", () => {
    const file = JournalFile.open(":memory:");
    file.apply([added("a", entry(1, "k", "1k"), entry(2, "k", "2k"))]);
    for (const digest of ["refused", "stored"])
      file.leaving({ owner: "a", part: 1, marks: [{ key: "k", mark: mark(digest) }] });
    file.leaving({ owner: "a", part: 2, marks: [{ key: "k", mark: mark("stored") }] });
    file.apply([{ ...NOTHING, owner: "a", gone: [{ part: 2, key: "k" }] }]);
    expect(file.settle(({ digest }) => digest === "stored")).toBe(1);
    expect(contents(file, "a")).toEqual([]);
  });
});

describe("a file", () => {
  test("keeps what was applied when nobody closes it, however often it is read", () => {
    inFolder((path) => {
      JournalFile.open(path).apply([added("a", entry(1, "k", "one"))]);
      for (let i = 0; i < 2; i++) {
        const file = JournalFile.open(path);
        expect(contents(file, "a")).toEqual(["one"]);
        file.close();
      }
    });
  });

  test("a torn write-ahead log costs the last commits, not the others", () => {
    inFolder((path) => {
      const file = JournalFile.open(path);
      file.apply([added("a", entry(1, "k", "one"))]);
      const before = readFileSync(`${path}-wal`).length;
      file.apply([added("a", entry(2, "k", "two"))]);
      const copy = `${path}.copy`;
      writeFileSync(copy, readFileSync(path));
      writeFileSync(`${copy}-wal`, readFileSync(`${path}-wal`));
      file.close();
      truncateSync(`${copy}-wal`, before + 100);
      const torn = JournalFile.open(copy);
      expect(contents(torn, "a")).toEqual(["one"]);
      torn.close();
    });
  });

  test.each([
    ["that is no database", (path: string) => writeFileSync(path, "x".repeat(8_192))],
    [
      "with a broken page",
      (path: string) => {
        const bytes = readFileSync(path);
        bytes.fill(0xaa, 4_096, 8_192);
        writeFileSync(path, bytes);
      },
    ],
  ])("%s is put aside, and a new one begins", (_, damage) => {
    inFolder((path) => {
      const file = JournalFile.open(path);
      file.apply([added("a", entry(1, "k", "one"))]);
      file.close();
      damage(path);
      const damaged = readFileSync(path);
      const next = JournalFile.open(path);
      expect(next.owners()).toEqual([]);
      next.apply([added("a", entry(1, "k", "two"))]);
      next.close();
      expect(readFileSync(`${path}.corrupt`)).toEqual(damaged);
      damage(path);
      JournalFile.open(path).close();
      expect(existsSync(`${path}.corrupt.1`)).toBe(true);
    });
  });

  test("that can take no more says so, and nothing has changed", () => {
    inFolder((path, folder) => {
      const file = JournalFile.open(path, { maxBytes: 16 * 4_096 });
      file.apply([added("a", entry(1, "k", "one"))]);
      const full = { ...added("a", entry(2, "k", "x".repeat(100_000))), gone: [{ part: 1, key: "k" }] };
      let code: string | undefined;
      try {
        file.apply([full]);
      } catch (error) {
        code = faultCode(error);
      }
      expect([code, contents(file, "a")]).toEqual(["BATON_SQLITE_FULL", ["one"]]);
      file.apply([added("a", entry(2, "k", "two"))]);
      expect(contents(file, "a")).toEqual(["one", "two"]);
      file.close();
      expect(readdirSync(join(folder, "deep"))).toEqual(["spool.db.journal"]);
    });
  });

  test("that has been emptied gives its room back at the next start", () => {
    inFolder((path) => {
      const file = JournalFile.open(path);
      file.apply([added("a", entry(1, "k", "x".repeat(1_000_000)))]);
      file.apply([{ ...NOTHING, owner: "a", isAll: true }]);
      file.close();
      JournalFile.open(path).close();
      expect(readFileSync(path).length).toBeLessThan(50_000);
    });
  });
});

test("a file in which the same is merged again and again asks to be written anew", () => {
  const file = JournalFile.open(":memory:");
  const much = added("a", entry(1, "k", "x".repeat(9_000_000)));
  for (let i = 0; i < 7; i++) file.apply([much]);
  expect(file.isBloated(100)).toBe(false);
  file.apply([much]);
  expect(file.isBloated(1_000_000)).toBe(false);
  file.apply([much]);
  expect(file.isBloated(100)).toBe(true);
  file.apply([{ ...much, isAll: true }]);
  expect(file.isBloated(100)).toBe(false);
});
