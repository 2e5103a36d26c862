type Follow = readonly (readonly number[])[];
type Meets = (a: number, b: number) => boolean;

/** Whether two different ways lead to one place over the same text: then their number can multiply. */
export function canMeetAgain(first: readonly number[], follow: Follow, meets: Meets): boolean {
  const size = follow.length;
  const seen = new Set<number>();
  const open: number[] = [];
  const add = (one: number, other: number, wereApart: boolean): boolean => {
    if (!meets(one, other)) return false;
    if (one === other && wereApart) return true;
    const pair = Math.min(one, other) * size + Math.max(one, other);
    if (!seen.has(pair)) open.push(pair);
    seen.add(pair);
    return false;
  };
  for (const one of first) for (const other of first) add(one, other, false);
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [left, right] = [Math.floor(pair / size), pair % size];
    for (const one of follow[left] ?? [])
      for (const other of follow[right] ?? []) if (add(one, other, left !== right)) return true;
  }
  return false;
}

/** Whether two different ways lead around a loop over the same text: their number doubles with each round. */
export function hasTwoWays(follow: Follow, loops: readonly (number | undefined)[], meets: Meets): boolean {
  const size = follow.length;
  const pairs = (from: number, loop: number): ReadonlySet<number> => {
    const seen = new Set<number>();
    const open: number[] = [from];
    for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
      for (const one of follow[Math.floor(pair / size)] ?? [])
        for (const other of follow[pair % size] ?? []) {
          const next = one * size + other;
          if (seen.has(next) || loops[one] !== loop || loops[other] !== loop || !meets(one, other)) continue;
          seen.add(next);
          open.push(next);
        }
    }
    return seen;
  };
  for (let place = 0; place < size; place++) {
    const loop = loops[place];
    if (loop === undefined) continue;
    const ways = pairs(place * size + place, loop);
    for (const pair of ways) {
      const isSplit = Math.floor(pair / size) !== pair % size;
      if (isSplit && pairs(pair, loop).has(place * size + place)) return true;
    }
  }
  return false;
}
