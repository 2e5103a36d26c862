const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LOWER_D = 0x64;
const LOWER_E = 0x65;
const LOWER_U = 0x75;
const LOWER_CASE = 0x20;
/** Decimal numbers with so few digits survive a float and back. */
const SURE_DIGITS = 15;
/** JavaScript writes a fraction with more leading zeros with an exponent. */
const MAX_SMALL_ZEROS = 5;

const PLAIN = 0;
/** Opens or closes a container. */
const OPENS = 1;
const CLOSES = 2;
const NUMBER = 3;
const STRING = 4;

const CLASSES = new Uint8Array(256).fill(NUMBER, ZERO, NINE + 1);
CLASSES[MINUS] = NUMBER;
CLASSES[QUOTE] = STRING;
for (const char of "{[") CLASSES[char.charCodeAt(0)] = OPENS;
for (const char of "}]") CLASSES[char.charCodeAt(0)] = CLOSES;

/** Ends a plain run inside a string. */
const STRING_STOP = new Uint8Array(256).fill(1, 0x80);
STRING_STOP[QUOTE] = 1;
STRING_STOP[BACKSLASH] = 1;

/**
 * A quick look over JSON for what a native parser would lose or let pass. It checks no syntax: that is the parser's.
 * One instance serves text after text.
 */
export class JsonScan {
  /** Offset after the first value, when it is a container that is closed; else the end. */
  end = 0;
  isAscii = true;
  /** A number may be written differently than JavaScript would, or be too large for it. */
  hasOddNumber = false;
  /** An escaped surrogate, which may be a lone one. */
  hasSurrogate = false;
  maxDepth = 0;

  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    let depth = 0;
    let at = 0;
    while (at < bytes.length) {
      const kind = CLASSES[bytes[at] as number];
      if (kind === PLAIN) at += 1;
      else if (kind === STRING) at = this.#string(at + 1);
      else if (kind === NUMBER) at = this.#number(at);
      else {
        at += 1;
        depth += kind === OPENS ? 1 : -1;
        if (depth > this.maxDepth) this.maxDepth = depth;
        if (depth <= 0) break;
      }
    }
    this.end = at;
  }

  /** @returns offset after the closing quote */
  #string(from: number): number {
    const bytes = this.#bytes;
    let at = from;
    for (;;) {
      while (STRING_STOP[bytes[at] as number] === 0) at += 1;
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      if (byte === undefined) return at;
      if (byte !== BACKSLASH) {
        this.isAscii = false;
        at += 1;
        continue;
      }
      if (bytes[at + 1] === LOWER_U && ((bytes[at + 2] as number) | LOWER_CASE) === LOWER_D)
        this.hasSurrogate = true;
      at += 2;
    }
  }

  /** @returns offset after the number */
  #number(from: number): number {
    const bytes = this.#bytes;
    let at = bytes[from] === MINUS ? from + 1 : from;
    const start = at;
    let dot = -1;
    for (; ; at++) {
      const byte = bytes[at] as number;
      if (byte >= ZERO && byte <= NINE) continue;
      if (byte !== DOT) break;
      dot = at;
    }
    if (((bytes[at] as number) | LOWER_CASE) === LOWER_E) {
      this.hasOddNumber = true;
      return at + 1;
    }
    if (!this.hasOddNumber) this.hasOddNumber = isOdd(bytes, from, start, dot, at);
    return at;
  }
}

/** Of digits with perhaps a dot; an exponent is always odd. */
function isOdd(bytes: Uint8Array, from: number, start: number, dot: number, end: number): boolean {
  if (end - start > SURE_DIGITS) return rewritten(bytes, from, end);
  if (dot < 0) return from < start && bytes[start] === ZERO; // -0
  if (bytes[end - 1] === ZERO) return true;
  if (bytes[start] !== ZERO) return false;
  let zeros = dot + 1;
  while (bytes[zeros] === ZERO) zeros += 1;
  return zeros - dot - 1 > MAX_SMALL_ZEROS;
}

function rewritten(bytes: Uint8Array, start: number, end: number): boolean {
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return String(Number(text)) !== text;
}
