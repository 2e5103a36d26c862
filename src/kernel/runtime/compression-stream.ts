/** Bodies in and out of content encodings piece by piece, for what is too large to hold. */
import { pipeline, Readable } from "node:stream";
import {
  createBrotliCompress,
  createBrotliDecompress,
  createDeflate,
  createGunzip,
  createGzip,
  createInflate,
  createZstdCompress,
  createZstdDecompress,
} from "node:zlib";
import { Fault } from "../base/fault.ts";
import type { ContentEncoding } from "./compression.ts";
import { BROTLI_PARAMS, ZSTD_PARAMS, zstdWindowFor } from "./internal/zlib.ts";
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

function piped(
  source: AsyncIterable<Uint8Array>,
  through: ReturnType<typeof createGzip>,
): AsyncIterable<Uint8Array> {
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

function decompressor(encoding: ContentEncoding, limitBytes: number): ReturnType<typeof createGunzip> {
  switch (encoding) {
    case "gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    case "zstd":
      return createZstdDecompress({ params: zstdWindowFor(limitBytes) });
  }
}

function compressor(encoding: ContentEncoding): ReturnType<typeof createGzip> {
  switch (encoding) {
    case "gzip":
      return createGzip();
    case "deflate":
      return createDeflate();
    case "br":
      return createBrotliCompress({ params: BROTLI_PARAMS });
    case "zstd":
      return createZstdCompress({ params: ZSTD_PARAMS });
  }
}

function inflateFault(kind: "TOO_LARGE" | "CORRUPT", message: string, cause?: unknown): Fault {
  return new Fault(message, { code: `BATON_INFLATE_${kind}`, source: "downstream", cause });
}
