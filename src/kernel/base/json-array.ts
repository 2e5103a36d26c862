import { skipSpace } from "./json-object.ts";
import { COMMA, JsonSkipper, MAX_LENIENT_DEPTH, OPEN_BRACKET } from "./json-skip.ts";

const CLOSE_BRACKET = 0x5d;
/** Elements of one array. */
const MAX_ELEMENTS = 100_000;

const skipper = new JsonSkipper(true);

/**
 * Where the elements of a JSON array lie, from offset to offset; their insides are looked over, not read.
 * @returns `undefined` when the bytes are anything else than one array
 */
export function elementSpans(bytes: Uint8Array): (readonly [start: number, end: number])[] | undefined {
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_BRACKET) return undefined;
  skipper.bytes = bytes;
  const spans: (readonly [number, number])[] = [];
  at = skipper.space(at + 1);
  if (bytes[at] !== CLOSE_BRACKET) {
    for (;;) {
      const end = skipper.value(at, MAX_LENIENT_DEPTH);
      if (end < 0 || spans.length === MAX_ELEMENTS) return undefined;
      spans.push([at, end]);
      at = skipper.space(end);
      if (bytes[at] === CLOSE_BRACKET) break;
      if (bytes[at] !== COMMA) return undefined;
      at = skipper.space(at + 1);
    }
  }
  return skipSpace(bytes, at + 1) === bytes.length ? spans : undefined;
}
