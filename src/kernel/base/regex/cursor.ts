import { RegexError } from "./syntax.ts";

/** Where the parser stands in the pattern. */
export class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** The character here, or an empty text. */
  peek(): string {
    const code = this.text.codePointAt(this.at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  next(): string {
    const char = this.peek();
    this.at += char.length;
    return char;
  }

  /** Whether this comes here, and past it. */
  take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  looksAt(expected: string): boolean {
    return this.text.startsWith(expected, this.at);
  }

  /** Past white space and comments, which mean nothing with the flag `x`. */
  skipSpace(): void {
    for (;;) {
      const char = this.peek();
      if (char === "#") {
        while (!this.isAtEnd && this.next() !== "\n");
      } else if (char !== "" && /\p{White_Space}/u.test(char)) this.at += char.length;
      else return;
    }
  }

  fail(message: string, start = this.at, end = this.at): never {
    throw new RegexError(message, start, end);
  }
}
