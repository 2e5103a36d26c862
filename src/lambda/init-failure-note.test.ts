import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InitFailureNote } from "./init-failure-note.ts";

const NOW = 1_800_000_000_000;

test("the same failure of the next process is a repetition, for a minute", () => {
  const folder = mkdtempSync(join(tmpdir(), "note-"));
  const path = join(folder, "note.json");
  const isRepeated = (errorType: string | undefined, nowMs: number) =>
    new InitFailureNote(path).isRepeated(errorType, nowMs);
  expect(isRepeated(undefined, NOW)).toBe(false);
  expect(isRepeated(undefined, NOW + 5_000)).toBe(true);
  expect(isRepeated("Runtime.ImportModuleError", NOW + 5_000)).toBe(false);
  expect(isRepeated("Runtime.ImportModuleError", NOW + 64_999)).toBe(true);
  expect(isRepeated("Runtime.ImportModuleError", NOW + 65_000)).toBe(false);
  expect(isRepeated("Runtime.ImportModuleError", NOW)).toBe(false); // a clock that was set back
  writeFileSync(path, "{torn");
  expect(isRepeated("Runtime.ImportModuleError", NOW)).toBe(false);
  rmSync(folder, { recursive: true });
});

test("without a folder nothing is a repetition", () => {
  const note = new InitFailureNote("/nowhere/at/all");
  expect(note.isRepeated(undefined, NOW)).toBe(false);
  expect(note.isRepeated(undefined, NOW)).toBe(false);
});
