/** How the next head of a connection is recognised as the one before: by its bytes, whatever its length says. */
import type { FlatHeaders } from "./http-head.ts";

export const LENGTH = "content-length";
/** A number that is written in one way only. */
const PLAIN_LENGTH = /^(?:0|[1-9]\d{0,14})$/;
const MAX_LENGTH_DIGITS = 15;

/** Where the value of the only `content-length` stands in a head whose header lines begin at `start`. */
export function placeOfLength(
  start: number,
  lines: readonly string[],
  headers: FlatHeaders,
): Place | undefined {
  let place: Place | undefined;
  for (let i = 0, at = start; i < lines.length; at += (lines[i++] as string).length + 2) {
    if (headers[2 * i] !== LENGTH) continue;
    const value = headers[2 * i + 1] as string;
    if (place !== undefined || !PLAIN_LENGTH.test(value)) return undefined;
    const from = at + (lines[i] as string).lastIndexOf(value);
    place = { from, to: from + value.length };
  }
  return place;
}

export interface Place {
  readonly from: number;
  readonly to: number;
}

/** The bytes of a head, to recognise it by, whatever its length says. */
export class HeadPrint {
  /** What the head found last said. */
  contentLength: number | undefined;
  readonly #before: Buffer;
  readonly #after: Buffer | undefined;

  constructor(head: Buffer, length: Place | undefined) {
    const copy = Buffer.from(head);
    this.#before = length === undefined ? copy : copy.subarray(0, length.from);
    this.#after = length === undefined ? undefined : copy.subarray(length.to);
  }

  /** Length of this head at the start of `bytes`; 0 if another stands there, or only a part of it. */
  find(bytes: Buffer): number {
    const start = this.#before.length;
    if (!standsAt(bytes, 0, this.#before)) return 0;
    if (this.#after === undefined) return start;
    let at = start;
    let length = 0;
    for (const end = start + MAX_LENGTH_DIGITS; at < end && isDigit(bytes[at]); at++)
      length = length * 10 + (bytes[at] as number) - ZERO;
    const isPlain = at > start && (bytes[start] !== ZERO || at === start + 1);
    if (!isPlain || !standsAt(bytes, at, this.#after)) return 0;
    this.contentLength = length;
    return at + this.#after.length;
  }
}

const ZERO = 48;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= 57;
}

function standsAt(bytes: Buffer, at: number, part: Buffer): boolean {
  const end = at + part.length;
  return end <= bytes.length && bytes.compare(part, 0, part.length, at, end) === 0;
}
