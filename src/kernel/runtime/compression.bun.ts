/**
 * Bun's own one-shot calls cost a third to a half of node:zlib's for a body of a few KB (bench/micro/compression.bench.ts),
 * but take no output limit: they are used only where the input proves that the output stays within the limit.
 */
import { err, ok, type Result } from "../base/result.ts";
import {
  type ContentEncoding,
  type Deflate,
  type Inflate,
  type InflateError,
  MAX_DEFLATE_RATIO,
} from "./compression.ts";
import { deflateWithZlib, inflateWithZlib } from "./internal/zlib.ts";
import { ZstdFrames } from "./internal/zstd-frames.ts";

type Inflated = Result<Uint8Array, InflateError>;
type Bytes = Uint8Array<ArrayBuffer>;

export const deflate: Deflate = (encoding, bytes) => {
  if (encoding === "zstd") return Bun.zstdCompressSync(bytes as Bytes, { level: 1 });
  if (encoding === "gzip") return Bun.gzipSync(bytes as Bytes);
  return deflateWithZlib(encoding, bytes);
};

export const inflate: Inflate = (encoding: ContentEncoding, bytes, limitBytes) => {
  if (encoding === "zstd") return inflateZstd(bytes, limitBytes);
  if (encoding === "gzip" && bytes.length * MAX_DEFLATE_RATIO <= limitBytes) {
    const fast = gunzipSmall(bytes as Bytes);
    if (fast !== undefined) return fast;
  }
  return inflateWithZlib(encoding, bytes, limitBytes);
};

function inflateZstd(bytes: Uint8Array, limitBytes: number): Inflated {
  const { complete, maxContentBytes } = ZstdFrames.of(bytes);
  if (!complete) return err("corrupt");
  if (maxContentBytes > limitBytes) return inflateWithZlib("zstd", bytes, limitBytes);
  try {
    const out = Bun.zstdDecompressSync(bytes as Bytes);
    return out.length > limitBytes ? err("too_large") : ok(out);
  } catch {
    return err("corrupt");
  }
}

/** `undefined`: not one member that ends with the input, so the slower, stricter decoder decides. */
function gunzipSmall(bytes: Bytes): Inflated | undefined {
  if (bytes.length < 18) return undefined;
  try {
    const out = Bun.gunzipSync(bytes, { library: "libdeflate" });
    const view = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4);
    return view.getUint32(0, true) === out.length ? ok(out) : undefined;
  } catch {
    return undefined;
  }
}
