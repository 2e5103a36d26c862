import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { setLibraryPath, systemLibraries } from "./library-path.ts";

const isLinux = process.platform === "linux";

test.skipIf(!isLinux)("the text becomes a name of the executable, and nothing else moves", () => {
  const before = readFileSync(process.execPath);
  const after = Buffer.from(before);
  const folders = systemLibraries("x64");
  setLibraryPath(after, folders);
  let changed = 0;
  for (let at = 0; at < before.length; at++) if (before[at] !== after[at]) changed++;
  expect(changed).toBeLessThanOrEqual(folders.length + 1 + 16);
  const place = after.indexOf(`${folders}\0`);
  expect(before.toString("latin1", place, place + 6)).toBe("_ZN2v8");
  expect(() => setLibraryPath(after, folders)).toThrow("no entry of the dynamic section is free");
  expect(() => setLibraryPath(Buffer.from(before), "x".repeat(10_000))).toThrow("long enough");
});

test("what is no executable is refused", () => {
  expect(() =>
    setLibraryPath(Buffer.from("#!/bin/sh\necho no ELF file, and longer than its header is\n"), "/lib"),
  ).toThrow("not a 64-bit little-endian ELF file");
});
