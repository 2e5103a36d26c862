import type { ClassItem } from "./char-set.ts";
import type { Cursor } from "./cursor.ts";
import { parseEscape } from "./parse-escape.ts";

const POSIX: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  alnum: [[48, 57], [65, 90], [97, 122]], alpha: [[65, 90], [97, 122]], ascii: [[0, 127]], blank: [[9, 9], [32, 32]],
  cntrl: [[0, 31], [127, 127]], digit: [[48, 57]], graph: [[33, 126]], lower: [[97, 122]], print: [[32, 126]],
  punct: [[33, 47], [58, 64], [91, 96], [123, 126]], space: [[9, 13], [32, 32]], upper: [[65, 90]],
  word: [[48, 57], [65, 90], [95, 95], [97, 122]], xdigit: [[48, 57], [65, 70], [97, 102]],
}; // biome-ignore format: a table
const OPERATORS = { "&&": "and", "--": "minus", "~~": "xor" } as const;
const MAX_DEPTH = 100;

/** Reads a class in brackets; the cursor stands on the first. With `ignoresSpace`, white space means nothing in it. */
export function parseClass(cursor: Cursor, ignoresSpace: boolean, depth = 0): ClassItem {
  const start = cursor.at;
  if (depth > MAX_DEPTH) return cursor.fail("exceeds the nest limit", start, start + 1);
  cursor.at++;
  const skip = (): void => {
    if (ignoresSpace) cursor.skipSpace();
  };
  skip();
  const isNegated = cursor.take("^");
  skip();
  let items: ClassItem[] = [];
  let left: { readonly item: ClassItem; readonly kind: "and" | "minus" | "xor" } | undefined;
  // Right after the opening, a dash and one closing bracket are characters.
  while (cursor.take("-")) {
    items.push(range(45, 45));
    skip();
  }
  if (items.length === 0 && cursor.take("]")) items.push(range(93, 93));
  for (;;) {
    skip();
    if (cursor.isAtEnd) return cursor.fail("unclosed character class", start, start + 1);
    if (cursor.take("]")) break;
    const operator = Object.keys(OPERATORS).find((text) => cursor.looksAt(text)) as
      | keyof typeof OPERATORS
      | undefined;
    if (operator !== undefined) {
      cursor.at += 2;
      left = { item: joined(left, items), kind: OPERATORS[operator] };
      items = [];
    } else if (cursor.looksAt("["))
      items.push(parsePosix(cursor) ?? parseClass(cursor, ignoresSpace, depth + 1));
    else items.push(parseRange(cursor, skip));
  }
  return { kind: "union", items: [joined(left, items)], isNegated };
}

function joined(
  left: { readonly item: ClassItem; readonly kind: "and" | "minus" | "xor" } | undefined,
  items: readonly ClassItem[],
): ClassItem {
  const right: ClassItem = { kind: "union", items, isNegated: false };
  return left === undefined ? right : { kind: left.kind, left: left.item, right, isNegated: false };
}

/** `[:alpha:]` inside a class; `undefined`, and the cursor where it was: it is none. */
function parsePosix(cursor: Cursor): ClassItem | undefined {
  const [whole, caret, name] =
    /^\[:(\^?)([a-z]+):\]/.exec(cursor.text.slice(cursor.at, cursor.at + 16)) ?? [];
  const ranges = POSIX[name ?? ""];
  if (whole === undefined || ranges === undefined) return undefined;
  cursor.at += whole.length;
  return { kind: "union", items: ranges.map(([from, to]) => range(from, to)), isNegated: caret === "^" };
}

function parseRange(cursor: Cursor, skip: () => void): ClassItem {
  const start = cursor.at;
  const first = parseMember(cursor);
  skip();
  const rest = cursor.text.slice(cursor.at + 1).trimStart();
  if (!cursor.looksAt("-") || cursor.looksAt("--") || rest.startsWith("]") || rest === "") return first.item;
  cursor.at++;
  skip();
  if (first.code === undefined)
    return cursor.fail("invalid range boundary, must be a literal", start, cursor.at - 1);
  const second = cursor.at;
  const { code } = parseMember(cursor);
  if (code === undefined) return cursor.fail("invalid range boundary, must be a literal", second, cursor.at);
  if (code < first.code) {
    const problem = "invalid character class range, the start must be <= the end";
    return cursor.fail(problem, start, cursor.at);
  }
  return range(first.code, code);
}

/** `code` when it is one character. */
function parseMember(cursor: Cursor): { readonly item: ClassItem; readonly code?: number } {
  const start = cursor.at;
  if (!cursor.looksAt("\\")) {
    const code = cursor.next().codePointAt(0) as number;
    return { item: range(code, code), code };
  }
  const escaped = parseEscape(cursor);
  if (escaped.kind === "class") return { item: escaped.item };
  if (escaped.kind === "char") return { item: range(escaped.code, escaped.code), code: escaped.code };
  const code = escaped.letter.charCodeAt(0);
  if (escaped.letter === "<" || escaped.letter === ">") return { item: range(code, code), code };
  return cursor.fail("invalid escape sequence found in character class", start, cursor.at);
}

function range(from: number, to: number): ClassItem {
  return { kind: "range", from, to };
}
