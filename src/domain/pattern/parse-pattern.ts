import { err, ok, type Result } from "../../kernel/base/result.ts";

/** One character of a set: the code points from `from` to `to`. */
export interface CharRange {
  readonly from: number;
  readonly to: number;
}

export type PatternToken =
  | { readonly kind: "text"; readonly text: string }
  /** Exactly one character. */
  | { readonly kind: "one" }
  /** Any text, the empty one included. */
  | { readonly kind: "any" }
  | {
      readonly kind: "class";
      readonly negated: boolean;
      readonly ranges: readonly CharRange[];
      /** A letter counts in either case. */
      readonly ignoreCase: boolean;
    }
  | { readonly kind: "alternates"; readonly branches: readonly (readonly PatternToken[])[] };

/** Thrown inside this file only. */
class PatternError extends Error {}

/**
 * Reads a pattern: `?`, `*`, `[a-z]`, `[!a-z]`, `{a,b*}`, `\x`.
 * @returns what is wrong with it
 */
export function parsePattern(pattern: string): Result<readonly PatternToken[], string> {
  try {
    return ok(new PatternReader(pattern).read());
  } catch (error) {
    if (error instanceof PatternError) return err(error.message);
    throw error;
  }
}

class PatternReader {
  readonly #chars: readonly string[];
  #at = 0;

  constructor(pattern: string) {
    this.#chars = [...pattern];
  }

  read(): readonly PatternToken[] {
    const [tokens] = this.#sequence(false);
    return tokens;
  }

  /** Tokens up to the end, or within alternates up to `,` or `}`. @returns what ended them */
  #sequence(inAlternates: boolean): readonly [PatternToken[], string | undefined] {
    const tokens: PatternToken[] = [];
    for (;;) {
      const char = this.#chars[this.#at++];
      if (char === undefined) return [tokens, undefined];
      if (inAlternates && (char === "," || char === "}")) return [tokens, char];
      const token = this.#token(char, inAlternates);
      if (token !== undefined) push(tokens, token);
    }
  }

  #token(char: string, inAlternates: boolean): PatternToken | undefined {
    switch (char) {
      case "*":
        return { kind: "any" };
      case "?":
        return { kind: "one" };
      case "[":
        return this.#class();
      case "]":
        throw new PatternError("Unbalanced character class");
      case "{":
        if (inAlternates) throw new PatternError("Nested alternates");
        return this.#alternates();
      case "}":
        throw new PatternError("Unbalanced alternates");
      case "\\":
        return { kind: "text", text: this.#escaped() };
      default:
        return { kind: "text", text: char };
    }
  }

  /** Those that nobody closed, or in which there is nothing, are as good as not there. */
  #alternates(): PatternToken | undefined {
    const branches: PatternToken[][] = [];
    for (;;) {
      const [tokens, end] = this.#sequence(true);
      branches.push(tokens);
      if (end === undefined) return undefined;
      if (end === "}")
        return branches.every((branch) => branch.length === 0) ? undefined : { kind: "alternates", branches };
    }
  }

  #class(): PatternToken {
    const negated = this.#chars[this.#at] === "!";
    if (negated) this.#at++;
    const ranges: CharRange[] = [];
    for (let from = this.#classChar(); from !== undefined; from = this.#classChar()) {
      ranges.push({ from, to: from });
      // `a-c-e` is both `a-c` and `a-e`.
      while (this.#chars[this.#at] === "-" && this.#at + 1 < this.#chars.length) {
        if (this.#chars[this.#at + 1] === "]") break;
        this.#at++;
        const to = this.#classChar() as number;
        if (to < from) throw new PatternError(`Invalid character range '${spell(from)}-${spell(to)}'`);
        ranges.push({ from, to });
      }
    }
    return { kind: "class", negated, ranges, ignoreCase: false };
  }

  /** `undefined`: the class ends. */
  #classChar(): number | undefined {
    const char = this.#chars[this.#at++];
    if (char === undefined) throw new PatternError("Unbalanced character class");
    if (char === "]") return undefined;
    if (char === "[") throw new PatternError("Invalid character class");
    return (char === "\\" ? this.#escaped() : char).codePointAt(0);
  }

  #escaped(): string {
    const char = this.#chars[this.#at++];
    if (char === undefined) throw new PatternError("Dangling escape");
    return char;
  }
}

const spell = (codePoint: number): string => String.fromCodePoint(codePoint);

/** Text joins text, and any text after any text is any text. */
function push(tokens: PatternToken[], token: PatternToken): void {
  const last = tokens.at(-1);
  if (token.kind === "text" && last?.kind === "text")
    tokens[tokens.length - 1] = { kind: "text", text: last.text + token.text };
  else if (token.kind !== "any" || last?.kind !== "any") tokens.push(token);
}
