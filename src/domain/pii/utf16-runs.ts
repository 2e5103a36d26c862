/** Shorter ones are chance. */
const MIN_CHARACTERS = 5;

/** Part of some bytes that can be read as UTF-16. */
export interface Utf16Run {
  /** Where it begins. */
  readonly start: number;
  readonly text: string;
}

/** The parts between these offsets that are UTF-16, little endian, from even offsets on. */
export function* utf16Runs(bytes: Uint8Array, from: number, to: number): Generator<Utf16Run> {
  let start = from + (from % 2);
  let units = 0;
  for (let at = start; at + 1 < to; ) {
    const width = validUnits(bytes, at, to);
    if (width === 0) {
      yield* runOf(bytes, start, units);
      at += 2;
      start = at;
      units = 0;
    } else {
      units += width;
      at += 2 * width;
    }
  }
  yield* runOf(bytes, start, units);
}

/** Units of the character here: 1, 2 for a pair, 0 for half a pair. */
function validUnits(bytes: Uint8Array, at: number, end: number): 0 | 1 | 2 {
  const high = (bytes[at + 1] as number) & 0xfc;
  if (high === 0xdc) return 0;
  if (high !== 0xd8) return 1;
  return at + 3 < end && ((bytes[at + 3] as number) & 0xfc) === 0xdc ? 2 : 0;
}

function* runOf(bytes: Uint8Array, start: number, units: number): Generator<Utf16Run> {
  if (units < MIN_CHARACTERS) return;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, 2 * units).toString("utf16le");
  yield { start, text };
}
