import type { MetricBucket } from "../../domain/metrics/metric-bucket.ts";
import type { BucketDrop } from "../../domain/metrics/metrics-aggregator.ts";
import type { ProjectInfo } from "../../domain/project/project-state.ts";
import type { JournalSource } from "../journal/protocol.ts";

/** Buckets of one project key, checked by `receiveBuckets` or made here. */
export interface KeyBuckets {
  readonly publicKey: string;
  readonly buckets: readonly MetricBucket[];
  /** Row of the spool where the envelope still is that they were made of. */
  readonly row?: number | undefined;
}

/** Where metric buckets are merged until they are sent, from all Arbiters. */
export interface MetricsProtocol extends JournalSource {
  /** A refused `send` loses the buckets. */
  merge(buckets: readonly KeyBuckets[]): void;
  /**
   * The relay stops: hands on everything, due or not, and replies once that is done. What comes later is handed on
   * within a second.
   */
  flush(): void;
  state(): MetricsState;
}

export interface MetricsState {
  /** Distinct buckets waiting. */
  readonly buckets: number;
  readonly bytes: number;
  /** Had to drop buckets for want of room, and has not flushed since: the relay is not ready. */
  readonly isFull: boolean;
}

/** Buckets of one project that go upstream together. */
export interface ProjectBuckets extends KeyBuckets {
  readonly project: ProjectInfo;
}

/** What is due at one moment, allowed by its projects and their limits. */
export interface FlushedBuckets {
  /** Tells routers in front of the upstream which buckets belong together. */
  readonly partition: number;
  readonly projects: readonly ProjectBuckets[];
  /** Where they lie in the journal, if there is one, each under its public key. */
  readonly from?: { readonly owner: string; readonly part: number };
}

/** Why buckets were dropped while they waited. */
export type BucketLoss = BucketDrop | "disabled_project" | "stopped";
