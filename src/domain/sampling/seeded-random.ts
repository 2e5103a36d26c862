const MASK = (1n << 64n) - 1n;
const MULTIPLIER = 6_364_136_223_846_793_005n;

/**
 * The number from 0 to below 1 that an id stands for. All relays draw the same one for a trace, so that they keep or drop
 * all of it: PCG-32 with the id's upper half as state and its lower half as stream.
 * @param id 32 hex digits
 */
export function seededRandom(id: string): number {
  const increment = ((BigInt(`0x${id.slice(16)}`) << 1n) | 1n) & MASK;
  let state = (BigInt(`0x${id.slice(0, 16)}`) + increment) & MASK;
  state = (state * MULTIPLIER + increment) & MASK;
  const low = output(state);
  const high = output((state * MULTIPLIER + increment) & MASK);
  // The upper 53 bits of both together.
  return (high * 2 ** 21 + Math.floor(low / 2 ** 11)) * 2 ** -53;
}

/** A step's 32 bits: xor, shift high, rotate by what is on top. */
function output(state: bigint): number {
  const mixed = Number((((state >> 18n) ^ state) >> 27n) & 0xffff_ffffn);
  const turn = Number(state >> 59n);
  return ((mixed >>> turn) | (mixed << (-turn & 31))) >>> 0;
}
