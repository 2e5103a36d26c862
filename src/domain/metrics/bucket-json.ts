import { type BucketMetadata, isMetricType, type MetricBucket, type MetricValue } from "./metric-bucket.ts";
import { parseMetricName } from "./metric-name.ts";

const U32_END = 2 ** 32;
const U64_END = 2 ** 64;

/**
 * Reads the payload of a `metric_buckets` item. Buckets whose name is of no namespace we know are left out.
 * @returns `undefined` when any of them is malformed: the item is dropped as a whole
 */
export function parseMetricBuckets(json: string): readonly MetricBucket[] | undefined {
  try {
    return readMetricBuckets(JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** The same, of a list that is parsed already. */
export function readMetricBuckets(json: unknown): readonly MetricBucket[] | undefined {
  if (!Array.isArray(json)) return undefined;
  const buckets: MetricBucket[] = [];
  for (const entry of json) {
    const bucket = readBucket(entry);
    if (bucket === undefined) return undefined;
    if (bucket.namespace !== "unsupported") buckets.push(bucket);
  }
  return buckets;
}

/** Reads the body of the batch endpoint: buckets by public key. Lists that are malformed are left out. */
export function parseBatchedBuckets(json: string): ReadonlyMap<string, readonly MetricBucket[]> | undefined {
  try {
    const { buckets } = JSON.parse(json) as Readonly<Record<string, unknown>>;
    if (buckets === null || typeof buckets !== "object" || Array.isArray(buckets)) return undefined;
    const byKey = new Map<string, readonly MetricBucket[]>();
    for (const [publicKey, list] of Object.entries(buckets)) {
      const read = readMetricBuckets(list);
      if (read !== undefined) byKey.set(publicKey, read);
    }
    return byKey;
  } catch {
    return undefined;
  }
}

function readBucket(json: unknown): MetricBucket | undefined {
  if (json === null || typeof json !== "object") return undefined;
  const fields = json as Readonly<Record<string, unknown>>;
  const { timestamp, width, name: text, tags: rawTags = {}, metadata: rawMetadata = {} } = fields;
  if (!isNumberBelow(timestamp, U64_END) || !isUnsigned(width, U64_END) || typeof text !== "string") {
    return undefined;
  }
  const name = parseMetricName(text);
  const value = readValue(fields.type, fields.value);
  const tags = readTags(rawTags);
  const metadata = readMetadata(rawMetadata);
  if (value === undefined || tags === undefined || metadata === undefined) return undefined;
  return {
    timestampSeconds: Math.floor(timestamp),
    widthSeconds: width,
    name: name?.text ?? text,
    namespace: name?.namespace ?? "unsupported",
    value,
    tags,
    metadata,
  };
}

function readValue(type: unknown, value: unknown): MetricValue | undefined {
  if (!isMetricType(type)) return undefined;
  switch (type) {
    case "c":
      return typeof value === "number" ? { type, value } : undefined;
    case "d":
      return isListOf(value, (entry) => typeof entry === "number") ? { type, value } : undefined;
    case "s":
      return isListOf(value, (entry) => isUnsigned(entry, U32_END))
        ? { type, value: [...new Set(value)] }
        : undefined;
    case "g":
      return readGauge(value);
  }
}

function readGauge(json: unknown): MetricValue | undefined {
  if (json === null || typeof json !== "object") return undefined;
  const { last, min, max, sum, count } = json as Readonly<Record<string, unknown>>;
  const isGauge =
    [last, min, max, sum].every((part) => typeof part === "number") && isUnsigned(count, U64_END);
  if (!isGauge) return undefined;
  return { type: "g", value: { last, min, max, sum, count } as (MetricValue & { type: "g" })["value"] };
}

function readTags(json: unknown): Readonly<Record<string, string>> | undefined {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return undefined;
  return Object.values(json).every((value) => typeof value === "string")
    ? (json as Record<string, string>)
    : undefined;
}

function readMetadata(json: unknown): BucketMetadata | undefined {
  if (json === null || typeof json !== "object" || Array.isArray(json)) return undefined;
  const { merges = 1, received_at = null } = json as Readonly<Record<string, unknown>>;
  if (!isUnsigned(merges, U32_END) || !(received_at === null || isUnsigned(received_at, U64_END))) {
    return undefined;
  }
  return { merges, receivedAtSeconds: received_at ?? undefined };
}

function isListOf(value: unknown, isEntry: (entry: unknown) => boolean): value is number[] {
  return Array.isArray(value) && value.every(isEntry);
}

function isNumberBelow(value: unknown, end: number): value is number {
  return typeof value === "number" && value >= 0 && value < end;
}

function isUnsigned(value: unknown, end: number): value is number {
  return isNumberBelow(value, end) && Number.isInteger(value);
}

/** One bucket as it is sent; what says nothing is left out. */
export function bucketJson(bucket: MetricBucket): string {
  const { timestampSeconds: timestamp, widthSeconds: width, name, value, tags, metadata } = bucket;
  const { merges, receivedAtSeconds = null } = metadata;
  const isTold = merges !== 1 || receivedAtSeconds !== null;
  return JSON.stringify({
    timestamp,
    width,
    name,
    type: value.type,
    value: value.type === "s" ? [...value.value].sort((a, b) => a - b) : value.value,
    tags: Object.keys(tags).length === 0 ? undefined : tags,
    metadata: isTold ? { merges, received_at: receivedAtSeconds } : undefined,
  });
}

/** The payload of a `metric_buckets` item. */
export function metricBucketsJson(buckets: readonly MetricBucket[]): string {
  return `[${buckets.map(bucketJson).join(",")}]`;
}

/** The body for the batch endpoint of an upstream. */
export function batchedBucketsJson(byKey: ReadonlyMap<string, readonly MetricBucket[]>): string {
  const members = Array.from(
    byKey,
    ([key, buckets]) => `${JSON.stringify(key)}:${metricBucketsJson(buckets)}`,
  );
  return `{"buckets":{${members.join(",")}}}`;
}
