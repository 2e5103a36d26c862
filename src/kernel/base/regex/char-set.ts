/** What characters are Unicode text, ASCII only, or bytes in the shape of the characters 0 to 255. */
export type Alphabet = "unicode" | "ascii" | "bytes";

/** Members of a class, before they are put together. */
export type ClassItem =
  | { readonly kind: "range"; readonly from: number; readonly to: number }
  | { readonly kind: "perl"; readonly name: "d" | "s" | "w"; readonly isNegated: boolean }
  /** `name` as JavaScript has it: `L`, `Script=Greek`. */
  | { readonly kind: "property"; readonly name: string; readonly isNegated: boolean }
  | { readonly kind: "union"; readonly items: readonly ClassItem[]; readonly isNegated: boolean }
  | {
      readonly kind: "and" | "minus" | "xor";
      readonly left: ClassItem;
      readonly right: ClassItem;
      readonly isNegated: boolean;
    };

/** Unicode's `\w`: the annex says so, and Rust follows it. */
export const WORD = "[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]";
const PERL_WIDE = { d: "\\p{Nd}", s: "\\p{White_Space}", w: WORD } as const;
const PERL_NARROW = { d: /[0-9]/, s: /[\t-\r ]/, w: /[0-9A-Za-z_]/ } as const;
const MAX_KNOWN = 4096;

/** The characters that one place of a pattern takes. */
export class CharSet {
  readonly alphabet: Alphabet;
  readonly ignoresCase: boolean;
  /** The only character, where there is one. */
  readonly only: number | undefined;
  /** Members among the first 128 characters, 256 of bytes. */
  readonly bits: Uint8Array;
  /** There may be members beyond `bits`. */
  readonly isWide: boolean;
  /** As a class of JavaScript, flag `v`, with the flag `i` when it ignores case. */
  readonly source: string;
  readonly #known = new Map<number, boolean>();
  readonly #test: RegExp | undefined;

  constructor(item: ClassItem, alphabet: Alphabet, ignoresCase: boolean) {
    this.alphabet = alphabet;
    this.ignoresCase = ignoresCase;
    this.only = item.kind === "range" && item.from === item.to ? item.from : undefined;
    this.source = wideSource(item);
    if (alphabet === "unicode") {
      const test = new RegExp(`^${this.source}$`, ignoresCase ? "vi" : "v");
      this.#test = test;
      this.bits = Uint8Array.from({ length: 128 }, (_, code) =>
        test.test(String.fromCharCode(code)) ? 1 : 0,
      );
      this.isWide = isWide(item) || (ignoresCase && (this.has(0x212a) || this.has(0x17f)));
    } else {
      const has = (code: number): boolean => holds(item, code, ignoresCase);
      this.bits = Uint8Array.from({ length: alphabet === "bytes" ? 256 : 128 }, (_, code) =>
        has(code) ? 1 : 0,
      );
      this.isWide = false;
    }
  }

  has(code: number): boolean {
    if (code < this.bits.length) return this.bits[code] === 1;
    if (this.#test === undefined) return false;
    let known = this.#known.get(code);
    if (known === undefined) {
      if (this.#known.size >= MAX_KNOWN) this.#known.clear();
      known = this.#test.test(String.fromCodePoint(code));
      this.#known.set(code, known);
    }
    return known;
  }

  /** Whether one character can be in both; wide sets are taken to meet. */
  meets(other: CharSet, wide: boolean): boolean {
    if (wide && this.isWide && other.isWide) return true;
    return this.bits.some((bit, code) => bit === 1 && other.bits[code] === 1);
  }
}

/** A class of JavaScript without flags, for text that has no character beyond the bits. */
export function narrowSource(bits: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bits.length; from++) {
    if (bits[from] === 0) continue;
    let to = from;
    while (bits[to + 1] === 1) to++;
    text += from === to ? hex(from) : `${hex(from)}-${hex(to)}`;
    from = to;
  }
  return `[${text}]`;
}

/** One character, written so that no flag gives it a meaning. */
export function hex(code: number): string {
  if (/[0-9A-Za-z]/.test(String.fromCharCode(code)) && code < 128) return String.fromCharCode(code);
  return code < 256 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u{${code.toString(16)}}`;
}

function wideSource(item: ClassItem): string {
  switch (item.kind) {
    case "range":
      return item.from === item.to ? `[${hex(item.from)}]` : `[${hex(item.from)}-${hex(item.to)}]`;
    case "perl":
      return item.isNegated ? `[^${PERL_WIDE[item.name]}]` : `[${PERL_WIDE[item.name]}]`;
    case "property":
      return `[${item.isNegated ? "^" : ""}\\p{${item.name}}]`;
    case "union":
      return `[${item.isNegated ? "^" : ""}${item.items.map(wideSource).join("")}]`;
    case "xor": {
      const [left, right] = [wideSource(item.left), wideSource(item.right)];
      return `[${item.isNegated ? "^" : ""}[${left}--${right}][${right}--${left}]]`;
    }
    default: {
      const operator = item.kind === "and" ? "&&" : "--";
      return `[${item.isNegated ? "^" : ""}${wideSource(item.left)}${operator}${wideSource(item.right)}]`;
    }
  }
}

function isWide(item: ClassItem): boolean {
  if (item.kind === "range") return item.to >= 128;
  if (item.kind === "union" && !item.isNegated) return item.items.some(isWide);
  if (item.kind === "and" && !item.isNegated) return isWide(item.left) && isWide(item.right);
  return true;
}

function holds(item: ClassItem, code: number, ignoresCase: boolean): boolean {
  switch (item.kind) {
    case "range":
      return inRange(item, code) || (ignoresCase && inRange(item, otherCase(code)));
    case "perl":
      return PERL_NARROW[item.name].test(String.fromCharCode(code)) !== item.isNegated;
    case "property":
      return false;
    case "union":
      return item.items.some((one) => holds(one, code, ignoresCase)) !== item.isNegated;
    default: {
      const [left, right] = [holds(item.left, code, ignoresCase), holds(item.right, code, ignoresCase)];
      const isIn =
        item.kind === "and" ? left && right : item.kind === "minus" ? left && !right : left !== right;
      return isIn !== item.isNegated;
    }
  }
}

function inRange({ from, to }: { from: number; to: number }, code: number): boolean {
  return from <= code && code <= to;
}

function otherCase(code: number): number {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isLetter ? code ^ 32 : code;
}
