import { createBrotliCompress, createDeflate, createGzip, createZstdCompress } from "node:zlib";

const CHUNK = Buffer.alloc(1 << 20);

/** `megabytes` of zeros, compressed without ever having them in memory: a thousandth of that and less. */
export async function bomb(encoding: "gzip" | "deflate" | "br" | "zstd", megabytes: number): Promise<Buffer> {
  const make = {
    gzip: createGzip,
    deflate: createDeflate,
    br: createBrotliCompress,
    zstd: createZstdCompress,
  };
  const stream = make[encoding]();
  const parts: Buffer[] = [];
  stream.on("data", (part: Buffer) => parts.push(part));
  for (let i = 0; i < megabytes; i++) {
    if (!stream.write(CHUNK)) await new Promise((resolve) => stream.once("drain", resolve));
  }
  const ended = new Promise((resolve) => stream.once("end", resolve));
  stream.end();
  await ended;
  return Buffer.concat(parts);
}
