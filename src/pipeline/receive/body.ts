import { inflate } from "#compression";
import type { ByteBudget } from "../../kernel/base/byte-budget.ts";
import { err, type Result } from "../../kernel/base/result.ts";
import { freeBytes } from "../../kernel/runtime/buffers.ts";
import { type ContentEncoding, isContentEncoding } from "../../kernel/runtime/compression.ts";
import type { BodyError, HttpRequest, HttpResponse } from "../../kernel/runtime/http.ts";
import { empty, failure, text } from "./responses.ts";

export type RequestEncoding = ContentEncoding | "identity";

/** The request's encoding; `undefined` for one we do not know, or several. */
export function requestEncoding(request: HttpRequest): RequestEncoding | undefined {
  const value = request.header("content-encoding");
  if (value === undefined || value === "" || value === "identity" || value.toLowerCase() === "utf-8")
    return "identity";
  return isContentEncoding(value) ? value : undefined;
}

export function unknownEncoding(): HttpResponse {
  return empty(415, [["accept-encoding", "zstd,gzip,deflate,br"]]);
}

export interface BodyOptions {
  /** Inflated. */
  readonly limitBytes: number;
  /** As sent. */
  readonly compressedLimitBytes: number;
  readonly budget: ByteBudget;
}

const ENCODING_NAMES: Readonly<Record<ContentEncoding, string>> = {
  gzip: "Invalid gzip header",
  deflate: "corrupt deflate stream",
  br: "brotli error",
  zstd: "Unknown frame descriptor",
};

/** Bytes of a body whose length nobody announced that are counted before it is read. */
const UNANNOUNCED_BYTES = 64 * 1024;

/** A body, or the answer to a request whose body cannot be had. */
export type BodyOrAnswer = Result<Uint8Array, HttpResponse>;

/**
 * Reads and decodes a body; at once when it has arrived, which spares most requests a promise. What it takes while it is
 * read counts against the budget: when it does not fit, the sender is told to come back. Never rejects.
 */
export function readBody(
  request: HttpRequest,
  encoding: RequestEncoding,
  options: BodyOptions,
): BodyOrAnswer | Promise<BodyOrAnswer> {
  const { limitBytes, compressedLimitBytes, budget } = options;
  const transportLimit = encoding === "identity" ? limitBytes : compressedLimitBytes;
  const expected = request.contentLength ?? UNANNOUNCED_BYTES;
  // An encoded body may inflate to less than it takes; only one that can never fit is refused unread.
  if (request.contentLength !== undefined && expected > transportLimit) return err(tooLarge());
  const arrived = request.bodyNow?.(transportLimit);
  if (arrived) return decodeBody(arrived, encoding, limitBytes);
  return budget.tryTake(expected)
    ? waitForBody(request, encoding, options, transportLimit, expected)
    : err(overloaded());
}

async function waitForBody(
  request: HttpRequest,
  encoding: RequestEncoding,
  { limitBytes, budget }: BodyOptions,
  transportLimit: number,
  takenBytes: number,
): Promise<BodyOrAnswer> {
  try {
    return decodeBody(await request.body(transportLimit), encoding, limitBytes);
  } finally {
    budget.give(takenBytes);
  }
}

function decodeBody(
  raw: Result<Uint8Array, BodyError>,
  encoding: RequestEncoding,
  limitBytes: number,
): BodyOrAnswer {
  if (!raw.ok) return err(raw.error === "too_large" ? tooLarge() : aborted());
  if (encoding === "identity" || raw.value.length === 0) return raw;
  const plain = inflate(encoding, raw.value, limitBytes);
  freeBytes(raw.value);
  if (plain.ok) return plain;
  if (plain.error === "too_large") return err(tooLarge());
  return err(text(400, `Failed to buffer the request body: ${ENCODING_NAMES[encoding]}`));
}

export function tooLarge(): HttpResponse {
  return text(413, "Failed to buffer the request body: length limit exceeded");
}

function aborted(): HttpResponse {
  return text(400, "Failed to buffer the request body: the connection ended early");
}

/** Seconds after which a sender that found us full may come back. */
const RETRY_AFTER_SECONDS = "10";

export function overloaded(cause = "relay is running out of memory"): HttpResponse {
  return failure(503, "failed to queue envelope", [cause], [["retry-after", RETRY_AFTER_SECONDS]]);
}
