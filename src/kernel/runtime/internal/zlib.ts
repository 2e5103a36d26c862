import type * as Zlib from "node:zlib";
import { err, ok, type Result } from "../../base/result.ts";
import type { ContentEncoding, InflateError } from "../compression.ts";
import { ZstdFrames } from "./zstd-frames.ts";

/** Loading it costs 5 ms of a start: it is loaded by the first body that needs it. */
export function zlib(): typeof Zlib {
  return process.getBuiltinModule("node:zlib");
}

export function brotliParams(): Record<number, number> {
  const { constants } = zlib();
  return { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 22 };
}

export function zstdParams(): Record<number, number> {
  return { [zlib().constants.ZSTD_c_compressionLevel]: 1 };
}

/** Compresses with node:zlib alone. */
export function deflateWithZlib(encoding: ContentEncoding, bytes: Uint8Array): Uint8Array {
  const { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } = zlib();
  switch (encoding) {
    case "gzip":
      return gzipSync(bytes);
    case "deflate":
      return deflateSync(bytes);
    case "br":
      return brotliCompressSync(bytes, { params: brotliParams() });
    case "zstd":
      return zstdCompressSync(bytes, { params: zstdParams() });
  }
}

/** Decompresses with node:zlib alone, bounded by its `maxOutputLength`. */
export function inflateWithZlib(
  encoding: ContentEncoding,
  bytes: Uint8Array,
  limitBytes: number,
): Result<Uint8Array, InflateError> {
  if (bytes.length === 0) return err("corrupt");
  if (encoding === "zstd" && !ZstdFrames.of(bytes).complete) return err("corrupt");
  const bound = { maxOutputLength: Math.max(limitBytes, 1) }; // node refuses 0
  try {
    const out = decompress(encoding, bytes, bound, limitBytes);
    return out.length > limitBytes ? err("too_large") : ok(out);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return err(code === "ERR_BUFFER_TOO_LARGE" ? "too_large" : "corrupt");
  }
}

function decompress(
  encoding: ContentEncoding,
  bytes: Uint8Array,
  bound: { maxOutputLength: number },
  limitBytes: number,
): Uint8Array {
  const { brotliDecompressSync, gunzipSync, inflateSync, zstdDecompressSync } = zlib();
  switch (encoding) {
    case "gzip":
      return gunzipSync(bytes, bound);
    case "deflate":
      return inflateSync(bytes, bound);
    case "br":
      return brotliDecompressSync(bytes, bound);
    case "zstd":
      return zstdDecompressSync(bytes, { ...bound, params: zstdWindowFor(limitBytes) });
  }
}

/** A frame may ask for a window of up to 128 MB whatever it holds; more than the limit needs is refused. */
function zstdWindowFor(limitBytes: number): Record<number, number> {
  const windowLog = Math.min(27, Math.max(23, Math.ceil(Math.log2(limitBytes + 1))));
  return { [zlib().constants.ZSTD_d_windowLogMax]: windowLog };
}
