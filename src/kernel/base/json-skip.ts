/**
 * Walks over JSON values in a byte buffer without building them. Strict (RFC 8259, no lone surrogate escapes, finite
 * numbers); that what is not ASCII is UTF-8 is for the caller to check. Never throws.
 */
import { asciiText } from "./bytes.ts";

/** Containers inside one another. */
export const MAX_DEPTH = 127;

/** What a value was made of, so that the common one needs no second look. */
const ESCAPED = 1;
export const NON_ASCII = 2;
/** White space between the parts of a container. */
export const SPACED = 4;

export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const LOWER_E = 0x65;
const UPPER_E = 0x45;
const LOWER_F = 0x66;
const LOWER_N = 0x6e;
const LOWER_T = 0x74;
const LOWER_U = 0x75;

/** 0: stands for itself inside a string. 1: ends it, escapes, or needs a look. */
const STRING_STOP = new Uint8Array(256).fill(1, 0, 0x20).fill(1, 0x80);
STRING_STOP[QUOTE] = 1;
STRING_STOP[BACKSLASH] = 1;

const ESCAPES = new Set([...'"\\/bfnrt'].map((char) => char.charCodeAt(0)));
/** A number this long or shorter, without exponent, is finite. */
const SURELY_FINITE_DIGITS = 300;

/** Containers inside one another that a lenient walk passes; each costs a stack frame. */
export const MAX_LENIENT_DEPTH = 1000;

/** Where and why the walk stopped; the offset is that of the first byte that is wrong, or the end of the bytes. */
export interface JsonSyntaxError {
  readonly message: string;
  readonly offset: number;
}

/** Every method takes the offset of a value and returns the offset after it, or -1 and sets `error`. */
export class JsonSkipper {
  bytes: Uint8Array = new Uint8Array(0);
  /** Passes what only matters to who builds the values: lone surrogates, numbers beyond a float, deep nesting. */
  readonly lenient: boolean;
  /** Of the value last skipped. */
  flags = 0;
  /** Offset after the key that `keyAndColon` passed. */
  keyEnd = 0;
  error: JsonSyntaxError | undefined;

  constructor(lenient = false) {
    this.lenient = lenient;
  }

  fail(message: string, offset: number): -1 {
    this.error = { message, offset };
    return -1;
  }

  /** The offset of the first byte from `from` on that is no white space. */
  space(from: number): number {
    const bytes = this.bytes;
    let at = from;
    while (isSpace(bytes[at] as number)) at += 1;
    return at;
  }

  value(at: number, depth: number): number {
    this.flags = 0;
    const byte = this.bytes[at] as number;
    switch (byte) {
      case QUOTE:
        return this.string(at);
      case OPEN_BRACE:
        return this.#container(at, depth, CLOSE_BRACE, "EOF while parsing an object", "expected `,` or `}`");
      case OPEN_BRACKET:
        return this.#container(at, depth, CLOSE_BRACKET, "EOF while parsing a list", "expected `,` or `]`");
      case LOWER_T:
        return this.#word(at, "true");
      case LOWER_F:
        return this.#word(at, "false");
      case LOWER_N:
        return this.#word(at, "null");
    }
    if (byte === MINUS || isDigit(byte)) return this.#number(at);
    return this.fail(at < this.bytes.length ? "expected value" : "EOF while parsing a value", at);
  }

  /** From the opening quote on. */
  string(open: number): number {
    const bytes = this.bytes;
    let flags = 0;
    let at = open + 1;
    for (;;) {
      while (STRING_STOP[bytes[at] as number] === 0) at += 1;
      const byte = bytes[at];
      if (byte === QUOTE) {
        this.flags = flags;
        return at + 1;
      }
      if (byte === undefined) return this.fail("EOF while parsing a string", at);
      if (byte >= 0x80) {
        flags |= NON_ASCII;
        at += 1;
      } else if (byte === BACKSLASH) {
        flags |= ESCAPED;
        at = this.#escape(at);
        if (at < 0) return -1;
      } else {
        return this.fail("control character (\\u0000-\\u001F) found while parsing a string", at);
      }
    }
  }

  /** A member's key, colon and the white space around it: from the key's quote to the value's first byte. */
  keyAndColon(at: number, eof: string): number {
    if (this.bytes[at] !== QUOTE) return this.fail(at < this.bytes.length ? "key must be a string" : eof, at);
    const keyEnd = this.string(at);
    if (keyEnd < 0) return -1;
    this.keyEnd = keyEnd;
    const colon = this.space(keyEnd);
    if (this.bytes[colon] !== COLON)
      return this.fail(colon < this.bytes.length ? "expected `:`" : eof, colon);
    const value = this.space(colon + 1);
    if (value - keyEnd > 1) this.flags |= SPACED;
    return value;
  }

