import type { JournalChanges, JournalEntry, JournalPlace } from "./protocol.ts";

export interface ChangeLogOptions<T> {
  readonly owner: string;
  /** How many things its owner has in memory. */
  readonly size: () => number;
  readonly write: (values: readonly T[]) => string;
}

/** Things of one place, as they are in memory. */
export interface Kept<T> extends JournalPlace {
  readonly values: readonly T[];
}

/** Number of the first part of an owner that starts now; fewer than this many follow in a millisecond. */
export function firstPart(nowMs: number): number {
  return nowMs * 4_096;
}

/** Beyond this many, and more than there are, what is to be told is told by giving everything: that is merged, and shorter. */
const MANY = 20_000;

/** What an accumulating actor has to tell the journal. */
export class ChangeLog<T> {
  readonly #options: ChangeLogOptions<T>;
  readonly #added = new Map<number, Map<string, T[]>>();
  #gone: JournalPlace[] = [];
  #count = 0;
  /** Everything is to be told. */
  #isAll = false;

  constructor(options: ChangeLogOptions<T>) {
    this.#options = options;
  }

  /** @returns whether it is the first change since they were taken */
  add(part: number, key: string, value: T): boolean {
    if (this.#counts()) {
      const ofPart = this.#added.get(part) ?? new Map<string, T[]>();
      this.#added.set(part, ofPart);
      const values = ofPart.get(key);
      if (values === undefined) ofPart.set(key, [value]);
      else values.push(value);
    }
    return this.#count === 1;
  }

  /** @returns whether it is the first change since they were taken */
  gone(part: number, key: string): boolean {
    if (this.#counts()) {
      this.#added.get(part)?.delete(key);
      this.#gone.push({ part, key });
    }
    return this.#count === 1;
  }

  /** @returns whether it has to be remembered */
  #counts(): boolean {
    this.#count++;
    if (this.#isAll) return false;
    if (this.#count <= MANY || this.#count <= this.#options.size()) return true;
    this.#isAll = true;
    this.#added.clear();
    this.#gone = [];
    return false;
  }

  /** `all` is asked when everything has to be said. */
  take(wantsAll: boolean, all: () => Iterable<Kept<T>>): JournalChanges {
    const { owner, size } = this.#options;
    const isAll = wantsAll || this.#isAll;
    const added = isAll ? Array.from(all(), (kept) => this.#entry(kept)) : this.#entries();
    const changes = { owner, isAll, size: size(), added, gone: isAll ? [] : this.#gone };
    this.#added.clear();
    this.#gone = [];
    this.#count = 0;
    this.#isAll = false;
    return changes;
  }

  #entries(): JournalEntry[] {
    const entries: JournalEntry[] = [];
    for (const [part, ofPart] of this.#added)
      for (const [key, values] of ofPart) entries.push(this.#entry({ part, key, values }));
    return entries;
  }

  #entry({ part, key, values }: Kept<T>): JournalEntry {
    return { part, key, content: this.#options.write(values) };
  }
}
