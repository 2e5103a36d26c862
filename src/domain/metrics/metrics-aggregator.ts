import { type BucketLimits, withinLimits } from "./bucket-limits.ts";
import { BucketTable } from "./bucket-table.ts";
import { FlushSchedule, type ScheduleOptions } from "./flush-schedule.ts";
import type { MetricBucket } from "./metric-bucket.ts";

export interface AggregatorOptions extends ScheduleOptions, BucketLimits {
  readonly maxSecondsInPast: number;
  readonly maxSecondsInFuture: number;
  /** Bytes; `undefined`: no cap. */
  readonly maxTotalBytes: number | undefined;
  readonly maxProjectBytes: number | undefined;
}

/** Why buckets were not taken. `total_bytes`: the aggregator is full, and not ready until it has flushed. */
export type BucketDrop = "timestamp" | "name_too_long" | "total_bytes" | "project_bytes";

export interface MergeResult {
  readonly merged: number;
  /** How many buckets were dropped, and why. */
  readonly dropped: Readonly<Partial<Record<BucketDrop, number>>>;
}

/** Hears of every bucket that is taken. */
export interface MergeListener {
  /** A number that none had before. */
  nextPart(): number;
  /** `part`: what it will be flushed with; `origin`: as it was given with it. */
  merged(part: number, publicKey: string, bucket: MetricBucket, origin: number | undefined): void;
}

/** Buckets that go upstream together. */
export interface FlushedPartition {
  /** By which the listener knows them; 0 without one. */
  readonly part: number;
  /** Tells routers in front of the upstream which buckets belong together. */
  readonly partition: number;
  readonly byKey: ReadonlyMap<string, readonly MetricBucket[]>;
}

/**
 * Merges buckets of equal project, slot, name and tags until their slot's flush is due.
 *
 * Invariants: (1) a bucket taken is flushed exactly once; (2) no flush comes before its cell is due, save for
 * buckets of other times than now, which share a cell; (3) the bytes counted are those of the cells that exist.
 */
export class MetricsAggregator {
  readonly #options: AggregatorOptions;
  readonly #schedule: FlushSchedule;
  readonly #cells = new Map<number, Cell>();
  readonly #projectBytes = new Map<string, number>();
  #totalBytes = 0;
  #buckets = 0;
  #nextFlush: number;
  #isFull = false;
  readonly #listener: MergeListener | undefined;

  constructor(options: AggregatorOptions, nowMs: number, listener?: MergeListener) {
    this.#options = options;
    this.#listener = listener;
    this.#schedule = new FlushSchedule(options);
    this.#nextFlush = this.#schedule.nextFlush(nowMs);
  }

  get size(): number {
    return this.#buckets;
  }

  get bytes(): number {
    return this.#totalBytes;
  }

  /** Whether a bucket was dropped for want of room and nothing has been flushed since. */
  get isFull(): boolean {
    return this.#isFull;
  }

