import { utf8Bytes, utf8Text } from "../../kernel/base/bytes.ts";

const MOST_CHARACTERS = 4_000_000;

/**
 * JSON texts that many projects have in common, such as their scrubbing settings: each is checked once and kept once,
 * however many projects there are. Forgets all when it is full, and begins anew.
 */
export class SharedTexts {
  readonly #known = new Map<string, string>();
  readonly #mostCharacters: number;
  #characters = 0;

  constructor(mostCharacters: number = MOST_CHARACTERS) {
    this.#mostCharacters = mostCharacters;
  }

  /** The one copy of a text; `undefined` when it is no JSON. */
  json(text: string): string | undefined {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    try {
      JSON.parse(text);
    } catch {
      return undefined;
    }
    const own = ownText(text);
    if (this.#characters + own.length > this.#mostCharacters) {
      this.#known.clear();
      this.#characters = 0;
    }
    if (own.length > this.#mostCharacters) return own;
    this.#known.set(own, own);
    this.#characters += own.length;
    return own;
  }
}

/** A part of a long text keeps all of it in memory: this is the part alone. */
export function ownText(part: string): string {
  return utf8Text(utf8Bytes(part));
}
