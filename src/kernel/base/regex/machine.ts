import { type CharSet, WORD } from "./char-set.ts";
import { compileProgram, type Step } from "./program.ts";
import { type Assertion, isNullable, type Node } from "./syntax.ts";

const IS_WORD = Uint8Array.from({ length: 128 }, (_, code) =>
  /[0-9A-Za-z_]/.test(String.fromCharCode(code)) ? 1 : 0,
);
const WIDE_WORD = new RegExp(`^${WORD}$`, "v");

/** Where groups begin and end so far; shared by threads until one sets something. */
type Slots = readonly number[];

/** Threads in the order of their preference, each place of the program at most once, with the slots each has set. */
class ThreadList {
  readonly places: Int32Array;
  readonly slots: (Slots | undefined)[];
  readonly #seen: Int32Array;
  #round = 0;
  size = 0;

  constructor(length: number) {
    this.places = new Int32Array(length);
    this.slots = new Array(length);
    this.#seen = new Int32Array(length);
  }

  clear(): void {
    this.size = 0;
    this.#round++;
  }

  /** Whether the place is new in this round. */
  mark(place: number): boolean {
    if (this.#seen[place] === this.#round) return false;
    this.#seen[place] = this.#round;
    return true;
  }

  push(place: number, slots: Slots): void {
    this.places[this.size] = place;
    this.slots[this.size++] = slots;
  }
}

/**
 * Runs all ways through a pattern at once, a step for each character: time grows with text × pattern, whatever the two
 * are. Slower than JavaScript's own engine where that one is at its best, and the only one that finds what is there
 * where it would give up.
 */
export class Machine {
  readonly #steps: readonly Step[];
  readonly #unset: Slots;
  /** What a match can begin with; `undefined`: with nothing at all, too. */
  readonly #starts: readonly CharSet[] | undefined;
  #current: ThreadList;
  #next: ThreadList;
  /** Places to visit with the slots they come with. */
  readonly #places: number[] = [];
  readonly #pending: Slots[] = [];

  constructor(root: Node, groupCount: number) {
    this.#steps = compileProgram(root);
    this.#unset = new Array<number>(2 * groupCount).fill(-1);
    this.#starts = isNullable(root) ? undefined : startsOf(this.#steps);
    this.#current = new ThreadList(this.#steps.length);
    this.#next = new ThreadList(this.#steps.length);
  }

  /** The leftmost match from here on: start and end of each group, -1 for one that took no part. */
  exec(text: string, from: number): Slots | undefined {
    let found: Slots | undefined;
    this.#current.clear();
    for (let at = from; ; ) {
      const code = at < text.length ? (text.codePointAt(at) as number) : -1;
      if (found === undefined && this.#canStart(code)) this.#follow(this.#current, 0, text, at, this.#unset);
      if (this.#current.size === 0 && found !== undefined) return found;
      const width = code > 0xffff ? 2 : 1;
      this.#next.clear();
      const { places, slots, size } = this.#current;
      for (let index = 0; index < size; index++) {
        const step = this.#steps[places[index] as number] as Step;
        if (step.kind === "match") {
          found = slots[index];
          break; // what comes later is less preferred
        }
        if (step.kind === "set" && code >= 0 && step.set.has(code))
          this.#follow(this.#next, (places[index] as number) + 1, text, at + width, slots[index] as Slots);
      }
      if (code < 0) return found;
      at += width;
      [this.#current, this.#next] = [this.#next, this.#current];
    }
  }

  #canStart(code: number): boolean {
    return this.#starts === undefined || (code >= 0 && this.#starts.some((set) => set.has(code)));
  }

  /** Adds a thread, with all that it comes to before the next character. */
  #follow(list: ThreadList, start: number, text: string, at: number, first: Slots): void {
    const places = this.#places;
    const pending = this.#pending;
    places.push(start);
    pending.push(first);
    while (places.length > 0) {
      let place = places.pop() as number;
      let slots: Slots = pending.pop() as number[];
      while (list.mark(place)) {
        const step = this.#steps[place] as Step;
        if (step.kind === "jump") place = step.to;
        else if (step.kind === "split") {
          places.push(step.or);
          pending.push(slots);
          place = step.to;
        } else if (step.kind === "save") {
          const set = slots.slice();
          set[step.slot] = at;
          slots = set;
          place++;
        } else if (step.kind === "assert") {
          if (!holds(step.what, step.isAscii, text, at)) break;
          place++;
        } else {
          list.push(place, slots);
          break;
        }
      }
    }
  }
}

/** The sets that can be the first to take a character; the pattern takes at least one. */
function startsOf(steps: readonly Step[]): readonly CharSet[] {
  const sets = new Set<CharSet>();
  const seen = new Set<number>();
  const open = [0];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (seen.has(place)) continue;
    seen.add(place);
    const step = steps[place] as Step;
    if (step.kind === "set") sets.add(step.set);
    else if (step.kind === "split") open.push(step.to, step.or);
    else open.push(step.kind === "jump" ? step.to : place + 1);
  }
  return [...sets];
}

function holds(what: Assertion, isAscii: boolean, text: string, at: number): boolean {
  const before = text[at - 1];
  const after = text[at];
  switch (what) {
    case "textStart":
      return at === 0;
    case "textEnd":
      return at === text.length;
    case "lineStart":
      return before === undefined || before === "\n";
    case "lineEnd":
      return after === undefined || after === "\n";
    case "crlfStart":
      return before === undefined || before === "\n" || (before === "\r" && after !== "\n");
    case "crlfEnd":
      return after === undefined || after === "\r" || (after === "\n" && before !== "\r");
    default:
      return holdsOfWords(what, isWordBefore(text, at, isAscii), isWordAt(text, at, isAscii));
  }
}

function holdsOfWords(what: Assertion, isBefore: boolean, isAfter: boolean): boolean {
  if (what === "word") return isBefore !== isAfter;
  if (what === "notWord") return isBefore === isAfter;
  if (what === "wordStart") return !isBefore && isAfter;
  if (what === "wordEnd") return isBefore && !isAfter;
  return what === "wordStartHalf" ? !isBefore : !isAfter;
}

function isWordBefore(text: string, at: number, isAscii: boolean): boolean {
  const unit = text.charCodeAt(at - 1);
  const isLow = unit >= 0xdc00 && unit <= 0xdfff;
  return at > 0 && isWordAt(text, isLow && at > 1 ? at - 2 : at - 1, isAscii);
}

function isWordAt(text: string, at: number, isAscii: boolean): boolean {
  const code = text.codePointAt(at);
  if (code === undefined) return false;
  if (code < 128) return IS_WORD[code] === 1;
  return !isAscii && WIDE_WORD.test(String.fromCodePoint(code));
}
