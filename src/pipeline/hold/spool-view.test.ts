import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflate } from "#compression";
import type { HttpEncoding } from "../../config/sections/http.ts";
import type { SpoolMark } from "../../services/journal/protocol.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import { SpoolFiles } from "./spool-files.ts";
import { spoolMark } from "./spool-mark.ts";
import { SpoolView } from "./spool-view.ts";

const isInSpool = (path: string, partitions: number, mark: SpoolMark): boolean => {
  const view = new SpoolView(path, partitions);
  try {
    return view.hasMark(mark);
  } finally {
    view.close();
  }
};
const bytes = (text: string) => new TextEncoder().encode(text);

function held(text: string, encoding: HttpEncoding, ownKey = "a"): HeldEnvelope {
  const body = encoding === "identity" ? bytes(text) : deflate(encoding, bytes(text));
  return { body, encoding, ownKey, samplingKey: ownKey, receivedAtMs: 1_700_000_000_000 } as HeldEnvelope;
}

const row = ({ ownKey, samplingKey, receivedAtMs }: HeldEnvelope, blob: Uint8Array) => {
  return { ownKey, samplingKey, receivedAtMs, blob };
};

test("an envelope is found in any file, however it was encoded; others of its project and moment are not it", () => {
  const folder = mkdtempSync(join(tmpdir(), "spool-view-"));
  try {
    const path = join(folder, "spool.db");
    const files = new SpoolFiles({ path, partitions: 2, partitioning: "round_robin", maxBytes: 1e9 });
    const envelopes = (["zstd", "identity", "gzip"] as const).map((encoding) => held(encoding, encoding));
    for (const each of envelopes) {
      expect(isInSpool(path, 2, spoolMark(each))).toBe(false);
      files.insert([row(each, deflate("zstd", bytes(each.encoding)))], false);
    }
    files.insert([row(held("x", "identity"), bytes("plain"))], false);
    for (const each of [...envelopes, held("plain", "identity")])
      expect(isInSpool(path, 2, spoolMark(each))).toBe(true);
    expect(isInSpool(path, 2, spoolMark(held("other", "zstd")))).toBe(false);
    expect(isInSpool(path, 2, spoolMark(held("zstd", "zstd", "b")))).toBe(false);
    expect(isInSpool(path, 2, { ...spoolMark(held("zstd", "zstd")), receivedAtMs: 1 })).toBe(false);
    const view = new SpoolView(path, 2);
    const [first = 0, second = 0] = files.insert(
      [row(envelopes[0] as HeldEnvelope, bytes("a")), row(envelopes[0] as HeldEnvelope, bytes("b"))],
      true,
    );
    expect([view.hasRow(first), view.hasRow(second)]).toEqual([true, true]);
    files.remove([first]);
    expect([view.hasRow(first), view.hasRow(second), view.hasRow(7)]).toEqual([false, true, false]);
    view.close();
    files.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a spool that is not there, or is none, has nothing", () => {
  const folder = mkdtempSync(join(tmpdir(), "spool-view-"));
  try {
    const mark = spoolMark(held("x", "zstd"));
    expect(isInSpool(join(folder, "missing.db"), 1, mark)).toBe(false);
    writeFileSync(join(folder, "broken.db"), "x".repeat(8_192));
    expect(isInSpool(join(folder, "broken.db"), 1, mark)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
