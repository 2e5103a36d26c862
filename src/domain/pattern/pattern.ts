import { ok, type Result } from "../../kernel/base/result.ts";
import { compileMatcher, type Matcher } from "./matcher.ts";
import { type PatternToken, parsePattern } from "./parse-pattern.ts";

export interface PatternOptions {
  readonly ignoreCase: boolean;
}

/**
 * What projects write to name many things at once: `*` any text, `?` one character, `[a-z]`, `[!a-z]`, `{a,b*}`, `\x`.
 * A pattern matches a text as a whole; the empty one matches nothing.
 */
export class Pattern {
  readonly #matches: Matcher;
  readonly #ignoreCase: boolean;

  private constructor(matches: Matcher, ignoreCase: boolean) {
    this.#matches = matches;
    this.#ignoreCase = ignoreCase;
  }

  /** @returns what is wrong with it */
  static parse(pattern: string, { ignoreCase }: PatternOptions): Result<Pattern, string> {
    const tokens = parsePattern(pattern);
    if (!tokens.ok) return tokens;
    const read = ignoreCase ? tokens.value.map(lowerToken) : tokens.value;
    return ok(new Pattern(compileMatcher(read), ignoreCase));
  }

  matches(text: string): boolean {
    return this.#matches(this.#ignoreCase ? lowerText(text) : text);
  }

  /** The same for a text that {@link lowerText} made, where several patterns are asked. */
  matchesLowered(text: string): boolean {
    return this.#matches(text);
  }
}

/** Patterns that ignore case, of which any may match. Those that cannot be read are left out, as the reference does. */
export class PatternList {
  readonly #patterns: readonly Pattern[];

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.flatMap((text) => {
      const pattern = Pattern.parse(text, { ignoreCase: true });
      return pattern.ok ? [pattern.value] : [];
    });
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  matches(text: string): boolean {
    if (this.#patterns.length === 0) return false;
    const lowered = lowerText(text);
    return this.#patterns.some((pattern) => pattern.matchesLowered(lowered));
  }
}

/** Lower case, character by character: a sigma at the end of a word is one like any other. */
export function lowerText(text: string): string {
  const lowered = text.toLowerCase();
  return text.includes("Σ") ? [...text].map((char) => char.toLowerCase()).join("") : lowered;
}

function lowerToken(token: PatternToken): PatternToken {
  switch (token.kind) {
    case "text":
      return { kind: "text", text: token.text.toLowerCase() };
    case "class":
      return { ...token, ignoreCase: true };
    case "alternates":
      return { kind: "alternates", branches: token.branches.map((branch) => branch.map(lowerToken)) };
    default:
      return token;
  }
}
