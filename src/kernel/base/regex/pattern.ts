import { err, ok, type Result } from "../result.ts";
import type { CharSet } from "./char-set.ts";
import { type Growth, growthOf } from "./growth.ts";
import { Machine } from "./machine.ts";
import { type Parsed, type ParseOptions, parseRegex } from "./parse.ts";
import { programSize } from "./program-size.ts";
import { keepsGroups } from "./same-groups.ts";
import { RegexError } from "./syntax.ts";
import { toJavaScript, visitSets } from "./to-javascript.ts";

export interface PatternOptions extends ParseOptions {
  /** As the Rust library estimates it. */
  readonly maxProgramBytes?: number;
}

/** Start and end of group 0, 1, …; -1 for a group that took no part. */
export type Match = ArrayLike<number>;

/** Steps that a character may cost in JavaScript's engine before ours is the faster one. */
const MAX_STEPS = 1024;
const NONE: readonly Match[] = [];
// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
const BEYOND_ASCII = /[^\x00-\x7f]/;

/**
 * A pattern in the dialect of Rust's `regex`, found in time that is linear in the text. Runs on JavaScript's engine where it
 * is shown that it cannot backtrack for long in this text, else on ours: that engine gives up after a hundred million
 * steps and says "no match".
 */
export class Pattern {
  readonly groupCount: number;
  readonly #parsed: Parsed;
  readonly #narrow: Engine;
  #wide: Engine | undefined;
  readonly #isBytes: boolean;

  /** @returns why the text is no pattern of the dialect */
  static compile(source: string, options: PatternOptions = {}): Result<Pattern, string> {
    try {
      const parsed = parseRegex(source, options);
      const limit = options.maxProgramBytes ?? Number.POSITIVE_INFINITY;
      if (programSize(parsed.root) > limit)
        return err(`Compiled regex exceeds size limit of ${limit} bytes.`);
      return ok(new Pattern(parsed, options.isBytes === true));
    } catch (error) {
      if (error instanceof RegexError) return err(error.explain(source));
      throw error;
    }
  }

  private constructor(parsed: Parsed, isBytes: boolean) {
    this.groupCount = parsed.groupCount;
    this.#parsed = parsed;
    this.#isBytes = isBytes;
    this.#narrow = new Engine(parsed, true);
  }

  test(text: string, isAscii = isAsciiText(text)): boolean {
    return this.#engine(isAscii).test(text);
  }

  /** All matches, from left to right; none of no length right behind another. */
  findAll(text: string, isAscii = isAsciiText(text)): readonly Match[] {
    const engine = this.#engine(isAscii);
    const isNative = engine.isFitFor(text);
    let match: Match | undefined = engine.exec(text, 0, isNative);
    if (match === undefined) return NONE;
    const matches: Match[] = [];
    for (let lastEnd = -1; match !== undefined; ) {
      const [start, end] = [match[0] as number, match[1] as number];
      let from: number = end;
      if (start === end && end === lastEnd) from += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
      else matches.push(match);
      lastEnd = end;
      match = from <= text.length ? engine.exec(text, from, isNative) : undefined;
    }
    return matches;
  }

  #engine(isAscii: boolean): Engine {
    if (isAscii || this.#isBytes) return this.#narrow;
    this.#wide ??= new Engine(this.#parsed, false);
    return this.#wide;
  }
}

export function isAsciiText(text: string): boolean {
  return !BEYOND_ASCII.test(text);
}

/** One pattern, for text of one kind. */
class Engine {
  readonly #parsed: Parsed;
  readonly #maxRun: number;
  readonly #native: RegExp | undefined;
  #withGroups: RegExp | undefined;
  #machine: Machine | undefined;
  /** The characters that a match can hold. */
  readonly #sets: readonly CharSet[];
  readonly #bits: Uint8Array;
  readonly #isWide: boolean;

  constructor(parsed: Parsed, isNarrow: boolean) {
    this.#parsed = parsed;
    this.#isWide = !isNarrow;
    const sets = new Set<CharSet>();
    visitSets(parsed.root, (set) => sets.add(set));
    this.#sets = [...sets];
    this.#bits = Uint8Array.from({ length: 256 }, (_, code) =>
      this.#sets.some(({ bits }) => bits[code] === 1) ? 1 : 0,
    );
    this.#maxRun = keepsGroups(parsed.root) ? longestRun(growthOf(parsed.root, !isNarrow)) : 0;
    this.#native = this.#maxRun > 0 ? nativeRegex(parsed, isNarrow, "g") : undefined;
  }

  test(text: string): boolean {
    if (!this.isFitFor(text)) return this.exec(text, 0, false) !== undefined;
    const native = this.#native as RegExp;
    native.lastIndex = 0;
    return native.test(text);
  }

  /** @param isNative what {@link Engine.isFitFor} says of the text; asked once for all matches in it */
  exec(text: string, from: number, isNative: boolean): Match | undefined {
    if (!isNative) {
      this.#machine ??= new Machine(this.#parsed.root, this.#parsed.groupCount);
      return this.#machine.exec(text, from);
    }
    const native = this.#native as RegExp;
    native.lastIndex = from;
    const match = native.exec(text);
    if (match === null) return undefined;
    if (this.#parsed.groupCount === 1) return [match.index, match.index + match[0].length];
    return this.#groups(text, match.index);
  }

  /** Where the groups are costs more to find out, so it is asked of what matches only. */
  #groups(text: string, from: number): Match {
    this.#withGroups ??= nativeRegex(this.#parsed, !this.#isWide, "gd") as RegExp;
    this.#withGroups.lastIndex = from;
    const { indices } = this.#withGroups.exec(text) as RegExpExecArray;
    return (indices as RegExpIndicesArray).flatMap((pair) => pair ?? [-1, -1]);
  }

  /** Whether JavaScript's engine is safe, and faster, for this text. */
  isFitFor(text: string): boolean {
    if (this.#native === undefined) return false;
    return text.length <= this.#maxRun || !this.#hasRun(text);
  }

  /** Whether more characters that the pattern has come in a row than it is fit for. */
  #hasRun(text: string): boolean {
    const limit = this.#maxRun;
    if (limit === Number.POSITIVE_INFINITY) return false;
    let run = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const isIn = code < 128 || !this.#isWide ? this.#bits[code] === 1 : this.#holds(code);
      run = isIn ? run + 1 : 0;
      if (run > limit) return true;
    }
    return false;
  }

  /** Halves of a pair count as held: what they are part of is not looked up here. */
  #holds(code: number): boolean {
    return (code >= 0xd800 && code <= 0xdfff) || this.#sets.some((set) => set.isWide && set.has(code));
  }
}

function longestRun({ degree, factor }: Growth): number {
  if (degree === 1) return Number.POSITIVE_INFINITY;
  return degree === Number.POSITIVE_INFINITY ? 0 : Math.floor((MAX_STEPS / factor) ** (1 / (degree - 1)));
}

/** `undefined` when JavaScript's engine does not take it: too long, too many parts. */
function nativeRegex({ root }: Parsed, isNarrow: boolean, flags: string): RegExp | undefined {
  const regex = toJavaScript(root, isNarrow);
  try {
    return new RegExp(regex.source, regex.flags + flags);
  } catch {
    return undefined;
  }
}
