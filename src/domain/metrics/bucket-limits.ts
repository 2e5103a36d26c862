import type { MetricNamespace } from "../quota/metric-namespace.ts";
import type { MetricBucket } from "./metric-bucket.ts";

export interface BucketLimits {
  /** Bytes. */
  readonly maxNameLength: number;
  /** Bytes. */
  readonly maxTagKeyLength: number;
  /** Characters. */
  readonly maxTagValueLength: number;
}

/** Namespaces that count only when a relay of our own installation sends them. */
const INTERNAL: readonly MetricNamespace[] = ["outcomes", "spans", "transactions"];

/** Whether a sender may send buckets of this namespace. */
export function isAcceptedNamespace(namespace: MetricNamespace, isTrusted: boolean): boolean {
  return namespace !== "unsupported" && (isTrusted || !INTERNAL.includes(namespace));
}

/**
 * What of a bucket may be kept: tags that are too long or have control characters in their name go, and control
 * characters in their values.
 * @returns `undefined` when its name is too long
 */
export function withinLimits(bucket: MetricBucket, limits: BucketLimits): MetricBucket | undefined {
  if (Buffer.byteLength(bucket.name) > limits.maxNameLength) return undefined;
  const entries = Object.entries(bucket.tags);
  const kept: Record<string, string> = {};
  let isChanged = false;
  for (const [key, value] of entries) {
    const cleaned = HAS_CONTROL.test(value) ? value.replace(CONTROLS, "") : value;
    const isKept =
      Buffer.byteLength(key) <= limits.maxTagKeyLength &&
      !ASCII_CONTROL.test(key) &&
      isAtMost(cleaned, limits.maxTagValueLength);
    if (isKept) kept[key] = cleaned;
    isChanged ||= !isKept || cleaned !== value;
  }
  return isChanged ? { ...bucket, tags: kept } : bucket;
}

const ASCII_CONTROL = /(?=\p{ASCII})\p{Cc}/u;
const HAS_CONTROL = /\p{Cc}/u;
const CONTROLS = /\p{Cc}/gu;

/** Characters are counted only where their number of units does not settle it. */
function isAtMost(text: string, characters: number): boolean {
  return text.length <= characters || (text.length <= 2 * characters && [...text].length <= characters);
}
