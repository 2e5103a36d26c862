import type { Cursor } from "./cursor.ts";
import type { Node } from "./syntax.ts";

const MAX_COUNT = 0xffff_ffff;

/** Reads what says how often `body` comes; the cursor stands on it. */
export function parseQuantifier(
  cursor: Cursor,
  body: Node,
  flags: { readonly U: boolean; readonly x: boolean },
): Node {
  const start = cursor.at;
  const [min, max] = readBounds(cursor, start);
  if (flags.x) cursor.skipSpace();
  const isLazy = cursor.take("?");
  return { kind: "repeat", body, min, max, isGreedy: isLazy === flags.U };
}

function readBounds(cursor: Cursor, start: number): readonly [number, number] {
  const char = cursor.next();
  if (char === "*") return [0, Number.POSITIVE_INFINITY];
  if (char === "+") return [1, Number.POSITIVE_INFINITY];
  if (char === "?") return [0, 1];
  const end = cursor.text.indexOf("}", cursor.at);
  const inside = cursor.text.slice(cursor.at, end < 0 ? cursor.text.length : end);
  const [whole, low, comma, high] = /^\s*([0-9]+)\s*(?:(,)\s*([0-9]*)\s*)?$/.exec(inside) ?? [];
  if (whole === undefined || low === undefined) {
    const isOpen = end < 0 && /^\s*(?:[0-9]+\s*(?:,\s*[0-9]*\s*)?)?$/.test(inside);
    if (isOpen) return cursor.fail("unclosed counted repetition", start, start + 1);
    return cursor.fail("repetition quantifier expects a valid decimal", cursor.at, cursor.at);
  }
  if (end < 0) return cursor.fail("unclosed counted repetition", start, start + 1);
  cursor.at = end + 1;
  const min = Number(low);
  const max =
    comma === undefined ? min : high === "" || high === undefined ? Number.POSITIVE_INFINITY : Number(high);
  if (min > MAX_COUNT || (max > MAX_COUNT && max !== Number.POSITIVE_INFINITY))
    return cursor.fail("decimal literal invalid", start + 1, end);
  if (max < min)
    return cursor.fail("invalid repetition count range, the start must be <= the end", start, cursor.at);
  return [min, max];
}
