/**
 * Where a message's body ends: by its length, by chunks, or by the end of the connection.
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6
 */
import { type FlatHeaders, headerOf } from "./http-head.ts";

/** Takes a part of a body, a view into a network read of `readBytes`. */
export interface BodySink {
  take(part: Buffer, readBytes: number): void;
}

/** Takes bytes off the wire and hands the body's own to `sink`. */
export interface Framing {
  /** Index after the last byte that belongs to this body; stops where the body ends. */
  push(bytes: Buffer, from: number, sink: BodySink): number;
  readonly state: "open" | "done" | "broken";
  /** Bytes still to come, where that is known. */
  readonly left: number | undefined;
}

export type BodyLength = number | "chunked" | "invalid";

/** Any digits up to 2⁵³; a list, a sign, a prefix or another number beside it is invalid. */
const DIGITS = /^\d{1,15}$/;

/**
 * The length a request announces. Both a length and chunks: refused, the classic way to smuggle. Chunks must be the
 * last coding; HTTP/1.0 has none.
 */
export function requestBodyLength(headers: FlatHeaders, minorVersion: 0 | 1): BodyLength {
  let length: number | undefined;
  let coding: string | undefined;
  for (let i = 0; i < headers.length; i += 2) {
    const name = headers[i];
    const value = headers[i + 1] as string;
    if (name === "content-length") {
      if (!DIGITS.test(value) || (length !== undefined && length !== Number(value))) return "invalid";
      length = Number(value);
    } else if (name === "transfer-encoding") {
      coding = value;
    }
  }
  if (coding === undefined) return length ?? 0;
  if (length !== undefined || minorVersion === 0) return "invalid";
  return isChunked(coding) ? "chunked" : "invalid";
}

/** The length of a response's body; `undefined`: until the connection ends. */
export function responseBodyLength(
  method: string,
  status: number,
  headers: FlatHeaders,
): BodyLength | undefined {
  if (method === "HEAD" || status === 204 || status === 304 || status < 200) return 0;
  const coding = headerOf(headers, "transfer-encoding");
  if (coding !== undefined) return isChunked(coding) ? "chunked" : undefined;
  const length = headerOf(headers, "content-length");
  if (length === undefined) return undefined;
  const [first = "", ...others] = length.split(", ");
  return DIGITS.test(first) && others.every((other) => other === first) ? Number(first) : "invalid";
}

function isChunked(coding: string): boolean {
  const last = coding.slice(coding.lastIndexOf(",") + 1).trim();
  return last.toLowerCase() === "chunked";
}

export function framingFor(length: number | "chunked" | undefined): Framing {
  if (length === "chunked") return new ChunkFraming();
  return length === undefined ? new EndFraming() : new LengthFraming(length);
}

class LengthFraming implements Framing {
  left: number;

  constructor(length: number) {
    this.left = length;
  }

  get state(): "open" | "done" {
    return this.left === 0 ? "done" : "open";
  }

  push(bytes: Buffer, from: number, sink: BodySink): number {
    const end = Math.min(bytes.length, from + this.left);
    if (end === from) return from;
    this.left -= end - from;
    sink.take(bytes.subarray(from, end), bytes.length);
    return end;
  }
}

class EndFraming implements Framing {
  readonly state = "open";
  readonly left = undefined;

  push(bytes: Buffer, from: number, sink: BodySink): number {
    if (from < bytes.length) sink.take(bytes.subarray(from), bytes.length);
    return bytes.length;
  }
}

const MAX_LINE_BYTES = 4096;
const MAX_TRAILER_BYTES = 16 * 1024;
/** Hexadecimal size, an optional extension without control characters. */
const CHUNK_LINE = /^([0-9a-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;

class ChunkFraming implements Framing {
  state: "open" | "done" | "broken" = "open";
  readonly left = undefined;
  #expects: "size" | "data" | "data-end" | "trailer" = "size";
  #left = 0;
  /** A line that has not ended yet. */
  #line = "";
  #trailerBytes = 0;

  push(bytes: Buffer, from: number, sink: BodySink): number {
    let at = from;
    while (at < bytes.length && this.state === "open") {
      if (this.#expects === "data") {
        const end = Math.min(bytes.length, at + this.#left);
        this.#left -= end - at;
        if (this.#left === 0) this.#expects = "data-end";
        sink.take(bytes.subarray(at, end), bytes.length);
        at = end;
        continue;
      }
      const feed = bytes.indexOf(10, at);
      const end = feed < 0 ? bytes.length : feed + 1;
      this.#line += bytes.toString("latin1", at, end);
      at = end;
      if (feed < 0) {
        if (this.#line.length > MAX_LINE_BYTES) this.state = "broken";
      } else {
        this.#takeLine();
      }
    }
    return at;
  }

  #takeLine(): void {
    const line = this.#line;
    this.#line = "";
    if (!line.endsWith("\r\n") || line.length > MAX_LINE_BYTES) {
      this.state = "broken";
      return;
    }
    const text = line.slice(0, -2);
    if (this.#expects === "size") this.#takeSize(text);
    else if (this.#expects === "data-end") {
      if (text !== "") this.state = "broken";
      this.#expects = "size";
    } else if (text === "") {
      this.state = "done"; // trailers are dropped: nothing here knows a use for them
    } else {
      this.#trailerBytes += line.length;
      if (this.#trailerBytes > MAX_TRAILER_BYTES) this.state = "broken";
    }
  }

  #takeSize(text: string): void {
    const size = CHUNK_LINE.exec(text)?.[1];
    if (size === undefined) {
      this.state = "broken";
      return;
    }
    this.#left = Number.parseInt(size, 16);
    this.#expects = this.#left === 0 ? "trailer" : "data";
  }
}
