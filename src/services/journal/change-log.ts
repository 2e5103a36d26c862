import type { JournalChanges, JournalEntry, JournalOrigin, JournalPlace } from "./protocol.ts";

export interface ChangeLogOptions<T> {
  readonly owner: string;
  /** How many things its owner has in memory. */
  readonly size: () => number;
  readonly write: (values: readonly T[]) => string;
}

/** Things of one place, as they are in memory. */
export interface Kept<T> extends JournalOrigin {
  readonly values: readonly T[];
}

/** What came from one envelope. */
interface Group<T> {
  readonly row: number | undefined;
  readonly values: T[];
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
  readonly #added = new Map<number, Map<string, Group<T>[]>>();
  #gone: JournalPlace[] = [];
  #count = 0;
  /** Everything is to be told. */
  #isAll = false;

  constructor(options: ChangeLogOptions<T>) {
    this.#options = options;
  }

  /** @returns whether it is the first change since they were taken */
  add({ part, key, row }: JournalOrigin, value: T): boolean {
    if (this.#counts()) {
      const ofPart = this.#added.get(part) ?? new Map<string, Group<T>[]>();
      this.#added.set(part, ofPart);
      const groups = ofPart.get(key) ?? [];
      ofPart.set(key, groups);
      const last = groups.at(-1);
      if (last !== undefined && last.row === row) last.values.push(value);
      else groups.push({ row, values: [value] });
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
      for (const [key, groups] of ofPart)
        for (const group of groups) entries.push(this.#entry({ part, key, ...group }));
    return entries;
  }

  #entry({ part, key, row, values }: Kept<T>): JournalEntry {
    return { part, key, row, content: this.#options.write(values) };
  }
}