  #container(open: number, depth: number, close: number, eof: string, expected: string): number {
    if (depth === 0) return this.fail("recursion limit exceeded", open);
    const bytes = this.bytes;
    let at = this.space(open + 1);
    let flags = at > open + 1 ? SPACED : 0;
    if (bytes[at] === close) {
      this.flags = flags;
      return at + 1;
    }
    for (;;) {
      if (close === CLOSE_BRACE) {
        at = this.keyAndColon(at, eof);
        if (at < 0) return -1;
        flags |= this.flags;
      } else if (at >= bytes.length) {
        return this.fail(eof, at);
      }
      const end = this.value(at, depth - 1);
      if (end < 0) return -1;
      flags |= this.flags;
      at = this.space(end);
      if (at > end) flags |= SPACED;
      if (bytes[at] === close) {
        this.flags = flags;
        return at + 1;
      }
      if (bytes[at] !== COMMA) return this.fail(at < bytes.length ? expected : eof, at);
      const next = this.space(at + 1);
      if (next > at + 1) flags |= SPACED;
      if (bytes[next] === close) return this.fail("trailing comma", next);
      at = next;
    }
  }

  #escape(backslash: number): number {
    const char = this.bytes[backslash + 1];
    if (char === undefined) return this.fail("EOF while parsing a string", backslash + 1);
    if (ESCAPES.has(char)) return backslash + 2;
    if (char !== LOWER_U) return this.fail("invalid escape", backslash + 1);
    const unit = this.#hex4(backslash + 2);
    if (unit < 0) return this.fail("invalid escape", backslash + 5);
    if (this.lenient || unit < 0xd800 || unit > 0xdfff) return backslash + 6;
    if (unit > 0xdbff) return this.fail("lone leading surrogate in hex escape", backslash + 5);
    for (const [i, char] of [BACKSLASH, LOWER_U].entries()) {
      const at = backslash + 6 + i;
      if (this.bytes[at] !== char) return this.fail("unexpected end of hex escape", at);
    }
    const low = this.#hex4(backslash + 8);
    if (low < 0xdc00 || low > 0xdfff)
      return this.fail("lone leading surrogate in hex escape", backslash + 11);
    return backslash + 12;
  }

  #hex4(at: number): number {
    const text = asciiText(this.bytes, at, Math.min(at + 4, this.bytes.length));
    return /^[0-9a-fA-F]{4}$/.test(text) ? Number.parseInt(text, 16) : -1;
  }

  #word(at: number, word: string): number {
    for (let i = 1; i < word.length; i++) {
      const byte = this.bytes[at + i];
      if (byte === undefined) return this.fail("EOF while parsing a value", at + i);
      if (byte !== word.charCodeAt(i)) return this.fail("expected ident", at + i);
    }
    return at + word.length;
  }

  #number(start: number): number {
    const bytes = this.bytes;
    const integer = bytes[start] === MINUS ? start + 1 : start;
    let at = this.#digits(integer);
    if (at === integer) return this.#badNumber(at);
    if (bytes[integer] === ZERO && at > integer + 1) return this.#badNumber(integer + 1);
    let finite = this.lenient || at - integer <= SURELY_FINITE_DIGITS;
    if (bytes[at] === DOT) {
      const fraction = at + 1;
      at = this.#digits(fraction);
      if (at === fraction) return this.#badNumber(at);
    }
    if (bytes[at] === LOWER_E || bytes[at] === UPPER_E) {
      finite = this.lenient;
      at += 1;
      if (bytes[at] === PLUS || bytes[at] === MINUS) at += 1;
      const exponent = at;
      at = this.#digits(exponent);
      if (at === exponent) return this.#badNumber(at);
    }
    if (finite || Number.isFinite(Number(asciiText(bytes, start, at)))) return at;
    return this.fail("number out of range", at - 1);
  }

  #badNumber(at: number): -1 {
    return this.fail(at < this.bytes.length ? "invalid number" : "EOF while parsing a value", at);
  }

  #digits(from: number): number {
    let at = from;
    while (isDigit(this.bytes[at] as number)) at += 1;
    return at;
  }
}

export function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}
