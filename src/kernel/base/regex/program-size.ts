import type { CharSet } from "./char-set.ts";
import type { Node } from "./syntax.ts";

/** By measurement: what a place of a pattern takes in the Rust library's program, a little less to be on the safe side. */
const CHARACTER = 31;
const RANGE = 60;
const WIDE = 900;
const DIGITS = 4_800;
const LETTERS = 40_000;

/** About as many bytes as the Rust library's program for this would take; patterns are limited by it. */
export function programSize(node: Node): number {
  switch (node.kind) {
    case "empty":
    case "assert":
      return 0;
    case "set":
      return setSize(node.set);
    case "capture":
      return programSize(node.body) + 2 * CHARACTER;
    case "concat":
      return node.parts.reduce((sum, part) => sum + programSize(part), 0);
    case "either":
      return node.options.reduce((sum, option) => sum + programSize(option) + CHARACTER, 0);
    case "repeat": {
      const count = node.max === Number.POSITIVE_INFINITY ? Math.max(node.min, 1) : node.max;
      return count * programSize(node.body);
    }
  }
}

function setSize(set: CharSet): number {
  if (set.only !== undefined && !set.ignoresCase) return CHARACTER * (set.only < 128 ? 1 : 2);
  if (/Alphabetic|\\p\{L\}/.test(set.source)) return LETTERS;
  if (/\\p\{Nd\}/.test(set.source)) return DIGITS;
  return set.isWide && set.only === undefined ? WIDE : RANGE;
}
