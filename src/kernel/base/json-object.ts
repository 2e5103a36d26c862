import { asciiText, isUtf8, utf8Text } from "./bytes.ts";
import {
  CLOSE_BRACE,
  COMMA,
  isSpace,
  JsonSkipper,
  type JsonSyntaxError,
  MAX_DEPTH,
  MAX_LENIENT_DEPTH,
  NON_ASCII,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACED,
} from "./json-skip.ts";
import type { KeyTable } from "./key-table.ts";

/** Members of one object. */
export const MAX_MEMBERS = 4096;

const EOF = "EOF while parsing an object";
const LINE_FEED = 0x0a;
const BACKSLASH = 0x5c;
/** Of the text that is decoded ahead; what lies beyond is decoded value by value. */
const MAX_WINDOW = 16_384;

/** 1 for the digits 0-9 and a-f. */
const LOWER_HEX = new Uint8Array(256).fill(1, 0x30, 0x3a).fill(1, 0x61, 0x67);

export type JsonKind = "object" | "array" | "string" | "number" | "boolean" | "null";

/**
 * Reads one JSON object member by member, straight from bytes, without building values: numbers keep their digits, and
 * what nobody reads costs nothing. Accepts strict JSON, at most {@link MAX_DEPTH} deep and {@link MAX_MEMBERS} wide;
 * repeated keys all come along. One instance serves object after object. Never throws.
 *
 *     if (!reader.enter(bytes, 0)) return reader.error;
 *     while (reader.next()) if (reader.skip()) use(reader.key(), reader.raw());
 *     if (reader.error !== undefined) return reader.error;
 *
 * Key and value hold until the next `next`.
 */
export class JsonObject {
  /** Offset after the closing brace, once `next` has returned false without an error. */
  end = 0;
  keyStart = 0;
  /** Offset after the key's closing quote. */
  keyEnd = 0;
  valueStart = 0;
  /** Offset after the value, once it is skipped. */
  valueEnd = 0;

  readonly #skipper: JsonSkipper;
  #start = 0;
  #count = 0;
  #keyFlags = 0;
  #valueFlags = 0;
  /** All flags so far. */
  #seen = 0;
  /** The bytes from `textStart` on, one character each. */
  #text = "";
  #textStart = 0;
  #textEnd = 0;

  /** @param lenient passes values that nobody will read, as long as they look like JSON; see {@link JsonSkipper} */
  constructor(lenient = false) {
    this.#skipper = new JsonSkipper(lenient);
  }

  /**
   * Goes to the object whose opening brace must be at `start`.
   * @param outer reader of the object that this one is the current value of: saves decoding the text again
   */
  enter(bytes: Uint8Array, start: number, outer?: JsonObject): boolean {
    const skipper = this.#skipper;
    skipper.bytes = bytes;
    skipper.error = undefined;
    this.#start = start;
    this.#count = 0;
    this.#seen = 0;
    if (bytes[start] !== OPEN_BRACE) {
      skipper.fail("expected value", start);
      return false;
    }
    this.valueEnd = start + 1;
    if (outer === undefined) {
      const lineFeed = bytes.indexOf(LINE_FEED, start);
      this.#textStart = start;
      this.#textEnd = Math.min(lineFeed < 0 ? bytes.length : lineFeed, start + MAX_WINDOW);
      this.#text = asciiText(bytes, start, this.#textEnd);
    } else {
      this.#textStart = outer.#textStart;
      this.#textEnd = outer.#textEnd;
      this.#text = outer.#text;
    }
    return true;
  }

