const USED = 0;
const LIMIT = 1;
/** From here on: what each numbered member holds. */
const MEMBERS = 2;
/** Bytes are counted in units, so that 32 bits are enough for 64 GB; each amount is rounded up by itself. */
const UNIT_SHIFT = 5;
const UNIT = 1 << UNIT_SHIFT;

function units(bytes: number): number {
  return Math.ceil(bytes / UNIT);
}

/** What a thread needs to take part in a budget; travels to other Arbiters as it is. */
export type ByteBudgetShare = SharedArrayBuffer;

/**
 * One number of bytes that all threads of the process share. Taking is one atomic addition, so the sum is never over the
 * limit, whoever takes.
 */
export class ByteBudget {
  readonly share: ByteBudgetShare;
  readonly #cells: Int32Array;
  /** Where this member's own part is counted; 0 when it is not. */
  readonly #own: number;

  private constructor(share: ByteBudgetShare, member: number | undefined) {
    this.share = share;
    this.#cells = new Int32Array(share);
    this.#own = member === undefined || MEMBERS + member >= this.#cells.length ? 0 : MEMBERS + member;
  }

  /** @param members threads whose part is to be known, so that it can be given back for one that has died */
  static create(limitBytes: number, members = 0): ByteBudget {
    const budget = new ByteBudget(new SharedArrayBuffer(4 * (MEMBERS + members)), undefined);
    Atomics.store(budget.#cells, LIMIT, Math.min(Math.floor(limitBytes / UNIT), 2 ** 31 - 1));
    return budget;
  }

  /** @param member number of the thread, for what it takes and gives itself */
  static join(share: ByteBudgetShare, member?: number): ByteBudget {
    return new ByteBudget(share, member);
  }

  get usedBytes(): number {
    return Atomics.load(this.#cells, USED) * UNIT;
  }

  get limitBytes(): number {
    return Atomics.load(this.#cells, LIMIT) * UNIT;
  }

  /** Share of the limit in use, 0 to 1. */
  get ratio(): number {
    return this.usedBytes / this.limitBytes;
  }

  /** Takes `bytes`, or nothing when they do not fit. */
  tryTake(bytes: number): boolean {
    const amount = units(bytes);
    const after = Atomics.add(this.#cells, USED, amount) + amount;
    if (after > Atomics.load(this.#cells, LIMIT)) {
      Atomics.sub(this.#cells, USED, amount);
      return false;
    }
    if (this.#own > 0) Atomics.add(this.#cells, this.#own, amount);
    return true;
  }

  /** Takes `bytes` that are there already and cannot be refused any more, such as what came back from the spool. */
  take(bytes: number): void {
    this.#add(units(bytes));
  }

  give(bytes: number): void {
    this.#add(-units(bytes));
  }

  #add(amount: number): void {
    Atomics.add(this.#cells, USED, amount);
    if (this.#own > 0) Atomics.add(this.#cells, this.#own, amount);
  }

  /** Gives back what a member held that has died. @returns how much that was */
  forfeit(member: number): number {
    const amount = Math.max(0, Atomics.exchange(this.#cells, MEMBERS + member, 0));
    Atomics.sub(this.#cells, USED, amount);
    return amount * UNIT;
  }
}
