import { isAsciiText, type Pattern } from "../../kernel/base/regex/pattern.ts";
import { ownText } from "../project/shared-texts.ts";

const MAX_KNOWN = 1024;
const MAX_KEY = 64;

/** Whether a pattern is found in a key. Keys come again and again: what was found out is kept, for some of them. */
export class KeyTest {
  readonly #pattern: Pattern;
  readonly #known = new Map<string, boolean>();

  constructor(pattern: Pattern) {
    this.#pattern = pattern;
  }

  test(key: string): boolean {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const isFound = this.#pattern.test(key, isAsciiText(key));
    if (key.length > MAX_KEY) return isFound;
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(ownText(key), isFound); // a part of a payload would keep all of it
    return isFound;
  }
}
