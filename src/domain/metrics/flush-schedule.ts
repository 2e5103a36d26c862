import { fnv1a32 } from "./fnv1a.ts";
import type { MetricBucket } from "./metric-bucket.ts";

/** What decides which partition a bucket is flushed with: which buckets travel together. */
export type FlushBatching = "project" | "bucket" | "partition" | "none";

export interface ScheduleOptions {
  readonly intervalSeconds: number;
  /** How long after a slot's end its buckets are still waited for. */
  readonly initialDelaySeconds: number;
  /** Slots beyond those that the delay needs. */
  readonly aggregatorSize: number;
  /** `undefined`: 64 for every second of the interval. */
  readonly flushPartitions: number | undefined;
  readonly flushBatching: FlushBatching;
}

/**
 * A ring of time slots, each cut into partitions that are flushed one after another, so that upstream sees an even
 * stream. Cell = slot and partition; cells are numbered through, in the order in which they are flushed.
 */
export class FlushSchedule {
  readonly intervalSeconds: number;
  readonly partitions: number;
  readonly cells: number;
  readonly #slots: number;
  readonly #delayMs: number;
  readonly #batching: FlushBatching;

  constructor(options: ScheduleOptions) {
    const { intervalSeconds, initialDelaySeconds, aggregatorSize, flushPartitions, flushBatching } = options;
    this.intervalSeconds = intervalSeconds;
    this.#slots = Math.max(1, aggregatorSize + Math.ceil(initialDelaySeconds / intervalSeconds));
    this.partitions = flushBatching === "none" ? 1 : Math.max(1, flushPartitions ?? 64 * intervalSeconds);
    this.cells = this.#slots * this.partitions;
    this.#delayMs = initialDelaySeconds * 1000;
    this.#batching = flushBatching;
  }

  /** Unix seconds at which the slot of `timestampSeconds` starts. */
  slotStart(timestampSeconds: number): number {
    return Math.floor(timestampSeconds / this.intervalSeconds) * this.intervalSeconds;
  }

  /** The cell of a bucket, 0 to `cells` - 1. One of another time than now shares the cell of a slot near now. */
  cellOf(publicKey: string, bucket: MetricBucket): number {
    const slot = bucket.timestampSeconds / this.intervalSeconds;
    return (slot % this.#slots) * this.partitions + this.#partitionOf(publicKey, bucket);
  }

  #partitionOf(publicKey: string, bucket: MetricBucket): number {
    if (this.partitions === 1) return 0;
    return fnv1a32(this.#batchOf(publicKey, bucket)) % this.partitions;
  }

  #batchOf(publicKey: string, { name, tags, timestampSeconds }: MetricBucket): string {
    switch (this.#batching) {
      case "project":
      case "none":
        return publicKey;
      case "partition":
        return publicKey + name + tagText(tags);
      case "bucket":
        return publicKey + timestampSeconds + name + tagText(tags);
    }
  }

  /** The number of the first flush that is due after `nowMs`; its cell is that number modulo `cells`. */
  nextFlush(nowMs: number): number {
    return Math.floor((nowMs - this.#delayMs) / this.#partitionMs);
  }

  /** When the flush of this number is due. */
  dueMs(flush: number): number {
    return (flush + 1) * this.#partitionMs + this.#delayMs;
  }

  get #partitionMs(): number {
    return (this.intervalSeconds * 1000) / this.partitions;
  }
}

function tagText(tags: Readonly<Record<string, string>>): string {
  return Object.keys(tags)
    .sort()
    .map((tag) => `${tag}=${tags[tag]}`)
    .join();
}
