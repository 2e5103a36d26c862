import type { MetricNamespace } from "../quota/metric-namespace.ts";
import type { MetricType } from "./metric-name.ts";

export interface GaugeValue {
  readonly last: number;
  readonly min: number;
  readonly max: number;
  readonly sum: number;
  readonly count: number;
}

/** A counter's sum, a distribution's values as they came, a set's members (u32, each once), or a gauge. */
export type MetricValue =
  | { readonly type: "c"; readonly value: number }
  | { readonly type: "d"; readonly value: readonly number[] }
  | { readonly type: "s"; readonly value: readonly number[] }
  | { readonly type: "g"; readonly value: GaugeValue };

export interface BucketMetadata {
  /** How many buckets became this one. */
  readonly merges: number;
  /** Unix seconds at which the first of them was received; `undefined` when that is not known. */
  readonly receivedAtSeconds: number | undefined;
}

/** What one metric of one project came to in one stretch of time. Plain data. */
export interface MetricBucket {
  /** Unix time of the stretch's start. */
  readonly timestampSeconds: number;
  readonly widthSeconds: number;
  /** In full and normalised, see `MetricName`. */
  readonly name: string;
  readonly namespace: MetricNamespace;
  readonly value: MetricValue;
  readonly tags: Readonly<Record<string, string>>;
  readonly metadata: BucketMetadata;
}

export const UNMERGED: BucketMetadata = { merges: 1, receivedAtSeconds: undefined };

/** Bytes of a value, as caps and batches count them. */
export function valueBytes({ type, value }: MetricValue): number {
  switch (type) {
    case "c":
      return 8;
    case "d":
      return 8 * value.length;
    case "s":
      return 4 * value.length;
    case "g":
      return 40;
  }
}

export function isMetricType(text: unknown): text is MetricType {
  return text === "c" || text === "d" || text === "s" || text === "g";
}
