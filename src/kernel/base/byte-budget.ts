const USED = 0;
const LIMIT = 1;

/** What a thread needs to take part in a budget; travels to other Arbiters as it is. */
export type ByteBudgetShare = SharedArrayBuffer;

/**
 * One number of bytes that all threads of the process share. Taking is one atomic addition, so the sum is never over the
 * limit, whoever takes.
 */
export class ByteBudget {
  readonly share: ByteBudgetShare;
  readonly #cells: BigInt64Array;

  private constructor(share: ByteBudgetShare) {
    this.share = share;
    this.#cells = new BigInt64Array(share);
  }

  static create(limitBytes: number): ByteBudget {
    const budget = new ByteBudget(new SharedArrayBuffer(16));
    Atomics.store(budget.#cells, LIMIT, BigInt(limitBytes));
    return budget;
  }

  static join(share: ByteBudgetShare): ByteBudget {
    return new ByteBudget(share);
  }

  get usedBytes(): number {
    return Number(Atomics.load(this.#cells, USED));
  }

  get limitBytes(): number {
    return Number(Atomics.load(this.#cells, LIMIT));
  }

  /** Share of the limit in use, 0 to 1. */
  get ratio(): number {
    return this.usedBytes / this.limitBytes;
  }

  /** Takes `bytes`, or nothing when they do not fit. */
  tryTake(bytes: number): boolean {
    const after = Number(Atomics.add(this.#cells, USED, BigInt(bytes))) + bytes;
    if (after <= this.limitBytes) return true;
    Atomics.sub(this.#cells, USED, BigInt(bytes));
    return false;
  }

  /** Takes `bytes` that are there already and cannot be refused any more, such as what came back from the spool. */
  take(bytes: number): void {
    Atomics.add(this.#cells, USED, BigInt(bytes));
  }

  give(bytes: number): void {
    Atomics.sub(this.#cells, USED, BigInt(bytes));
  }
}
