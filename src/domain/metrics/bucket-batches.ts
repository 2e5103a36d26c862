import { type MetricBucket, type MetricValue, valueBytes } from "./metric-bucket.ts";

/** About what a bucket takes as JSON beside its name, tags and value. */
const FIXED_BYTES = 100;
/** JSON takes more than the 4 and 8 bytes of the numbers themselves. */
const JSON_FACTOR = 2;

/**
 * Cuts buckets into batches of about `maxBytes`, keeping their order. A distribution or a set that is larger than
 * what is left is cut too: its parts are buckets that merge into the same again.
 */
export function bucketBatches(buckets: readonly MetricBucket[], maxBytes: number): readonly MetricBucket[][] {
  const batches: MetricBucket[][] = [];
  let batch: MetricBucket[] = [];
  let room = maxBytes;
  const close = () => {
    if (batch.length > 0) batches.push(batch);
    batch = [];
    room = maxBytes;
  };
  for (const bucket of buckets) {
    let rest: MetricBucket | undefined = bucket;
    while (rest !== undefined) {
      const [fits, remainder]: Parts = splitBucket(rest, room);
      if (fits === undefined && batch.length > 0) {
        close();
        continue;
      }
      const taken = fits ?? rest;
      batch.push(taken);
      room -= estimatedBytes(taken);
      rest = fits === undefined ? undefined : remainder;
      if (rest !== undefined) close();
    }
  }
  close();
  return batches;
}

/** What fits, and the rest. */
type Parts = readonly [MetricBucket | undefined, MetricBucket | undefined];

function splitBucket(bucket: MetricBucket, room: number): Parts {
  if (estimatedBytes(bucket) <= room) return [bucket, undefined];
  const { value } = bucket;
  if (value.type !== "d" && value.type !== "s") return [undefined, bucket];
  const perEntry = JSON_FACTOR * (value.type === "d" ? 8 : 4);
  const entries = Math.floor((room - keyBytes(bucket)) / perEntry);
  if (entries < 1) return [undefined, bucket];
  return [withEntries(bucket, value, 0, entries), withEntries(bucket, value, entries, value.value.length)];
}

function withEntries(
  bucket: MetricBucket,
  { type, value }: MetricValue & { readonly type: "d" | "s" },
  start: number,
  end: number,
): MetricBucket {
  return { ...bucket, value: { type, value: value.slice(start, end) } };
}

/** About what the bucket takes as JSON. */
export function estimatedBytes(bucket: MetricBucket): number {
  return keyBytes(bucket) + JSON_FACTOR * valueBytes(bucket.value);
}

function keyBytes({ name, tags }: MetricBucket): number {
  let bytes = FIXED_BYTES + name.length;
  for (const [tag, value] of Object.entries(tags)) bytes += tag.length + value.length;
  return bytes;
}
