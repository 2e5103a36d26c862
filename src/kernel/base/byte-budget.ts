const USED = 0;
const LIMIT = 1;
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

  private constructor(share: ByteBudgetShare) {
    this.share = share;
    this.#cells = new Int32Array(share);
  }

  static create(limitBytes: number): ByteBudget {
    const budget = new ByteBudget(new SharedArrayBuffer(8));
    Atomics.store(budget.#cells, LIMIT, Math.min(Math.floor(limitBytes / UNIT), 2 ** 31 - 1));
    return budget;
  }

  static join(share: ByteBudgetShare): ByteBudget {
    return new ByteBudget(share);
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
    if (after <= Atomics.load(this.#cells, LIMIT)) return true;
    Atomics.sub(this.#cells, USED, amount);
    return false;
  }

  /** Takes `bytes` that are there already and cannot be refused any more, such as what came back from the spool. */
  take(bytes: number): void {
    Atomics.add(this.#cells, USED, units(bytes));
  }

  give(bytes: number): void {
    Atomics.sub(this.#cells, USED, units(bytes));
  }
}
