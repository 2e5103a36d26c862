import { type MemoryStat, memoryStat } from "../../kernel/runtime/process-info.ts";

/** What a thread needs to take part in a board; travels to other Arbiters as it is. */
export type HealthBoardShare = SharedArrayBuffer;

/** Above what use of memory nothing more is taken in. */
export interface MemoryLimits {
  /** Share of the total. */
  readonly maxMemoryRatio: number;
  readonly maxMemoryBytes: number | null;
  /** How long one measurement holds. */
  readonly memoryStatRefreshFrequencyMs: number;
}

/** Cells of 32 bits. */
const READY = 0;
const EXCEEDED = 1;
/** Cells of 64 bits, behind them. */
const VALID_UNTIL = 1;
const READ_AT = 2;
const USED = 3;
const TOTAL = 4;
const MAX_RATIO = 5;
const MAX_BYTES = 6;
const REFRESH = 7;
const CELLS = 8;

/**
 * What all threads of the process know of its health: whether it is ready, and whether memory is short. Every ingest
 * thread reads it on every request, so it is shared memory, not a message.
 *
 * Invariants: 1. Readiness holds until a time only: when whoever writes it hangs, readers see it lapse. 2. Memory is
 * measured by whoever asks first after the last measurement has grown old, so an idle process measures nothing, and a busy
 * one once per period, whatever its threads.
 */
export class HealthBoard {
  readonly share: HealthBoardShare;
  readonly #flags: Int32Array;
  readonly #numbers: Float64Array;
  readonly #measure: () => MemoryStat;

  private constructor(share: HealthBoardShare, measure: () => MemoryStat) {
    this.share = share;
    this.#flags = new Int32Array(share, 0, 2);
    this.#numbers = new Float64Array(share);
    this.#measure = measure;
  }

  static create(limits: MemoryLimits, measure: () => MemoryStat = memoryStat): HealthBoard {
    const share = new SharedArrayBuffer(CELLS * Float64Array.BYTES_PER_ELEMENT);
    const board = new HealthBoard(share, measure);
    board.setLimits(limits);
    return board;
  }

  /** A board of a process that is ready from now on and whatever happens, and never short of memory: Lambda, tests. */
  static alwaysReady(): HealthBoard {
    const board = HealthBoard.create({
      maxMemoryRatio: Number.POSITIVE_INFINITY,
      maxMemoryBytes: null,
      memoryStatRefreshFrequencyMs: Number.POSITIVE_INFINITY,
    });
    board.setReady(true, Number.POSITIVE_INFINITY);
    return board;
  }

  static join(share: HealthBoardShare, measure: () => MemoryStat = memoryStat): HealthBoard {
    return new HealthBoard(share, measure);
  }

  /** Limits that hold from now on, in every thread. */
  setLimits(limits: MemoryLimits): void {
    this.#numbers[MAX_RATIO] = limits.maxMemoryRatio;
    this.#numbers[MAX_BYTES] = limits.maxMemoryBytes ?? Number.POSITIVE_INFINITY;
    this.#numbers[REFRESH] = limits.memoryStatRefreshFrequencyMs;
    this.#numbers[READ_AT] = Number.NEGATIVE_INFINITY;
  }

  /** @param validUntilMs when it lapses, unless it is set again before; Unix milliseconds */
  setReady(ready: boolean, validUntilMs: number): void {
    this.#numbers[VALID_UNTIL] = validUntilMs;
    Atomics.store(this.#flags, READY, ready ? 1 : 0);
  }

  isReady(nowMs: number): boolean {
    return Atomics.load(this.#flags, READY) === 1 && nowMs <= this.#number(VALID_UNTIL);
  }

  /** Whether memory is so short that nothing more may be taken in. */
  isMemoryExceeded(nowMs: number): boolean {
    const age = nowMs - this.#number(READ_AT);
    if (age >= this.#number(REFRESH) || age < 0) this.#refresh(nowMs);
    return Atomics.load(this.#flags, EXCEEDED) === 1;
  }

  /** Memory as last measured, at most one period ago. */
  memory(nowMs: number): MemoryUse {
    const isExceeded = this.isMemoryExceeded(nowMs);
    return {
      usedBytes: this.#number(USED),
      totalBytes: this.#number(TOTAL),
      maxRatio: this.#number(MAX_RATIO),
      maxBytes: this.#number(MAX_BYTES),
      isExceeded,
    };
  }

  #refresh(nowMs: number): void {
    this.#numbers[READ_AT] = nowMs; // first, so that other threads do not measure as well
    const { usedBytes, totalBytes } = this.#measure();
    this.#numbers[USED] = usedBytes;
    this.#numbers[TOTAL] = totalBytes;
    const isExceeded =
      usedBytes / totalBytes >= this.#number(MAX_RATIO) || usedBytes >= this.#number(MAX_BYTES);
    Atomics.store(this.#flags, EXCEEDED, isExceeded ? 1 : 0);
  }

  #number(cell: number): number {
    return this.#numbers[cell] as number;
  }
}

export interface MemoryUse {
  readonly usedBytes: number;
  readonly totalBytes: number;
  readonly maxRatio: number;
  readonly maxBytes: number;
  readonly isExceeded: boolean;
}
