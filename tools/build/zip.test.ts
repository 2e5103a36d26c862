import { expect, test } from "bun:test";
import { inflateRawSync } from "node:zlib";
import { writeZip } from "./zip.ts";

test("an archive holds its files with their permissions, and the same input gives the same bytes", () => {
  const entries = [
    { path: "extensions/baton", content: Buffer.from("#!/bin/sh\n".repeat(50)), executable: true },
    { path: "baton/readme", content: Buffer.from("text") },
  ];
  const zip = Buffer.from(writeZip(entries));
  expect(zip.equals(Buffer.from(writeZip(entries)))).toBe(true);
  const names: string[] = [];
  const central = zip.readUInt32LE(zip.length - 6);
  for (let at = central; zip.readUInt32LE(at) === 0x02014b50; ) {
    const [packed, size, nameLength] = [
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
      zip.readUInt16LE(at + 28),
    ];
    const mode = (zip.readUInt32LE(at + 38) >>> 16) & 0o777;
    names.push(`${zip.toString("utf8", at + 46, at + 46 + nameLength)} ${mode.toString(8)}`);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26);
    const content = inflateRawSync(zip.subarray(start, start + packed));
    expect(content.length).toBe(size);
    expect(content.equals(entries[names.length - 1]?.content ?? Buffer.alloc(0))).toBe(true);
    at += 46 + nameLength;
  }
  expect(names).toEqual(["extensions/baton 755", "baton/readme 644"]);
});
