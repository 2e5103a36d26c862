import { type Alphabet, CharSet, type ClassItem } from "./char-set.ts";
import { Cursor } from "./cursor.ts";
import { parseClass } from "./parse-class.ts";
import { parseEscape } from "./parse-escape.ts";
import { parseQuantifier } from "./parse-quantifier.ts";
import type { Assertion, Node } from "./syntax.ts";

interface Flags {
  /** Ignores case. */
  readonly i: boolean;
  /** `^` and `$` are those of lines. */
  readonly m: boolean;
  /** A dot takes line breaks. */
  readonly s: boolean;
  /** Lazy is greedy, greedy is lazy. */
  readonly U: boolean;
  readonly u: boolean;
  /** White space and comments mean nothing. */
  readonly x: boolean;
  /** Lines end in `\r\n` too. */
  readonly R: boolean;
}

export interface ParseOptions {
  /** Matches bytes, each a character from 0 to 255; a dot takes line breaks. */
  readonly isBytes?: boolean;
  readonly ignoresCase?: boolean;
}

export interface Parsed {
  readonly root: Node;
  /** Groups with the whole match, which is group 0. */
  readonly groupCount: number;
}

const MAX_DEPTH = 250;
const UTF8 = new TextEncoder();
const EMPTY: Node = { kind: "empty" };
const NEWLINE: ClassItem = { kind: "range", from: 10, to: 10 };
const RETURN: ClassItem = { kind: "range", from: 13, to: 13 };
const WORD_ASSERTIONS: Readonly<Record<string, Assertion>> = {
  "{start}": "wordStart",
  "{end}": "wordEnd",
  "{start-half}": "wordStartHalf",
  "{end-half}": "wordEndHalf",
};

/**
 * Reads a pattern of the dialect of Rust's `regex`.
 * @throws RegexError for what is none, look-around and back-references among it
 */
export function parseRegex(pattern: string, options: ParseOptions = {}): Parsed {
  return new Parser(pattern, options).parse();
}

class Parser {
  readonly #cursor: Cursor;
  readonly #isBytes: boolean;
  readonly #names = new Set<string>();
  readonly #sets = new Map<string, CharSet>();
  #flags: Flags;
  #groups = 1;
  #depth = 0;

  constructor(pattern: string, { isBytes = false, ignoresCase = false }: ParseOptions) {
    this.#cursor = new Cursor(pattern);
    this.#isBytes = isBytes;
    this.#flags = { i: ignoresCase, m: false, s: isBytes, U: false, u: !isBytes, x: false, R: false };
  }

