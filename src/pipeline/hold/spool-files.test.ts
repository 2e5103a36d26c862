import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflate } from "#compression";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { Sqlite } from "../../kernel/runtime/sqlite.ts";
import { SpoolFiles, type SpoolFilesOptions } from "./spool-files.ts";

/** A folder for one test, gone afterwards. */
function inFolder(run: (folder: string) => void): () => void {
  return () => {
    const folder = mkdtempSync(join(tmpdir(), "baton-spool-"));
    try {
      run(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

function files(folder: string, options: Partial<SpoolFilesOptions> = {}): SpoolFiles {
  return new SpoolFiles({
    path: join(folder, "deep/spool.db"),
    partitions: 1,
    partitioning: "round_robin",
    maxBytes: 1e9,
    ...options,
  });
}

const envelope = (key: string, receivedAtMs: number) => ({
  receivedAtMs,
  ownKey: key,
  samplingKey: key,
  blob: utf8Bytes(`${key} ${receivedAtMs}`),
});

describe("files", () => {
  test(
    "hold what they are given across a restart, newest first, each row once",
    inFolder((folder) => {
      const spool = files(folder);
      spool.insert([envelope("a", 1), envelope("a", 3), envelope("a", 2)], false);
      spool.close();
      const again = files(folder);
      expect(again.free).toBe(3);
      const taken = again.take(2, 1e6);
      expect(taken.map(({ receivedAtMs }) => receivedAtMs)).toEqual([3, 2]);
      expect(again.take(5, 1e6).map(({ receivedAtMs }) => receivedAtMs)).toEqual([1]);
      expect(again.take(5, 1e6)).toEqual([]);
      again.remove(taken.map(({ id }) => id));
      again.close();
      expect(files(folder).free).toBe(1); // taken and not removed: it was never delivered
    }),
  );

  test(
    "give the space of removed rows back to the disk",
    inFolder((folder) => {
      const spool = files(folder);
      const large = Array.from({ length: 20 }, (_, i) => ({
        ...envelope("a", i),
        blob: new Uint8Array(50_000),
      }));
      const size = () => statSync(join(folder, "deep/spool.db")).size;
      const ids = spool.insert(large, true);
      spool.checkpoint();
      expect(size()).toBeGreaterThan(1_000_000);
      spool.remove(ids);
      spool.checkpoint();
      expect(size()).toBeLessThan(100_000);
      spool.close();
    }),
  );

  test(
    "are fair between projects",
    inFolder((folder) => {
      const spool = files(folder);
      spool.insert(
        [...Array.from({ length: 20 }, (_, i) => envelope("loud", i)), envelope("quiet", 0)],
        false,
      );
      expect(spool.take(4, 1e6).map(({ ownKey }) => ownKey)).toContain("quiet");
      spool.close();
    }),
  );

  test(
    "spread over partitions, and ids find their way back",
    inFolder((folder) => {
      const spool = files(folder, { partitions: 3 });
      const ids = spool.insert(
        Array.from({ length: 9 }, (_, i) => envelope("a", i)),
        false,
      );
      expect(new Set(ids.map((id) => id % 256))).toEqual(new Set([0, 1, 2]));
      expect(readdirSync(join(folder, "deep")).filter((name) => /^spool\.db(\.\d)?$/.test(name)).length).toBe(
        3,
      );
      const taken = [...spool.take(9, 1e6), ...spool.take(9, 1e6), ...spool.take(9, 1e6)];
      expect(taken.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      spool.remove(ids.slice(0, 4));
      spool.release(ids.slice(4));
      expect([spool.free, spool.taken]).toEqual([5, 0]);
      spool.close();
    }),
  );

  test(
    "keep a project in one partition when asked to",
    inFolder((folder) => {
      const spool = files(folder, { partitions: 4, partitioning: "project_key_pair" });
      const ids = spool.insert(
        Array.from({ length: 8 }, (_, i) => envelope("same", i)),
        false,
      );
      expect(new Set(ids.map((id) => id % 256)).size).toBe(1);
      spool.close();
    }),
  );

  test(
    "a corrupt file is put aside and the relay starts",
    inFolder((folder) => {
      files(folder).close();
      writeFileSync(
        join(folder, "deep/spool.db"),
        "this is no database, whatever its name says, and long enough to tell",
      );
      const spool = files(folder);
      expect(spool.free).toBe(0);
      expect(spool.insert([envelope("a", 1)], false).length).toBe(1);
      spool.close();
      expect(readdirSync(join(folder, "deep"))).toContain("spool.db.corrupt");
    }),
  );

  test(
    "drain the reference's batches, one envelope at a time",
    inFolder((folder) => {
      const path = join(folder, "deep/spool.db");
      files(folder).close();
      const db = Sqlite.open({ path });
      db.prepare(
        "INSERT INTO envelopes (received_at, own_key, sampling_key, envelope, count) VALUES (?, ?, ?, ?, ?)",
      ).run(
        200,
        "a",
        "a",
        batch([
          [100, "first"],
          [200, "second"],
        ]),
        2,
      );
      db.close();
      const spool = files(folder);
      const taken = [...spool.take(10, 1e6), ...spool.take(10, 1e6)];
      expect(taken.map(({ receivedAtMs }) => receivedAtMs)).toEqual([200, 100]);
      spool.remove(taken.map(({ id }) => id));
      expect(spool.free).toBe(0);
      spool.close();
    }),
  );
});

/** As the reference writes it: `i64 LE received_at, u32 LE length, zstd blob`, repeated. */
function batch(entries: readonly (readonly [number, string])[]): Uint8Array {
  const parts = entries.flatMap(([receivedAtMs, text]) => {
    const blob = deflate("zstd", utf8Bytes(text));
    const head = new DataView(new ArrayBuffer(12));
    head.setBigInt64(0, BigInt(receivedAtMs), true);
    head.setUint32(8, blob.length, true);
    return [...new Uint8Array(head.buffer), ...blob];
  });
  return Uint8Array.from(parts);
}
