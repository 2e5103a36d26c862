import { canMeetAgain, hasTwoWays } from "./ambiguity.ts";
import type { CharSet } from "./char-set.ts";
import { isNullable, maxLength, type Node, type RepeatNode } from "./syntax.ts";

/**
 * How the steps of a backtracking engine grow with the text: at most `factor` × n to the power of `degree`, where n is the
 * longest run of characters that the pattern has at all. A `degree` of 1 is linear in the whole text, of Infinity unproven.
 */
export interface Growth {
  readonly degree: number;
  readonly factor: number;
}

const UNPROVEN: Growth = { degree: Number.POSITIVE_INFINITY, factor: 1 };
/** Longer patterns are not looked into: the check itself is quadratic and more. */
const MAX_POSITIONS = 160;
/** Short counted repetitions are written out; of longer ones it is assumed that they have no end. */
const MAX_WRITTEN_OUT = 40;
const MAX_FACTOR = 64;
/** Ways that are followed one after the other where none leads to a place of another; a guess, few patterns have more. */
const WAYS_AT_ONCE = 8;
/** Steps or ways of a pattern that has an end: each place of the text costs no more than that. */
const MAX_BOUNDED = 256;

/** Places of the pattern where a character is taken, and which can follow which: Glushkov's automaton. */
class Positions {
  readonly sets: CharSet[] = [];
  readonly follow: number[][] = [];
  /** Ways that are counted, not found: choices outside loops multiply. */
  factor = 1;
  /** One place leads to another in two ways, as in `(a+)+` or `(a?|b?)c`: each doubles the ways. */
  isTwofold = false;

  add(set: CharSet): number {
    this.sets.push(set);
    this.follow.push([]);
    return this.sets.length - 1;
  }

  link(from: readonly number[], to: readonly number[]): void {
    for (const one of from) {
      const followers = this.follow[one] as number[];
      for (const other of to) {
        if (followers.includes(other)) this.isTwofold = true;
        else followers.push(other);
      }
    }
  }
}

interface Part {
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly isNullable: boolean;
}

class TooLong extends Error {}

const NOTHING: Part = { first: [], last: [], isNullable: true };

/** @param isWide the text may have characters beyond the sets' bits */
export function growthOf(root: Node, isWide: boolean): Growth {
  const positions = new Positions();
  let whole: Part;
  try {
    whole = build(root, positions);
  } catch (error) {
    if (error instanceof TooLong) return UNPROVEN;
    throw error;
  }
  if (positions.isTwofold) return UNPROVEN;
  const { sets, follow } = positions;
  const meets = (a: number, b: number): boolean => (sets[a] as CharSet).meets(sets[b] as CharSet, isWide);
  const loops = findLoops(follow);
  const isDeterministic = [whole.first, ...follow].every((next) => areApart(next, meets));
  // With at most one way to each place, ways cannot multiply, however many choices there are.
  const isUnambiguous = isDeterministic || !canMeetAgain(whole.first, follow, meets);
  if (isUnambiguous && maxLength(root) <= MAX_BOUNDED) return { degree: 1, factor: 1 };
  if (!isUnambiguous && hasTwoWays(follow, loops, meets)) return UNPROVEN;
  const chain = longestChain(follow, loops);
  if (chain === 0)
    return isDeterministic || positions.factor <= MAX_BOUNDED ? { degree: 1, factor: 1 } : UNPROVEN;
  // What was read in a loop is read again from the next start, unless no start can be in there, or nothing can fail then.
  const inLoops = [...sets.keys()].filter((place) => loops[place] !== undefined);
  const startsInLoops = inLoops.some((place) => whole.first.some((first) => meets(place, first)));
  const cannotFail =
    whole.isNullable || (inLoops.every((place) => whole.last.includes(place)) && !hasAssertion(root));
  const perStart = isUnambiguous ? 1 : chain;
  const isRereadFree = (!startsInLoops && isDeterministic) || (cannotFail && isDeterministic);
  const factor = isDeterministic ? 1 : isUnambiguous ? WAYS_AT_ONCE : positions.factor * chain;
  return limited(isRereadFree ? 1 : perStart + 1, factor);
}

function limited(degree: number, factor: number): Growth {
  return factor > MAX_FACTOR ? UNPROVEN : { degree, factor };
}

function hasAssertion(node: Node): boolean {
  if (node.kind === "concat") return node.parts.some(hasAssertion);
  if (node.kind === "either") return node.options.some(hasAssertion);
  if (node.kind === "repeat" || node.kind === "capture") return hasAssertion(node.body);
  return node.kind === "assert";
}

