import { isJsonObject, type JsonValue } from "../../../kernel/base/json/value.ts";
import { flatSize } from "../flat-size.ts";

interface Bag {
  bytesLeft: number;
  /** Containers at this depth are one too deep. */
  readonly endDepth: number;
}

/** The bags around a value, each with limits of its own: what is in an inner one takes from all of them. */
export class Bags {
  readonly #bags: Bag[] = [];

  get isEmpty(): boolean {
    return this.#bags.length === 0;
  }

  push(depth: number, maxDepth: number | undefined, maxBytes: number | undefined): void {
    this.#bags.push({
      bytesLeft: maxBytes ?? Number.POSITIVE_INFINITY,
      endDepth: depth + (maxDepth ?? Number.POSITIVE_INFINITY) - 1,
    });
  }

  pop(): void {
    this.#bags.pop();
  }

  /** Of the bag that is fullest. */
  get bytesLeft(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { bytesLeft } of this.#bags) if (bytesLeft < least) least = bytesLeft;
    return least;
  }

  isTooDeep(depth: number): boolean {
    return this.#bags.some(({ endDepth }) => depth >= endDepth);
  }

  /** A value was put in; nothing is ever owed. */
  take(bytes: number): void {
    for (const bag of this.#bags) bag.bytesLeft = Math.max(0, bag.bytesLeft - bytes);
  }

  /** Takes for a whole value at once, when all of it fits by far. @returns false when it has to be looked at */
  takeWhole(value: JsonValue, depth: number): boolean {
    const cost = costOf(value);
    if (cost > this.bytesLeft || this.isTooDeep(depth + levelsOf(value) - 1)) return false;
    this.take(cost);
    return true;
  }
}

/** What a value takes, with all that is in it: names are for nothing. */
export function costOf(value: JsonValue): number {
  if (value === null) return 1;
  if (Array.isArray(value)) {
    let cost = 3;
    for (const item of value) cost += costOf(item);
    return cost;
  }
  if (!isJsonObject(value)) return flatSize(value) + 1;
  let cost = 3;
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member !== undefined) cost += costOf(member);
  }
  return cost;
}

/** Containers inside one another. */
function levelsOf(value: JsonValue): number {
  if (!Array.isArray(value) && !isJsonObject(value)) return 0;
  let levels = 0;
  for (const member of Object.values(value)) {
    if (typeof member !== "object" || member === null) continue;
    const below = levelsOf(member);
    if (below > levels) levels = below;
  }
  return levels + 1;
}
