import { expect, test } from "bun:test";
import { deflate } from "./compression.node.ts";
import type { ContentEncoding } from "./compression.ts";
import { deflateStream, inflateStream } from "./compression-stream.ts";

const ENCODINGS: readonly ContentEncoding[] = ["gzip", "deflate", "br", "zstd"];
const TEXT = Buffer.from("the same line again and again, with a number: 42\n".repeat(5000));

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function whole(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

test.each(ENCODINGS)("%s comes back as it was, whatever the pieces", async (encoding) => {
  const packed = await whole(deflateStream(encoding, pieces(TEXT, 10_000)));
  expect(packed.length).toBeLessThan(TEXT.length / 10);
  for (const size of [7, 100_000]) {
    const back = await whole(inflateStream(encoding, pieces(packed, size), TEXT.length));
    expect(Buffer.compare(back, TEXT)).toBe(0);
  }
});

test.each(ENCODINGS)("%s stops at the limit and reads no further", async (encoding) => {
  const bomb = deflate(encoding, new Uint8Array(64 << 20));
  let read = 0;
  const source = (async function* () {
    for await (const piece of pieces(Buffer.concat([bomb, bomb, bomb]), 1 << 12)) {
      read += piece.length;
      yield piece;
    }
  })();
  await expect(whole(inflateStream(encoding, source, 1 << 20))).rejects.toMatchObject({
    code: "BATON_INFLATE_TOO_LARGE",
  });
  expect(read).toBeLessThan(Math.max(bomb.length * 2, 1 << 17));
});

test.each(ENCODINGS)("%s: bad or cut input is corrupt", async (encoding) => {
  const packed = deflate(encoding, TEXT);
  for (const bytes of [Buffer.from("not compressed at all, whatever it says"), packed.subarray(0, -3)]) {
    await expect(whole(inflateStream(encoding, pieces(bytes, 50), 1 << 20))).rejects.toMatchObject({
      code: "BATON_INFLATE_CORRUPT",
    });
  }
});

test("the source's own failure comes through", async () => {
  const broken = (async function* () {
    yield deflate("gzip", TEXT).subarray(0, 20);
    throw new Error("the client left");
  })();
  await expect(whole(inflateStream("gzip", broken, 1 << 20))).rejects.toThrow("the client left");
});
