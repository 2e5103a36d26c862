/** Bodies in and out of content encodings piece by piece, for what is too large to hold. */
import type { Transform } from "node:stream";
import { Fault } from "../base/fault.ts";
import type { ContentEncoding } from "./compression.ts";
import { brotliParams, zlib, zstdParams, zstdWindowFor } from "./internal/zlib.ts";
import { ZstdFrames } from "./internal/zstd-frames.ts";

/**
 * Decompresses at the pace of the reader. Iterating rejects with Fault `BATON_INFLATE_TOO_LARGE` once more than
 * `limitBytes` have come out, `BATON_INFLATE_CORRUPT` on bad or cut input, and with the source's own error.
 */
export async function* inflateStream(
  encoding: ContentEncoding,
  source: AsyncIterable<Uint8Array>,
  limitBytes: number,
): AsyncGenerator<Uint8Array, void> {
  const input = new Input(source, encoding === "zstd" ? new ZstdFrames() : undefined);
  let size = 0;
  try {
    for await (const part of piped(input.pieces(), decompressor(encoding, limitBytes))) {
      size += part.length;
      if (size > limitBytes) throw inflateFault("TOO_LARGE", `more than ${limitBytes} bytes come out`);
      yield part;
    }
  } catch (error) {
    if (input.failure !== undefined) throw input.failure;
    throw error instanceof Fault ? error : inflateFault("CORRUPT", `the ${encoding} data is corrupt`, error);
  }
  if (input.cut) throw inflateFault("CORRUPT", `the ${encoding} data is cut`);
}

/** Compresses at the pace of the reader, with the levels of `deflate`. Rejects with the source's error. */
export async function* deflateStream(
  encoding: ContentEncoding,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void> {
  yield* piped(source, compressor(encoding));
}

function piped(source: AsyncIterable<Uint8Array>, through: Transform): AsyncIterable<Uint8Array> {
  const { pipeline, Readable } = process.getBuiltinModule("node:stream");
  // Errors reach the reader by way of `through`, which the pipeline destroys with them.
  pipeline(Readable.from(source, { objectMode: false }), through, () => {});
  return through;
}

/** The source, watched: whether it failed by itself, and, for zstd, whether it ended where a frame ends. */
class Input {
  failure: unknown;
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #frames: ZstdFrames | undefined;

  constructor(source: AsyncIterable<Uint8Array>, frames: ZstdFrames | undefined) {
    this.#source = source;
    this.#frames = frames;
  }

  get cut(): boolean {
    return this.#frames !== undefined && !this.#frames.complete;
  }

  async *pieces(): AsyncGenerator<Uint8Array, void> {
    try {
      for await (const piece of this.#source) {
        this.#frames?.push(piece);
        yield piece;
      }
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}

function decompressor(encoding: ContentEncoding, limitBytes: number): Transform {
  switch (encoding) {
    case "gzip":
      return zlib().createGunzip();
    case "deflate":
      return zlib().createInflate();
    case "br":
      return zlib().createBrotliDecompress();
    case "zstd":
      return zlib().createZstdDecompress({ params: zstdWindowFor(limitBytes) });
  }
}

function compressor(encoding: ContentEncoding): Transform {
  switch (encoding) {
    case "gzip":
      return zlib().createGzip();
    case "deflate":
      return zlib().createDeflate();
    case "br":
      return zlib().createBrotliCompress({ params: brotliParams() });
    case "zstd":
      return zlib().createZstdCompress({ params: zstdParams() });
  }
}

function inflateFault(kind: "TOO_LARGE" | "CORRUPT", message: string, cause?: unknown): Fault {
  return new Fault(message, { code: `BATON_INFLATE_${kind}`, source: "downstream", cause });
}