  parse(): Parsed {
    const root = this.#alternatives();
    const { at, isAtEnd } = this.#cursor;
    if (!isAtEnd) this.#cursor.fail("unopened group", at, at + 1);
    return { root, groupCount: this.#groups };
  }

  /** Up to the end or a closing parenthesis. Flags set in here end with it. */
  #alternatives(): Node {
    const flags = this.#flags;
    const options = [this.#sequence()];
    while (this.#cursor.take("|")) options.push(this.#sequence());
    this.#flags = flags;
    return options.length === 1 ? (options[0] as Node) : { kind: "either", options };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    let canRepeat = false;
    for (;;) {
      if (this.#flags.x) this.#cursor.skipSpace();
      const char = this.#cursor.peek();
      if (char === "" || char === "|" || char === ")") break;
      if (char === "*" || char === "+" || char === "?" || char === "{") {
        const at = this.#cursor.at;
        if (!canRepeat) this.#cursor.fail("repetition operator missing expression", at, at + 1);
        parts.push(parseQuantifier(this.#cursor, parts.pop() as Node, this.#flags));
        continue;
      }
      const part = this.#part(char);
      canRepeat = part !== undefined;
      if (part !== undefined) parts.push(part);
    }
    if (parts.length === 0) return EMPTY;
    return parts.length === 1 ? (parts[0] as Node) : { kind: "concat", parts };
  }

  /** @returns `undefined` for flags, which are no part of what is matched */
  #part(char: string): Node | undefined {
    const { m, R } = this.#flags;
    switch (char) {
      case "(":
        return this.#group();
      case "[":
        return this.#set(parseClass(this.#cursor, this.#flags.x));
      case "\\":
        return this.#escape();
      case ".":
        this.#cursor.at++;
        return this.#dot();
      case "^":
        this.#cursor.at++;
        return this.#assert(m ? (R ? "crlfStart" : "lineStart") : "textStart");
      case "$":
        this.#cursor.at++;
        return this.#assert(m ? (R ? "crlfEnd" : "lineEnd") : "textEnd");
      default:
        this.#cursor.next();
        return this.#literal(char.codePointAt(0) as number);
    }
  }

  #group(): Node | undefined {
    const cursor = this.#cursor;
    const start = cursor.at;
    if (++this.#depth > MAX_DEPTH) cursor.fail("exceeds the nest limit", start, start + 1);
    cursor.at++;
    for (const look of ["?=", "?!", "?<=", "?<!"])
      if (cursor.looksAt(look)) {
        const problem = "look-around, including look-ahead and look-behind, is not supported";
        cursor.fail(problem, start, start + 1 + look.length);
      }
    const before = this.#flags;
    let index: number | undefined;
    if (cursor.take("?P<") || cursor.take("?<")) index = this.#named();
    else if (cursor.take("?")) {
      this.#readFlags();
      if (cursor.take(")")) {
        this.#depth--;
        return undefined; // from here to the end of the group around
      }
      cursor.at++; // the colon
    } else index = this.#groups++;
    const body = this.#alternatives();
    if (!cursor.take(")")) cursor.fail("unclosed group", start, start + 1);
    this.#flags = before;
    this.#depth--;
    return index === undefined ? body : { kind: "capture", index, body };
  }

  #named(): number {
    const cursor = this.#cursor;
    const start = cursor.at;
    let name = "";
    while (!cursor.isAtEnd && !cursor.looksAt(">")) {
      const char = cursor.peek();
      const isFine =
        name === "" ? /^[_\p{Alphabetic}]$/u.test(char) : /^[_.[\]\p{Alphabetic}\p{N}]$/u.test(char);
      if (!isFine) cursor.fail("invalid capture group character", cursor.at, cursor.at + char.length);
      name += cursor.next();
    }
    if (!cursor.take(">")) cursor.fail("unclosed capture group name", start, cursor.at);
    if (name === "") cursor.fail("empty capture group name", start, start);
    if (this.#names.has(name)) cursor.fail("duplicate capture group name", start, cursor.at - 1);
    this.#names.add(name);
    return this.#groups++;
  }

  /** Up to a colon or a closing parenthesis. */
  #readFlags(): void {
    const cursor = this.#cursor;
    const start = cursor.at;
    const seen = new Set<string>();
    let isOn = true;
    let flags = this.#flags;
    let last = "";
    while (!cursor.looksAt(":") && !cursor.looksAt(")")) {
      const at = cursor.at;
      const char = cursor.next();
      if (char === "") cursor.fail("expected flag but got end of regex", at, at);
      if (char === "-" && !isOn) cursor.fail("flag negation operator repeated", at, at + 1);
      if (!/^[imsUuxR-]$/.test(char)) cursor.fail("unrecognized flag", at, at + char.length);
      if (seen.has(char)) cursor.fail("duplicate flag", at, at + 1);
      seen.add(char);
      last = char;
      if (char === "-") isOn = false;
      else flags = { ...flags, [char]: isOn };
    }
    if (last === "-") cursor.fail("dangling flag negation operator", cursor.at - 1, cursor.at);
    if (last === "" && cursor.looksAt(")"))
      cursor.fail("repetition operator missing expression", start - 1, start);
    this.#flags = flags;
  }

  #escape(): Node {
    const escaped = parseEscape(this.#cursor);
    if (escaped.kind === "char") return this.#literal(escaped.code);
    if (escaped.kind === "class") return this.#set(escaped.item);
    switch (escaped.letter) {
      case "A":
        return this.#assert("textStart");
      case "z":
        return this.#assert("textEnd");
      case "<":
        return this.#assert("wordStart");
      case ">":
        return this.#assert("wordEnd");
      case "B":
        return this.#assert("notWord");
      default:
        return this.#boundary();
    }
  }

  /** `\b`, which may name a kind in braces; braces that do not are a repetition. */
  #boundary(): Node {
    const rest = this.#cursor.text.slice(this.#cursor.at);
    const [whole, name] = /^\{([A-Za-z-]+)\}/.exec(rest) ?? [];
    if (whole === undefined) return this.#assert("word");
    const what = WORD_ASSERTIONS[whole];
    const { at } = this.#cursor;
    if (what === undefined) {
      const choices = "valid choices are: start, end, start-half or end-half";
      this.#cursor.fail(
        `unrecognized special word boundary assertion, ${choices}`,
        at + 1,
        at + 1 + (name?.length ?? 0),
      );
    }
    this.#cursor.at += whole.length;
    return this.#assert(what as Assertion);
  }

  #assert(what: Assertion): Node {
    return { kind: "assert", what, isAscii: !this.#flags.u };
  }

  #dot(): Node {
    const { s, R } = this.#flags;
    const items = s ? [] : R ? [NEWLINE, RETURN] : [NEWLINE];
    return this.#set({ kind: "union", items, isNegated: true });
  }

  /** In bytes, a character beyond ASCII is those of its UTF-8. */
  #literal(code: number): Node {
    if (!this.#isBytes || code < 128) return this.#set({ kind: "range", from: code, to: code });
    const bytes = UTF8.encode(String.fromCodePoint(code));
    const parts = Array.from(bytes, (byte) => this.#set({ kind: "range", from: byte, to: byte }));
    return { kind: "concat", parts };
  }

  #set(item: ClassItem): Node {
    const { i, u } = this.#flags;
    const alphabet: Alphabet = this.#isBytes ? "bytes" : u ? "unicode" : "ascii";
    if (alphabet !== "unicode") this.#checkNarrow(item, alphabet);
    const key = `${alphabet}${i}${JSON.stringify(item)}`;
    let set = this.#sets.get(key);
    if (set === undefined) {
      set = new CharSet(item, alphabet, i);
      this.#sets.set(key, set);
    }
    return { kind: "set", set };
  }

  /** Without Unicode there are no properties, and in text nothing that could stop inside a character. */
  #checkNarrow(item: ClassItem, alphabet: Alphabet): void {
    const { at } = this.#cursor;
    const visit = (one: ClassItem): void => {
      if (one.kind === "property") this.#cursor.fail("Unicode not allowed here", at, at);
      if (one.kind === "union") for (const inner of one.items) visit(inner);
      if (one.kind === "and" || one.kind === "minus" || one.kind === "xor")
        for (const inner of [one.left, one.right]) visit(inner);
      if (one.kind === "range" && alphabet === "bytes" && one.to > 255)
        this.#cursor.fail("Unicode not allowed here", at, at);
      if (alphabet === "bytes") return;
      const canBeInvalid = one.kind === "range" ? one.to > 127 : one.isNegated;
      if (canBeInvalid) this.#cursor.fail("pattern can match invalid UTF-8", at, at);
    };
    visit(item);
  }
}
