import { err, ok, type Result } from "../../kernel/base/result.ts";

/** A part of a multipart form as it was sent; `bytes` is a view of the body. */
export interface FormPart {
  readonly name: string | undefined;
  readonly filename: string | undefined;
  /** Its own `Content-Type`; absent without one. */
  readonly contentType: string | undefined;
  readonly bytes: Uint8Array;
}

/** RFC 2046: a boundary has at most 70 characters. */
const BOUNDARY = /^[ -~]{1,70}$/;
const MOST_PARTS = 1_000;
const MOST_HEADER_BYTES = 16 * 1024;

/** The boundary of a multipart content type. */
export function boundaryOf(contentType: string): Result<string, string> {
  if (!/^multipart\/form-data\s*(;|$)/i.test(contentType))
    return err("Content-Type is not multipart/form-data");
  const match = /;\s*boundary=(?:"([^"]*)"|([^;\s]*))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2] ?? "";
  return BOUNDARY.test(boundary) ? ok(boundary) : err("multipart boundary not found in Content-Type");
}

/**
 * Takes a form apart that lies in memory. Never throws; the error is a cause for the client.
 * @see https://www.rfc-editor.org/rfc/rfc7578
 */
export function parseMultipart(body: Uint8Array, boundary: string): Result<FormPart[], string> {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const delimiter = `\r\n--${boundary}`;
  const parts: FormPart[] = [];
  // The first delimiter may be the first line of all, without a line end before it.
  let at = bytes.indexOf(delimiter.slice(2), 0, "latin1");
  if (at < 0) return err("incomplete multipart stream");
  at += delimiter.length - 2;
  while (bytes.toString("latin1", at, at + 2) !== "--") {
    while (bytes[at] === 0x20 || bytes[at] === 0x09) at++; // padding that transports may add
    if (bytes.toString("latin1", at, at + 2) !== "\r\n") return err("incomplete multipart stream");
    const end = nextDelimiter(bytes, delimiter, at);
    if (end < 0) return err("incomplete multipart stream");
    const part = parsePart(bytes.subarray(at, end));
    if (part === undefined) return err("failed to read the headers of a part");
    if (parts.push(part) > MOST_PARTS) return err("too many parts");
    at = end + delimiter.length;
  }
  return ok(parts);
}

/** Text that only starts like the delimiter belongs to the part. */
function nextDelimiter(bytes: Buffer, delimiter: string, from: number): number {
  for (
    let at = bytes.indexOf(delimiter, from, "latin1");
    at >= 0;
    at = bytes.indexOf(delimiter, at + 1, "latin1")
  ) {
    const next = bytes[at + delimiter.length];
    if (next === 0x0d || next === 0x2d || next === 0x20 || next === 0x09) return at;
  }
  return -1;
}

/** @param bytes from the line end after the delimiter to the one before the next */
function parsePart(bytes: Buffer): FormPart | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0 || end > MOST_HEADER_BYTES) return undefined;
  let disposition = "";
  let contentType: string | undefined;
  for (const line of bytes.toString("utf8", 2, Math.max(2, end)).split("\r\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "content-disposition") disposition = value;
    else if (name === "content-type") contentType = value;
  }
  return {
    name: parameter(disposition, "name"),
    filename: parameter(disposition, "filename"),
    contentType,
    bytes: bytes.subarray(end + 4),
  };
}

function parameter(disposition: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^;\\s]*))`, "i").exec(disposition);
  if (match === null) return undefined;
  return match[1]?.replace(/\\(["\\])/g, "$1") ?? match[2];
}
