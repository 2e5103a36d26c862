interface Numbered {
  readonly id: number;
  readonly revision: number;
}

/**
 * Puts changed items into a list that is sorted by id, newest first: known ones are replaced where they stand unless
 * the list has a later revision, new ones find their place. At most `most` are kept, the oldest go.
 */
export function mergeItems<T extends Numbered>(
  list: readonly T[],
  changed: readonly T[],
  most: number,
): readonly T[] {
  if (changed.length === 0) return list;
  const newest = list[0]?.id ?? 0;
  const oldest = list[list.length - 1]?.id ?? Number.POSITIVE_INFINITY;
  const byId = new Map(changed.map((item) => [item.id, item]));
  const above: T[] = [];
  const below: T[] = [];
  for (const item of byId.values()) {
    if (item.id > newest) above.push(item);
    else if (item.id < oldest) below.push(item);
  }
  const known = above.length + below.length === byId.size ? list : replaced(list, byId);
  const descending = (a: T, b: T) => b.id - a.id;
  return [...above.toSorted(descending), ...known, ...below.toSorted(descending)].slice(0, most);
}

function replaced<T extends Numbered>(list: readonly T[], byId: ReadonlyMap<number, T>): readonly T[] {
  const result = list.map((item) => {
    const changed = byId.get(item.id);
    return changed !== undefined && changed.revision > item.revision ? changed : item;
  });
  const here = new Set(result.map((item) => item.id));
  const newest = result[0]?.id ?? 0;
  const oldest = result[result.length - 1]?.id ?? 0;
  // A search may begin to match an item in the middle, when its fate changes.
  const between = [...byId.values()].filter(
    (item) => item.id < newest && item.id > oldest && !here.has(item.id),
  );
  return between.length === 0 ? result : [...result, ...between].toSorted((a, b) => b.id - a.id);
}
