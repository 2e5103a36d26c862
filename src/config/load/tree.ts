/** Small helpers on mappings as they stand in a file. None changes its argument. */
import { isMapping } from "../options/read.ts";
import type { RawTree } from "../show/effective.ts";

/** The tree with `value` at `path`; what stood in the way and is no mapping is replaced. */
export function withValue(tree: RawTree, path: readonly string[], value: unknown): RawTree {
  const [head, ...rest] = path;
  if (head === undefined) return tree;
  const inner = tree[head];
  return {
    ...tree,
    [head]: rest.length === 0 ? value : withValue(isMapping(inner) ? inner : {}, rest, value),
  };
}

/** The value at `path`; `undefined` where there is none. */
export function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isMapping(value) ? value[key] : undefined), tree);
}
