/**
 * Whole bodies in and out of the four HTTP content encodings. Outputs are bounded: a bomb stops at the limit, with
 * about the limit allocated. Runtime-specific fast paths: `compression.bun.ts`, `compression.node.ts`.
 */
import type { Result } from "../base/result.ts";

/** `deflate` is the zlib format (RFC 1950), as HTTP means it. */
export type ContentEncoding = "gzip" | "deflate" | "br" | "zstd";

export type InflateError = "too_large" | "corrupt";

/** Decompresses `bytes` into at most `limitBytes`; never throws. Truncated input is corrupt. */
export type Inflate = (
  encoding: ContentEncoding,
  bytes: Uint8Array,
  limitBytes: number,
) => Result<Uint8Array, InflateError>;

/** Compresses `bytes`: gzip and deflate at zlib's default level, br at quality 5 with window 22, zstd at level 1. */
export type Deflate = (encoding: ContentEncoding, bytes: Uint8Array) => Uint8Array;

const ENCODINGS: ReadonlySet<string> = new Set<ContentEncoding>(["gzip", "deflate", "br", "zstd"]);

export function isContentEncoding(name: string): name is ContentEncoding {
  return ENCODINGS.has(name);
}

/**
 * Deflate cannot expand by more than this (258 bytes from 2 bits), so input that is small enough against the limit
 * needs no bounded decoder.
 */
export const MAX_DEFLATE_RATIO = 1032;
