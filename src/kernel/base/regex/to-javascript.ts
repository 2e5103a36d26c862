import { type CharSet, hex, narrowSource, WORD } from "./char-set.ts";
import type { Assertion, Node } from "./syntax.ts";

/** A pattern as JavaScript has it. */
export interface JavaScriptRegex {
  readonly source: string;
  readonly flags: "" | "i" | "v" | "vi";
}

const LINES: Readonly<Partial<Record<Assertion, string>>> = {
  textStart: "^",
  textEnd: "$",
  lineStart: "(?:^|(?<=\\n))",
  lineEnd: "(?:$|(?=\\n))",
  crlfStart: "(?:^|(?<=\\n)|(?<=\\r)(?!\\n))",
  crlfEnd: "(?:$|(?=\\r)|(?<!\\r)(?=\\n))",
};

/**
 * Writes a pattern for text in which no character is beyond its sets' bits (`isNarrow`: ASCII, or bytes), or for any text.
 * Sets are written out, so that no flag of JavaScript and no habit of its classes changes what they hold.
 */
export function toJavaScript(root: Node, isNarrow: boolean): JavaScriptRegex {
  const cases = new Set<boolean>();
  visitSets(root, (set) => cases.add(set.ignoresCase));
  const ignoresCase = cases.has(true) && !cases.has(false);
  const write = isNarrow
    ? (set: CharSet) => narrow(set, ignoresCase)
    : (set: CharSet) => (set.ignoresCase && !ignoresCase ? `(?i:${set.source})` : set.source);
  return {
    source: writeNode(root, write, isNarrow),
    flags: `${isNarrow ? "" : "v"}${ignoresCase ? "i" : ""}` as JavaScriptRegex["flags"],
  };
}

export function visitSets(node: Node, visit: (set: CharSet) => void): void {
  if (node.kind === "set") visit(node.set);
  else if (node.kind === "concat") for (const part of node.parts) visitSets(part, visit);
  else if (node.kind === "either") for (const option of node.options) visitSets(option, visit);
  else if (node.kind === "repeat" || node.kind === "capture") visitSets(node.body, visit);
}

/** Engines are fastest with letters that are letters, so one letter stays one. */
function narrow(set: CharSet, ignoresCase: boolean): string {
  const { only } = set;
  if (only === undefined || only >= set.bits.length) return narrowSource(set.bits);
  const isLetter = /[a-zA-Z]/.test(String.fromCharCode(only));
  return !set.ignoresCase || ignoresCase || !isLetter ? hex(only) : narrowSource(set.bits);
}

function writeNode(node: Node, write: (set: CharSet) => string, isNarrow: boolean): string {
  switch (node.kind) {
    case "empty":
      return "(?:)";
    case "set":
      return write(node.set);
    case "assert":
      return LINES[node.what] ?? wordAssertion(node.what, isNarrow || node.isAscii);
    case "capture":
      return `(${writeNode(node.body, write, isNarrow)})`;
    case "concat":
      return node.parts.map((part) => writePart(part, write, isNarrow)).join("");
    case "either":
      return node.options.map((option) => writeNode(option, write, isNarrow)).join("|");
    case "repeat":
      return `${writeBody(node.body, write, isNarrow)}${bounds(node.min, node.max)}${node.isGreedy ? "" : "?"}`;
  }
}

function writePart(node: Node, write: (set: CharSet) => string, isNarrow: boolean): string {
  const text = writeNode(node, write, isNarrow);
  return node.kind === "either" ? `(?:${text})` : text;
}

function writeBody(node: Node, write: (set: CharSet) => string, isNarrow: boolean): string {
  const text = writeNode(node, write, isNarrow);
  const isAtom = node.kind === "set" && !text.startsWith("(?i:");
  return isAtom || node.kind === "capture" ? text : `(?:${text})`;
}

function bounds(min: number, max: number): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  if (min === 0 && max === 1) return "?";
  return min === max ? `{${min}}` : `{${min},${max}}`;
}

function wordAssertion(what: Assertion, isAscii: boolean): string {
  const word = isAscii ? "[0-9A-Za-z_]" : WORD;
  const before = `(?<=${word})`;
  const after = `(?=${word})`;
  const notBefore = `(?<!${word})`;
  const notAfter = `(?!${word})`;
  switch (what) {
    case "word":
      return isAscii ? "\\b" : `(?:${before}${notAfter}|${notBefore}${after})`;
    case "notWord":
      return isAscii ? "\\B" : `(?:${before}${after}|${notBefore}${notAfter})`;
    case "wordStart":
      return `(?:${notBefore}${after})`;
    case "wordEnd":
      return `(?:${before}${notAfter})`;
    case "wordStartHalf":
      return notBefore;
    default:
      return notAfter;
  }
}
