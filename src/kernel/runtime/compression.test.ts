import { describe, expect, test } from "bun:test";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import * as bun from "./compression.bun.ts";
import * as node from "./compression.node.ts";
import { type ContentEncoding, isContentEncoding } from "./compression.ts";
import { ZstdFrames } from "./internal/zstd-frames.ts";

const ENCODINGS: readonly ContentEncoding[] = ["gzip", "deflate", "br", "zstd"];
const TEXT = Buffer.from(
  JSON.stringify(Array.from({ length: 200 }, (_, i) => ({ id: i, name: `item ${i}` }))),
);
const LIMIT = 1 << 20;

for (const [name, { deflate, inflate }] of [["bun", bun] as const, ["node", node] as const]) {
  describe(`compression on ${name}`, () => {
    test.each(ENCODINGS)("%s comes back as it was", (encoding) => {
      for (const bytes of [TEXT, TEXT.subarray(0, 1), Buffer.alloc(100_000, 7), new Uint8Array(0)]) {
        const packed = deflate(encoding, bytes);
        const result = inflate(encoding, packed, LIMIT);
        expect(result.ok && Buffer.compare(result.value, bytes)).toBe(0);
      }
    });

    test.each(ENCODINGS)("%s of exactly the limit passes, one byte more does not", (encoding) => {
      const packed = deflate(encoding, TEXT);
      expect(inflate(encoding, packed, TEXT.length).ok).toBe(true);
      expect(inflate(encoding, packed, TEXT.length - 1)).toEqual({ ok: false, error: "too_large" });
      expect(inflate(encoding, packed, 0)).toEqual({ ok: false, error: "too_large" });
    });

    test.each(ENCODINGS)("%s: any cut, noise or nothing is corrupt", (encoding) => {
      const packed = deflate(encoding, TEXT);
      for (let end = 0; end < packed.length; end += 7) {
        expect(inflate(encoding, packed.subarray(0, end), LIMIT)).toEqual({ ok: false, error: "corrupt" });
      }
      const noise = Buffer.from("this was never compressed at all, whatever the header says");
      expect(inflate(encoding, noise, LIMIT)).toEqual({ ok: false, error: "corrupt" });
    });

    test.each(ENCODINGS)("%s bomb stops at the limit", (encoding) => {
      const bomb = deflate(encoding, new Uint8Array(64 << 20));
      const before = process.memoryUsage.rss();
      expect(inflate(encoding, bomb, LIMIT)).toEqual({ ok: false, error: "too_large" });
      expect(process.memoryUsage.rss() - before).toBeLessThan(24 << 20);
    });

    test("a bomb that hides its size stops too", () => {
      const params = { [constants.ZSTD_c_contentSizeFlag]: 0 };
      const bomb = zstdCompressSync(new Uint8Array(64 << 20), { params });
      expect(inflate("zstd", bomb, LIMIT)).toEqual({ ok: false, error: "too_large" });
    });

    test("several members or frames are one body", () => {
      const half = TEXT.length >> 1;
      const members = [gzipSync(TEXT.subarray(0, half)), gzipSync(TEXT.subarray(half))];
      const gzip = inflate("gzip", Buffer.concat(members), 64 * LIMIT);
      expect(gzip.ok && Buffer.compare(gzip.value, TEXT)).toBe(0);
      const frames = [zstdCompressSync(TEXT.subarray(0, half)), zstdCompressSync(TEXT.subarray(half))];
      const zstd = inflate("zstd", Buffer.concat(frames), LIMIT);
      expect(zstd.ok && Buffer.compare(zstd.value, TEXT)).toBe(0);
    });
  });
}

test("zstd frames tell their size and where they end, however they are cut", () => {
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const packed = Buffer.concat([skippable, zstdCompressSync(TEXT), zstdCompressSync(TEXT)]);
  for (let cut = 0; cut <= packed.length; cut++) {
    const frames = ZstdFrames.of(packed.subarray(0, cut));
    const ends = [skippable.length, skippable.length + (packed.length - skippable.length) / 2, packed.length];
    expect([cut, frames.complete]).toEqual([cut, ends.includes(cut)]);
    frames.push(packed.subarray(cut));
    expect([frames.complete, frames.maxContentBytes]).toEqual([true, 2 * TEXT.length]);
  }
  expect(ZstdFrames.of(Buffer.concat([packed, Buffer.from("tail")])).complete).toBe(false);
});

test("encodings are matched exactly, as the reference does", () => {
  expect(["gzip", "br", "zstd", "deflate"].every(isContentEncoding)).toBe(true);
  expect(["GZIP", "x-gzip", "", "identity", "gzip, br"].some(isContentEncoding)).toBe(false);
});
