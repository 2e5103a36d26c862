import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFileAtomic } from "./files.ts";

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "baton-files-"));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("replaces a file as a whole, for its owner alone", () =>
  inFolder((folder) => {
    const path = join(folder, "credentials.json");
    writeFileAtomic(path, "first");
    writeFileAtomic(path, Buffer.from("second"));
    expect(readFileSync(path, "utf8")).toBe("second");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["credentials.json"]);
  }));

test("a failed write leaves nothing behind", () =>
  inFolder((folder) => {
    const path = join(folder, "taken");
    mkdirSync(path);
    expect(() => writeFileAtomic(path, "x")).toThrow();
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  }));