  /** Takes buckets of one project. Once a cap is hit the rest of them is dropped. The listener is told `origin`. */
  merge(
    publicKey: string,
    buckets: readonly MetricBucket[],
    nowMs: number,
    origin?: number | undefined,
  ): MergeResult {
    const dropped: Partial<Record<BucketDrop, number>> = {};
    let merged = 0;
    // What was due while there was nothing is not due again: new buckets wait for their own time.
    if (this.#cells.size === 0) this.#nextFlush = Math.max(this.#nextFlush, this.#schedule.nextFlush(nowMs));
    for (const [index, bucket] of buckets.entries()) {
      const drop = this.#capReached(publicKey);
      if (drop !== undefined) {
        this.#isFull ||= drop === "total_bytes";
        dropped[drop] = buckets.length - index;
        break;
      }
      const reason = this.#mergeOne(publicKey, bucket, nowMs, origin);
      if (reason === undefined) merged++;
      else dropped[reason] = (dropped[reason] ?? 0) + 1;
    }
    return { merged, dropped };
  }

  #capReached(publicKey: string): BucketDrop | undefined {
    const { maxTotalBytes = Number.POSITIVE_INFINITY, maxProjectBytes } = this.#options;
    if (this.#totalBytes >= maxTotalBytes) return "total_bytes";
    if (maxProjectBytes === undefined) return undefined;
    return (this.#projectBytes.get(publicKey) ?? 0) >= maxProjectBytes ? "project_bytes" : undefined;
  }

  #mergeOne(
    publicKey: string,
    bucket: MetricBucket,
    nowMs: number,
    origin: number | undefined,
  ): BucketDrop | undefined {
    const timestampSeconds = this.#schedule.slotStart(bucket.timestampSeconds);
    if (!this.#isInWindow(timestampSeconds, nowMs)) return "timestamp";
    const kept = withinLimits(bucket, this.#options);
    if (kept === undefined) return "name_too_long";
    const slotted = { ...kept, timestampSeconds };
    const number = this.#schedule.cellOf(publicKey, slotted);
    let cell = this.#cells.get(number);
    if (cell === undefined) {
      cell = { part: this.#listener?.nextPart() ?? 0, table: new BucketTable(), bytes: new Map() };
      this.#cells.set(number, cell);
    }
    const { addedBytes, isNew } = cell.table.merge(publicKey, slotted);
    this.#listener?.merged(cell.part, publicKey, slotted, origin);
    if (isNew) this.#buckets++;
    this.#totalBytes += addedBytes;
    if (this.#options.maxProjectBytes !== undefined) {
      addTo(cell.bytes, publicKey, addedBytes);
      addTo(this.#projectBytes, publicKey, addedBytes);
    } else cell.bytes.set("", (cell.bytes.get("") ?? 0) + addedBytes);
    return undefined;
  }

  /** Both ends are rounded up to whole slots. */
  #isInWindow(slotStart: number, nowMs: number): boolean {
    const { intervalSeconds, maxSecondsInPast, maxSecondsInFuture } = this.#options;
    const roundUp = (seconds: number) => Math.ceil(seconds / intervalSeconds) * intervalSeconds;
    const now = this.#schedule.slotStart(nowMs / 1000);
    return slotStart >= now - roundUp(maxSecondsInPast) && slotStart <= now + roundUp(maxSecondsInFuture);
  }

  /** When there will be something to flush; `undefined` when there is nothing at all. */
  get nextDueMs(): number | undefined {
    if (this.#cells.size === 0) return undefined;
    let flush = this.#nextFlush;
    while (!this.#cells.has(flush % this.#schedule.cells)) flush++;
    return this.#schedule.dueMs(flush);
  }

  /** Changes whenever `nextDueMs` may have become earlier. */
  get cells(): number {
    return this.#cells.size;
  }

  /** Hands over what is due, in the order it became due. After a pause every cell is flushed at most once. */
  flush(nowMs: number): readonly FlushedPartition[] {
    const flushed: FlushedPartition[] = [];
    const end = this.#schedule.nextFlush(nowMs);
    const start = Math.max(this.#nextFlush, end - this.#schedule.cells);
    for (let flush = start; flush < end; flush++) this.#flushCell(flush % this.#schedule.cells, flushed);
    this.#nextFlush = Math.max(this.#nextFlush, end);
    return flushed;
  }

  /** Hands over everything, due or not: at the end. */
  flushAll(): readonly FlushedPartition[] {
    const flushed: FlushedPartition[] = [];
    for (const number of [...this.#cells.keys()]) this.#flushCell(number, flushed);
    return flushed;
  }

  /** Everything it holds; it stays. */
  contents(): readonly FlushedPartition[] {
    return Array.from(this.#cells, ([number, cell]) => this.#flushed(number, cell));
  }

  #flushCell(number: number, into: FlushedPartition[]): void {
    const cell = this.#cells.get(number);
    if (cell === undefined) return;
    this.#cells.delete(number);
    this.#isFull = false;
    this.#buckets -= cell.table.size;
    for (const [publicKey, bytes] of cell.bytes) {
      this.#totalBytes -= bytes;
      if (publicKey !== "") addTo(this.#projectBytes, publicKey, -bytes);
      if (this.#projectBytes.get(publicKey) === 0) this.#projectBytes.delete(publicKey);
    }
    into.push(this.#flushed(number, cell));
  }

  #flushed(number: number, { part, table }: Cell): FlushedPartition {
    const byKey = table.buckets(this.#schedule.intervalSeconds);
    return { part, partition: number % this.#schedule.partitions, byKey };
  }
}

interface Cell {
  readonly part: number;
  readonly table: BucketTable;
  /** By public key, or all under `""` where projects have no cap. */
  readonly bytes: Map<string, number>;
}

function addTo(sums: Map<string, number>, key: string, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
