import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type Selector, type SelectorItem, TYPE_NAMES, type TypeName } from "./selector.ts";

/** Other names of types. */
const ALIASES: Readonly<Record<string, TypeName>> = {
  bool: "boolean",
  list: "array",
  exception: "error",
  stacktrace: "stack",
  request: "http",
};
/** Whole selectors of old configs. */
const LEGACY: Readonly<Record<string, TypeName>> = {
  freeform: "string",
  email: "string",
  sensitive: "string",
  text: "string",
  databag: "object",
  container: "object",
};
const NAMES: ReadonlySet<string> = new Set(TYPE_NAMES);
const MAX_INDEX = 2n ** 64n - 1n;
const MAX_DEPTH = 200;

class SelectorError extends Error {}

/**
 * Reads a selector.
 * @param knowsLegacy old names of whole selectors are known: `email` means `$string`
 * @returns what is wrong with it
 */
export function parseSelector(text: string, knowsLegacy = true): Result<Selector, string> {
  const legacy = knowsLegacy && Object.hasOwn(LEGACY, text) ? LEGACY[text] : undefined;
  if (legacy !== undefined) return ok({ kind: "path", items: [{ kind: "type", name: legacy }] });
  try {
    return ok(new SelectorParser(text).parse());
  } catch (error) {
    if (error instanceof SelectorError) return err(error.message);
    throw error;
  }
}

/** A selector of one key, whatever is in it. */
export function keySelector(key: string): Selector {
  return { kind: "path", items: [{ kind: "key", key }] };
}

class SelectorParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Selector {
    // Syntax comes first: what a name means is asked once all of it can be read.
    const checks: (() => void)[] = [];
    const selector = this.#either(checks);
    this.#skipSpaces();
    if (this.#at < this.#text.length) this.#fail();
    for (const check of checks) check();
    return selector;
  }

  #either(checks: (() => void)[]): Selector {
    if (++this.#depth > MAX_DEPTH) this.#fail();
    const parts = [this.#all(checks)];
    while (this.#takes("||") || this.#takes("|")) parts.push(this.#all(checks));
    this.#depth--;
    return parts.length === 1 ? (parts[0] as Selector) : { kind: "or", parts };
  }

  #all(checks: (() => void)[]): Selector {
    const parts = [this.#maybeNot(checks)];
    while (this.#takes("&&") || this.#takes("&")) parts.push(this.#maybeNot(checks));
    return parts.length === 1 ? (parts[0] as Selector) : { kind: "and", parts };
  }

  #maybeNot(checks: (() => void)[]): Selector {
    const isNot = this.#takes("!") || this.#takes("~");
    const inner = this.#takes("(") ? this.#inParentheses(checks) : this.#path(checks);
    return isNot ? { kind: "not", inner } : inner;
  }

  #inParentheses(checks: (() => void)[]): Selector {
    const selector = this.#either(checks);
    if (!this.#takes(")")) this.#fail();
    return selector;
  }

  #path(checks: (() => void)[]): Selector {
    const items: SelectorItem[] = [];
    do items.push(this.#item(checks));
    while (this.#takes("."));
    checks.push(() => {
      if (items.filter(({ kind }) => kind === "deep").length > 1)
        throw new SelectorError("deep wildcard used more than once");
      if (items.length === 1 && items[0]?.kind === "any")
        throw new SelectorError("wildcard must be part of a path");
    });
    return { kind: "path", items };
  }

  #item(checks: (() => void)[]): SelectorItem {
    if (this.#takes("**")) return { kind: "deep" };
    if (this.#takes("*")) return { kind: "any" };
    if (this.#takes("'")) return { kind: "key", key: this.#quoted() };
    if (this.#takes("$")) {
      const word = this.#match(/[a-z_]+/y) ?? this.#fail();
      const name = ALIASES[word] ?? word;
      checks.push(() => {
        if (!NAMES.has(name)) throw new SelectorError("unknown value");
      });
      return { kind: "type", name: name as TypeName };
    }
    const digits = this.#match(/[0-9]+/y);
    if (digits !== undefined) {
      checks.push(() => {
        if (BigInt(digits) > MAX_INDEX) throw new SelectorError("invalid index");
      });
      return { kind: "index", index: Number(digits) };
    }
    const key = this.#match(/[A-Za-z_][A-Za-z0-9_-]*/y) ?? this.#fail();
    return { kind: "key", key };
  }

  /** Behind the opening quote. Spaces right there count for nothing, those at the end do. */
  #quoted(): string {
    this.#skipSpaces();
    const body = this.#match(/(?:[^']|'')+/y) ?? this.#fail();
    if (!this.#text.startsWith("'", this.#at)) this.#fail();
    this.#at++;
    return body.replaceAll("''", "'");
  }

  #takes(token: string): boolean {
    this.#skipSpaces();
    if (!this.#text.startsWith(token, this.#at)) return false;
    this.#at += token.length;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #skipSpaces(): void {
    while (this.#text[this.#at] === " ") this.#at++;
  }

  #fail(): never {
    throw new SelectorError(`invalid syntax near "${this.#text}"`);
  }
}
