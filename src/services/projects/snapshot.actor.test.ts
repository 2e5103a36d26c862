import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DISABLED, type ProjectState, parseProjectState } from "../../domain/project/project-state.ts";
import type { Address } from "../../kernel/actor/address.ts";
import { TestSystem } from "../../kernel/actor/testkit/test-system.ts";
import { Sqlite } from "../../kernel/runtime/sqlite.ts";
import type { SnapshotProtocol } from "./protocol.ts";
import { Snapshot } from "./snapshot.actor.ts";

const KEY = "a".repeat(32);
const OTHER = "b".repeat(32);

/** Runs a test in a folder of its own. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "snapshot-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function state(json: string): ProjectState {
  const parsed = parseProjectState(json);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

const FULL_JSON = JSON.stringify({
  projectId: 42,
  organizationId: 7,
  rev: "r1",
  slug: "p",
  upstream: "https://elsewhere.example/",
  publicKeys: [{ publicKey: KEY, numericId: 5 }],
  config: {
    allowedDomains: ["example.com"],
    quotas: [{ id: "q", categories: ["error"], limit: 0, reasonCode: "none" }],
    piiConfig: { rules: {}, "1": 1.0 },
    eventRetention: 30,
    trustedRelaySettings: { verifySignature: "enabled" },
  },
});
const FULL = state(FULL_JSON);

async function run<T>(path: string, work: (snapshot: Address<SnapshotProtocol>) => Promise<T>): Promise<T> {
  const system = TestSystem.start();
  const snapshot = system.spawn<SnapshotProtocol>(() => new Snapshot({ path }));
  const done = work(snapshot);
  await system.settle();
  const result = await done;
  await system.stop();
  return result;
}

test("what was saved is there in the next run", () =>
  inFolder(async (folder) => {
    const path = join(folder, "snapshot.db");
    await run(path, async (snapshot) => {
      snapshot.send("save", { states: [{ publicKey: KEY, json: FULL_JSON }] });
      snapshot.send("save", { states: [{ publicKey: OTHER, json: '{"disabled":true}' }] });
      snapshot.send("saveGlobal", '{"options":{}}');
    });
    const loaded = await run(path, (snapshot) =>
      snapshot.ask("load", { publicKeys: [OTHER, KEY, "c".repeat(32)] }),
    );
    expect(loaded).toEqual([
      { publicKey: OTHER, state: DISABLED },
      { publicKey: KEY, state: FULL },
    ]);
    expect(await run(path, (snapshot) => snapshot.ask("loadGlobal"))).toBe('{"options":{}}');
  }));

test("a file of the first version, whose states are text, is read and goes on", () =>
  inFolder(async (folder) => {
    const path = join(folder, "snapshot.db");
    const db = Sqlite.open({ path });
    db.exec(
      "CREATE TABLE project(public_key TEXT PRIMARY KEY, state TEXT NOT NULL, saved_at_ms INTEGER NOT NULL) WITHOUT ROWID",
    );
    const put = db.prepare("INSERT INTO project VALUES (?, ?, ?)");
    for (const key of [KEY, OTHER]) put.run(key, FULL_JSON, TestSystem.start().clock.nowMs());
    db.close();
    await run(path, async (snapshot) => {
      snapshot.send("save", { states: [{ publicKey: OTHER, json: '{"disabled":true}' }] });
    });
    expect(await run(path, (snapshot) => snapshot.ask("load", { publicKeys: [KEY, OTHER] }))).toEqual([
      { publicKey: KEY, state: FULL },
      { publicKey: OTHER, state: DISABLED },
    ]);
  }));

test("a file that is no database is replaced", () =>
  inFolder(async (folder) => {
    const path = join(folder, "snapshot.db");
    writeFileSync(
      path,
      "this is no database, and long enough to have a header of one hundred bytes".repeat(20),
    );
    await run(path, async (snapshot) => {
      snapshot.send("save", { states: [{ publicKey: KEY, json: FULL_JSON }] });
    });
    expect(await run(path, (snapshot) => snapshot.ask("load", { publicKeys: [KEY] }))).toHaveLength(1);
  }));

test("a disk that cannot be written costs the snapshot and nothing else", () =>
  inFolder(async (folder) => {
    const path = join(folder, "there", "is", "no", "such", "folder.db");
    const loaded = await run(path, (snapshot) => {
      snapshot.send("save", { states: [{ publicKey: KEY, json: FULL_JSON }] });
      return snapshot.ask("load", { publicKeys: [KEY] });
    });
    expect(loaded).toEqual([]);
  }));

test("a file that may wait is made when there is something to keep", () =>
  inFolder(async (folder) => {
    const path = join(folder, "snapshot.db");
    const system = TestSystem.start();
    const snapshot = system.spawn<SnapshotProtocol>(() => new Snapshot({ path, opensLate: true }));
    await system.settle();
    const [none, nothing] = [snapshot.ask("loadGlobal"), snapshot.ask("load", { publicKeys: [KEY] })];
    await system.settle();
    expect([await none, await nothing]).toEqual([undefined, []]);
    expect(existsSync(path)).toBe(false);
    snapshot.send("saveGlobal", "{}");
    await system.settle();
    expect(existsSync(path)).toBe(true);
    const kept = snapshot.ask("loadGlobal");
    await system.settle();
    expect(await kept).toBe("{}");
    await system.stop();
  }));
