import type { CharSet } from "./char-set.ts";

/** What holds between two characters. Those of words come as `\b` and the like, with and without Unicode. */
export type Assertion =
  | "textStart"
  | "textEnd"
  | "lineStart"
  | "lineEnd"
  | "crlfStart"
  | "crlfEnd"
  | "word"
  | "notWord"
  | "wordStart"
  | "wordEnd"
  | "wordStartHalf"
  | "wordEndHalf";

/** A pattern, read: flags are resolved into it. */
export type Node =
  | { readonly kind: "empty" }
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "assert"; readonly what: Assertion; readonly isAscii: boolean }
  | { readonly kind: "capture"; readonly index: number; readonly body: Node }
  | { readonly kind: "concat"; readonly parts: readonly Node[] }
  | { readonly kind: "either"; readonly options: readonly Node[] }
  | RepeatNode;

export interface RepeatNode {
  readonly kind: "repeat";
  readonly body: Node;
  readonly min: number;
  /** `Infinity`: no end. */
  readonly max: number;
  readonly isGreedy: boolean;
}

/** A pattern that is not of the dialect. Offsets are those of its text. */
export class RegexError extends Error {
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.start = start;
    this.end = end;
  }

  /** As the Rust library says it: the pattern, a mark below what is wrong, the reason. */
  explain(pattern: string): string {
    if (pattern.includes("\n")) return `regex parse error: ${this.message}`;
    const before = [...pattern.slice(0, this.start)].length;
    const width = Math.max(1, [...pattern.slice(this.start, this.end)].length);
    return `regex parse error:\n    ${pattern}\n    ${" ".repeat(before)}${"^".repeat(width)}\nerror: ${this.message}`;
  }
}

/** Whether something of no length is a match. Assertions count as such. */
export function isNullable(node: Node): boolean {
  switch (node.kind) {
    case "empty":
    case "assert":
      return true;
    case "set":
      return false;
    case "capture":
      return isNullable(node.body);
    case "concat":
      return node.parts.every(isNullable);
    case "either":
      return node.options.some(isNullable);
    case "repeat":
      return node.min === 0 || isNullable(node.body);
  }
}

/** Most characters that a match can have; `Infinity` when there is no end. */
export function maxLength(node: Node): number {
  switch (node.kind) {
    case "empty":
    case "assert":
      return 0;
    case "set":
      return 1;
    case "capture":
      return maxLength(node.body);
    case "concat":
      return node.parts.reduce((sum, part) => sum + maxLength(part), 0);
    case "either":
      return Math.max(...node.options.map(maxLength));
    case "repeat": {
      const length = maxLength(node.body);
      return length === 0 ? 0 : length * node.max;
    }
  }
}
