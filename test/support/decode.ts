import { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } from "node:zlib";

const LIMIT_BYTES = 1 << 30;

/** Undoes one content encoding. @throws Error for an unknown encoding or corrupt bytes. */
export function decodeBody(body: Uint8Array, encoding: string | undefined): Buffer {
  const options = { maxOutputLength: LIMIT_BYTES };
  switch (encoding ?? "identity") {
    case "identity":
      return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    case "gzip":
      return gunzipSync(body, options);
    case "deflate":
      return inflateSync(body, options);
    case "br":
      return brotliDecompressSync(body, options);
    case "zstd":
      return zstdDecompressSync(body, options);
    default:
      throw new Error(`unknown content encoding ${encoding}`);
  }
}
