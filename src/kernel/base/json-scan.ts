import { asciiText, isUtf8, utf8Text } from "./bytes.ts";
import {
  CLOSE_BRACE,
  COMMA,
  isSpace,
  JsonSkipper,
  type JsonSyntaxError,
  MAX_DEPTH,
  NON_ASCII,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACED,
} from "./json-skip.ts";

/** Members of one scanned object. */
export const MAX_MEMBERS = 4096;

/** Integers per member: key start, key end, key flags, value start, value end, value flags. */
const STRIDE = 6;
const EOF = "EOF while parsing an object";
const WHITE_SPACE_OUTSIDE_STRINGS = /("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g;

export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

/**
 * Finds the members of one JSON object without building their values: numbers keep their digits, and what nobody reads
 * costs nothing. Accepts strict JSON, at most {@link MAX_DEPTH} deep and {@link MAX_MEMBERS} wide; repeated keys are
 * all reported. One instance serves object after object; what it found holds until the next `scan`. Never throws.
 */
export class JsonScan {
  /** Members found. */
  count = 0;
  /** Offset after the closing brace. */
  end = 0;
  readonly #skipper = new JsonSkipper();
  #start = 0;
  /** The object as one character per byte. */
  #text = "";
  #spans = new Int32Array(STRIDE * 32);

  /**
   * Scans the object whose opening brace is at `start`; bytes after its end do not matter.
   * @returns false when it is no valid JSON object: see `error`.
   */
  scan(bytes: Uint8Array, start: number): boolean {
    this.#skipper.bytes = bytes;
    this.#skipper.error = undefined;
    this.#start = start;
    this.count = 0;
    this.end = this.#members(start);
    if (this.end < 0) return false;
    this.#text = asciiText(bytes, start, this.end);
    return true;
  }

  get error(): JsonSyntaxError | undefined {
    return this.#skipper.error;
  }

  /** The member's key, unescaped. */
  key(index: number): string {
    const at = index * STRIDE;
    return this.#unquote(this.#at(at), this.#at(at + 1), this.#at(at + 2));
  }

  /** The first member of this name, or -1. */
  find(key: string): number {
    for (let i = 0; i < this.count; i++) if (this.key(i) === key) return i;
    return -1;
  }

  kind(index: number): JsonKind {
    return kindOf(this.#skipper.bytes[this.valueStart(index)] as number);
  }

  /** The value, unescaped, when it is a string. */
  string(index: number): string | undefined {
    const at = index * STRIDE + 3;
    const start = this.#at(at);
    if (this.#skipper.bytes[start] !== QUOTE) return undefined;
    return this.#unquote(start, this.#at(at + 1), this.#at(at + 2));
  }

  /** The value's JSON text as it came, without white space between its parts. */
  raw(index: number): string {
    const at = index * STRIDE + 3;
    const start = this.#at(at);
    const end = this.#at(at + 1);
    const flags = this.#at(at + 2);
    if ((flags & ~1) === 0) return this.#text.substring(start - this.#start, end - this.#start);
    const text = utf8Text(this.#skipper.bytes, start, end);
    return (flags & SPACED) === 0 ? text : text.replace(WHITE_SPACE_OUTSIDE_STRINGS, "$1");
  }

  /** Offset after the key's closing quote. */
  keyEnd(index: number): number {
    return this.#at(index * STRIDE + 1);
  }

  valueStart(index: number): number {
    return this.#at(index * STRIDE + 3);
  }

  valueEnd(index: number): number {
    return this.#at(index * STRIDE + 4);
  }

  #at(slot: number): number {
    return this.#spans[slot] as number;
  }

  /** The content of the string whose quotes are the first and last byte of the span. */
  #unquote(start: number, end: number, flags: number): string {
    if (flags === 0) return this.#text.substring(start + 1 - this.#start, end - 1 - this.#start);
    if (flags === NON_ASCII) return utf8Text(this.#skipper.bytes, start + 1, end - 1);
    return JSON.parse(utf8Text(this.#skipper.bytes, start, end)) as string;
  }

  #members(open: number): number {
    const skipper = this.#skipper;
    const bytes = skipper.bytes;
    if (bytes[open] !== OPEN_BRACE) return skipper.fail("expected value", open);
    let at = skipper.space(open + 1);
    if (bytes[at] === CLOSE_BRACE) return at + 1;
    let seen = 0;
    for (;;) {
      if (this.count === MAX_MEMBERS) return skipper.fail(`more than ${MAX_MEMBERS} fields`, at);
      const value = skipper.keyAndColon(at, EOF);
      if (value < 0) return -1;
      const keyFlags = skipper.flags & ~SPACED;
      const keyEnd = skipper.keyEnd;
      const valueEnd = skipper.value(value, MAX_DEPTH - 1);
      if (valueEnd < 0) return -1;
      seen |= keyFlags | skipper.flags;
      this.#push(at, keyEnd, keyFlags, value, valueEnd, skipper.flags);
      at = skipper.space(valueEnd);
      if (bytes[at] === CLOSE_BRACE) break;
      if (bytes[at] !== COMMA) return skipper.fail(at < bytes.length ? "expected `,` or `}`" : EOF, at);
      at = skipper.space(at + 1);
      if (bytes[at] === CLOSE_BRACE) return skipper.fail("trailing comma", at);
    }
    if ((seen & NON_ASCII) !== 0 && !isUtf8(bytes, open, at))
      return skipper.fail("invalid unicode code point", at);
    return at + 1;
  }

  #push(k0: number, k1: number, kf: number, v0: number, v1: number, vf: number): void {
    const at = this.count * STRIDE;
    if (at + STRIDE > this.#spans.length) {
      const grown = new Int32Array(this.#spans.length * 2);
      grown.set(this.#spans);
      this.#spans = grown;
    }
    const spans = this.#spans;
    spans[at] = k0;
    spans[at + 1] = k1;
    spans[at + 2] = kf;
    spans[at + 3] = v0;
    spans[at + 4] = v1;
    spans[at + 5] = vf;
    this.count += 1;
  }
}

export function kindOf(firstByte: number): JsonKind {
  switch (firstByte) {
    case QUOTE:
      return "string";
    case OPEN_BRACE:
      return "object";
    case OPEN_BRACKET:
      return "array";
    case 0x74:
    case 0x66:
      return "boolean";
    case 0x6e:
      return "null";
    default:
      return "number";
  }
}

/** Skips the white space that JSON allows. */
export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isSpace(bytes[at] as number)) at += 1;
  return at;
}

/** `line 1 column 8`: lines from 1, columns in bytes, both counted from offset `from`. */
export function lineAndColumn(bytes: Uint8Array, from: number, offset: number): string {
  const end = Math.min(offset, bytes.length);
  let line = 1;
  let lineStart = from;
  for (let at = bytes.indexOf(0x0a, from); at >= 0 && at < end; at = bytes.indexOf(0x0a, at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return `line ${line} column ${end - lineStart}`;
}