function build(node: Node, positions: Positions): Part {
  if (positions.sets.length > MAX_POSITIONS) throw new TooLong();
  switch (node.kind) {
    case "empty":
    case "assert":
      return NOTHING;
    case "set": {
      const place = [positions.add(node.set)];
      return { first: place, last: place, isNullable: false };
    }
    case "capture":
      return build(node.body, positions);
    case "concat":
      return node.parts.reduce<Part>(
        (left, part) => joined(left, build(part, positions), positions),
        NOTHING,
      );
    case "either": {
      positions.factor *= node.options.length;
      const parts = node.options.map((option) => build(option, positions));
      if (parts.filter((part) => part.isNullable).length > 1) positions.isTwofold = true;
      return {
        first: parts.flatMap(({ first }) => first),
        last: parts.flatMap(({ last }) => last),
        isNullable: parts.some((part) => part.isNullable),
      };
    }
    case "repeat":
      return buildRepeat(node, positions);
  }
}

function joined(left: Part, right: Part, positions: Positions): Part {
  positions.link(left.last, right.first);
  return {
    first: left.isNullable ? [...left.first, ...right.first] : left.first,
    last: right.isNullable ? [...left.last, ...right.last] : right.last,
    isNullable: left.isNullable && right.isNullable,
  };
}

function buildRepeat({ body, min, max }: RepeatNode, positions: Positions): Part {
  if (isNullable(body)) positions.isTwofold = true; // to take nothing, or not to take anything
  const isSimple = body.kind === "set" || (body.kind === "capture" && body.body.kind === "set");
  const written = max === Number.POSITIVE_INFINITY ? min : max;
  const isLoop = max === Number.POSITIVE_INFINITY || written > (isSimple ? MAX_WRITTEN_OUT : 4);
  const copies = isLoop ? Math.min(min, isSimple ? MAX_WRITTEN_OUT : 4) : max;
  let part = NOTHING;
  if (!isLoop) positions.factor *= max - min + 1;
  for (let count = 0; count < Math.min(copies, min); count++)
    part = joined(part, build(body, positions), positions);
  // One more is tried behind the one before, and nowhere else.
  let before = part;
  for (let count = min; count < copies; count++) {
    const copy = build(body, positions);
    positions.link(before.last, copy.first);
    const first = count === 0 ? copy.first : part.first;
    part = { first, last: [...part.last, ...copy.last], isNullable: part.isNullable };
    before = copy;
  }
  if (!isLoop) return part;
  const loop = build(body, positions);
  positions.link(loop.last, loop.first);
  return joined(part, { ...loop, isNullable: true }, positions);
}

function areApart(places: readonly number[], meets: (a: number, b: number) => boolean): boolean {
  return places.every((one, index) => places.every((other, at) => at <= index || !meets(one, other)));
}

/** For each place the number of the loop it is in; `undefined` for those in none. Places are few. */
function findLoops(follow: readonly (readonly number[])[]): readonly (number | undefined)[] {
  const reach = follow.map((_, place) => reachable(follow, place));
  return follow.map((_, place) => {
    if (!reach[place]?.has(place)) return undefined;
    return follow.findIndex(
      (_, other) => reach[place]?.has(other) === true && reach[other]?.has(place) === true,
    );
  });
}

function reachable(follow: readonly (readonly number[])[], from: number): ReadonlySet<number> {
  const seen = new Set<number>();
  const open = [...(follow[from] ?? [])];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    open.push(...(follow[place] ?? []));
  }
  return seen;
}

/** Most loops that one way can go through, one after the other. */
function longestChain(
  follow: readonly (readonly number[])[],
  loops: readonly (number | undefined)[],
): number {
  const known = new Map<number, number>();
  // Loops are one place here, so there is no way back and depth is bounded by the number of places.
  const chainFrom = (place: number): number => {
    const loop = loops[place];
    const key = loop ?? place;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, 0);
    const members = loop === undefined ? [place] : [...loops.keys()].filter((one) => loops[one] === loop);
    let longest = 0;
    for (const member of members)
      for (const next of follow[member] ?? [])
        if (loop === undefined || loops[next] !== loop) longest = Math.max(longest, chainFrom(next));
    const own = longest + (loop === undefined ? 0 : 1);
    known.set(key, own);
    return own;
  };
  return follow.reduce((most, _, place) => Math.max(most, chainFrom(place)), 0);
}
