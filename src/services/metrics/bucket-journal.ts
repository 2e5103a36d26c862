import { metricBucketsJson, parseMetricBuckets } from "../../domain/metrics/bucket-json.ts";
import { BucketTable } from "../../domain/metrics/bucket-table.ts";
import type { MetricBucket } from "../../domain/metrics/metric-bucket.ts";
import type { FlushedPartition, MergeListener } from "../../domain/metrics/metrics-aggregator.ts";
import type { Address } from "../../kernel/actor/address.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { ChangeLog, firstPart, type Kept } from "../journal/change-log.ts";
import type { JournalChanges, JournalProtocol } from "../journal/protocol.ts";
import { restore } from "../journal/restore.ts";
import type { KeyBuckets } from "./protocol.ts";

export type BucketJournalAddress = Address<Pick<JournalProtocol, "changed" | "entries">>;

export interface BucketJournalOptions {
  readonly owner: string;
  readonly journal: BucketJournalAddress;
  /** When its owner starts. */
  readonly nowMs: number;
  /** How many buckets its owner has. */
  readonly size: () => number;
}

/** What came in between two rounds is written as it is, unless there is much of it. */
const MERGED_FROM = 8;

/** The journal of one aggregator: what it took in, and what has left. */
export class BucketJournal implements MergeListener {
  readonly #owner: string;
  readonly #journal: BucketJournalAddress;
  readonly #log: ChangeLog<MetricBucket>;
  /** On their way to the disk or the upstream, by part. */
  readonly #leaving = new Map<number, readonly KeyBuckets[]>();
  #part: number;

  constructor(options: BucketJournalOptions) {
    const { owner, journal, nowMs, size } = options;
    this.#part = firstPart(nowMs);
    this.#owner = owner;
    this.#journal = journal;
    this.#log = new ChangeLog({ owner, size, write });
  }

  /** Reads what an earlier one left. */
  restore(merge: (buckets: KeyBuckets) => void): Promise<void> {
    return restore(this.#journal, this.#owner, {
      read: ({ key, content }) => {
        const buckets = parseMetricBuckets(content);
        if (buckets !== undefined) merge({ publicKey: key, buckets });
        else log("error", "baton::journal", "an entry cannot be read", { owner: this.#owner });
      },
      changes: () => this.#log.take(false, () => []),
    });
  }

  nextPart(): number {
    return ++this.#part;
  }

  merged(part: number, publicKey: string, bucket: MetricBucket, row: number | undefined): void {
    if (this.#log.add({ part, key: publicKey, row }, bucket)) this.#journal.send("changed");
  }

  /** They are not in the aggregator any more, and nowhere else yet. */
  leaving(part: number, buckets: readonly KeyBuckets[]): void {
    this.#leaving.set(part, buckets);
  }

  /** They are on disk elsewhere, or merged anew. */
  left(part: number): void {
    const buckets = this.#leaving.get(part) ?? [];
    this.#leaving.delete(part);
    for (const { publicKey } of buckets) this.gone(part, publicKey);
  }

  gone(part: number, publicKey: string): void {
    if (this.#log.gone(part, publicKey)) this.#journal.send("changed");
  }

  take(wantsAll: boolean, contents: () => readonly FlushedPartition[]): JournalChanges {
    return this.#log.take(wantsAll, () => this.#all(contents()));
  }

  *#all(contents: readonly FlushedPartition[]): Iterable<Kept<MetricBucket>> {
    for (const { part, byKey } of contents) for (const [key, values] of byKey) yield { part, key, values };
    for (const [part, leaving] of this.#leaving)
      for (const { publicKey: key, buckets: values } of leaving) yield { part, key, values };
  }
}

function write(buckets: readonly MetricBucket[]): string {
  return metricBucketsJson(buckets.length < MERGED_FROM ? buckets : merged(buckets));
}

function merged(buckets: readonly MetricBucket[]): readonly MetricBucket[] {
  const table = new BucketTable();
  for (const bucket of buckets) table.merge("", bucket);
  return table.buckets(buckets[0]?.widthSeconds ?? 0).get("") ?? [];
}
