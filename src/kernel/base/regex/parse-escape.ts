import type { ClassItem } from "./char-set.ts";
import type { Cursor } from "./cursor.ts";
import { findProperty } from "./properties.ts";

const CONTROLS: Readonly<Record<string, number>> = { a: 7, f: 12, t: 9, n: 10, r: 13, v: 11 };
const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const INCOMPLETE = "incomplete escape sequence, reached end of pattern prematurely";

/** An escape: a character, a class, or a letter that means an assertion. */
export type Escape =
  | { readonly kind: "char"; readonly code: number }
  | { readonly kind: "class"; readonly item: ClassItem }
  | { readonly kind: "assert"; readonly letter: "A" | "z" | "b" | "B" | "<" | ">" };

/** Reads an escape; the cursor stands on its backslash. */
export function parseEscape(cursor: Cursor): Escape {
  const start = cursor.at;
  cursor.at++;
  const char = cursor.next();
  if (char === "") return cursor.fail(INCOMPLETE, start + 1, start + 1);
  if (/[0-9]/.test(char)) return cursor.fail("backreferences are not supported", start, cursor.at);
  if (/[dswDSW]/.test(char)) {
    const name = char.toLowerCase() as "d" | "s" | "w";
    return { kind: "class", item: { kind: "perl", name, isNegated: name !== char } };
  }
  if (char === "p" || char === "P")
    return { kind: "class", item: parseProperty(cursor, start, char === "P") };
  if (char in HEX_DIGITS) return { kind: "char", code: parseHex(cursor, HEX_DIGITS[char] as number) };
  const control = CONTROLS[char];
  if (control !== undefined) return { kind: "char", code: control };
  if (char === "A" || char === "z" || char === "b" || char === "B" || char === "<" || char === ">")
    return { kind: "assert", letter: char };
  // Of the other characters, those that are neither letters nor digits stand for themselves.
  if (/^[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e ]$/.test(char))
    return { kind: "char", code: char.charCodeAt(0) };
  return cursor.fail("unrecognized escape sequence", start, cursor.at);
}

function parseHex(cursor: Cursor, digits: number): number {
  const start = cursor.at;
  let text = "";
  if (cursor.take("{")) {
    while (!cursor.isAtEnd && !cursor.looksAt("}")) text += cursor.next();
    if (!cursor.take("}")) return cursor.fail(INCOMPLETE);
    if (text === "") return cursor.fail("hexadecimal literal empty", start, cursor.at);
  } else {
    while (text.length < digits && !cursor.isAtEnd) text += cursor.next();
    if (text.length < digits) return cursor.fail(INCOMPLETE);
  }
  if (!/^[0-9a-fA-F]+$/.test(text)) return cursor.fail("invalid hexadecimal digit", start, cursor.at);
  const code = Number.parseInt(text, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    return cursor.fail("hexadecimal literal is not a Unicode scalar value", start, cursor.at);
  return code;
}

function parseProperty(cursor: Cursor, start: number, isUpper: boolean): ClassItem {
  let name = cursor.next();
  let isNegated = isUpper;
  if (name === "") return cursor.fail(INCOMPLETE);
  if (name === "{") {
    name = "";
    while (!cursor.isAtEnd && !cursor.looksAt("}")) name += cursor.next();
    if (!cursor.take("}")) return cursor.fail(INCOMPLETE);
    const unequal = name.indexOf("!=");
    if (unequal >= 0) {
      name = `${name.slice(0, unequal)}=${name.slice(unequal + 2)}`;
      isNegated = !isNegated;
    }
  }
  const found = findProperty(name);
  if (found === undefined) return cursor.fail("Unicode property not found", start, cursor.at);
  return { kind: "property", name: found, isNegated };
}