  /** Goes to the next member, whose value is then at `valueStart`; false at the end, or with an error. */
  next(): boolean {
    const skipper = this.#skipper;
    if (skipper.error !== undefined) return false;
    const bytes = skipper.bytes;
    let at = skipper.space(this.valueEnd);
    if (bytes[at] === CLOSE_BRACE) return this.#finish(at);
    if (this.#count > 0) {
      if (bytes[at] !== COMMA) return this.#fail(at < bytes.length ? "expected `,` or `}`" : EOF, at);
      at = skipper.space(at + 1);
      if (bytes[at] === CLOSE_BRACE) return this.#fail("trailing comma", at);
    }
    if (this.#count === MAX_MEMBERS) return this.#fail(`more than ${MAX_MEMBERS} fields`, at);
    this.#count += 1;
    this.keyStart = at;
    const value = skipper.keyAndColon(at, EOF);
    if (value < 0) return false;
    this.keyEnd = skipper.keyEnd;
    this.#keyFlags = skipper.flags & ~SPACED;
    this.#seen |= this.#keyFlags;
    this.valueStart = value;
    return true;
  }

  /** Passes over the value, checking it; false when it is broken. */
  skip(): boolean {
    const depth = this.#skipper.lenient ? MAX_LENIENT_DEPTH : MAX_DEPTH - 1;
    const end = this.#skipper.value(this.valueStart, depth);
    if (end < 0) return false;
    this.valueEnd = end;
    this.#valueFlags = this.#skipper.flags;
    this.#seen |= this.#valueFlags;
    return true;
  }

  /** Passes over the value, an object that `inner` has read to its end. */
  passOver(inner: JsonObject): void {
    this.valueEnd = inner.end;
    this.#valueFlags = inner.#seen;
    this.#seen |= inner.#seen;
  }

  get error(): JsonSyntaxError | undefined {
    return this.#skipper.error;
  }

  /** The key's number in the table, or -1. */
  keyIn(table: KeyTable): number {
    if (this.#keyFlags !== 0) return table.indexOf(this.key());
    return table.find(this.#skipper.bytes, this.keyStart + 1, this.keyEnd - 1);
  }

  /** The key, unescaped. */
  key(): string {
    return this.#unquote(this.keyStart, this.keyEnd, this.#keyFlags);
  }

  kind(): JsonKind {
    return kindOf(this.#skipper.bytes[this.valueStart] as number);
  }

  isNull(): boolean {
    return this.kind() === "null";
  }

  /** The value, unescaped, when it is a string. */
  string(): string | undefined {
    if (this.#skipper.bytes[this.valueStart] !== QUOTE) return undefined;
    return this.#unquote(this.valueStart, this.valueEnd, this.#valueFlags);
  }

  /** Whether the value is a string of `length` characters, all ASCII and none escaped. */
  isPlain(length: number): boolean {
    return (
      this.#valueFlags === 0 &&
      this.valueEnd - this.valueStart === length + 2 &&
      this.#skipper.bytes[this.valueStart] === QUOTE
    );
  }

  /** Whether the value is a string of `length` hexadecimal digits, lower case. */
  isLowerHex(length: number): boolean {
    if (!this.isPlain(length)) return false;
    const bytes = this.#skipper.bytes;
    for (let at = this.valueStart + 1; at < this.valueEnd - 1; at++) {
      if (LOWER_HEX[bytes[at] as number] === 0) return false;
    }
    return true;
  }

  /** The value's JSON text as it came, without white space between its parts. */
  raw(): string {
    if ((this.#valueFlags & (NON_ASCII | SPACED)) === 0) return this.#ascii(this.valueStart, this.valueEnd);
    const bytes = this.#skipper.bytes;
    if ((this.#valueFlags & SPACED) === 0) return utf8Text(bytes, this.valueStart, this.valueEnd);
    return utf8Text(withoutSpace(bytes, this.valueStart, this.valueEnd));
  }

  /** The content of the string whose quotes are the first and last byte of the span. */
  #unquote(start: number, end: number, flags: number): string {
    if (flags === 0) return this.#ascii(start + 1, end - 1);
    if (flags === NON_ASCII) return utf8Text(this.#skipper.bytes, start + 1, end - 1);
    return JSON.parse(utf8Text(this.#skipper.bytes, start, end)) as string;
  }

  #ascii(start: number, end: number): string {
    if (end > this.#textEnd) return asciiText(this.#skipper.bytes, start, end);
    return this.#text.substring(start - this.#textStart, end - this.#textStart);
  }

  #finish(brace: number): false {
    this.end = brace + 1;
    if (
      !this.#skipper.lenient &&
      (this.#seen & NON_ASCII) !== 0 &&
      !isUtf8(this.#skipper.bytes, this.#start, brace)
    ) {
      return this.#fail("invalid unicode code point", brace);
    }
    return false;
  }

  #fail(message: string, offset: number): false {
    this.#skipper.fail(message, offset);
    return false;
  }
}
/** Valid JSON without the white space between its parts. */
function withoutSpace(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const compact = new Uint8Array(end - start);
  let length = 0;
  let inString = false;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (!inString && isSpace(byte)) continue;
    compact[length++] = byte;
    if (byte === QUOTE) inString = !inString;
    else if (byte === BACKSLASH) compact[length++] = bytes[++at] as number; // Only in strings; hides a quote.
  }
  return compact.subarray(0, length);
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
