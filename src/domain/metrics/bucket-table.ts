import { metricNamespace } from "../quota/metric-namespace.ts";
import { ByteSet, grown, KEY_OVERHEAD_BYTES } from "./internal/byte-set.ts";
import { readVarints, VarintWriter } from "./internal/varints.ts";
import { Words } from "./internal/words.ts";
import { finalValue, type MergingValue, mergeValue, mergingBytes, mergingValue } from "./merge-value.ts";
import type { MetricBucket } from "./metric-bucket.ts";
import type { MetricType } from "./metric-name.ts";

/** What a merge did: bytes that came on top, and whether the bucket is new. */
export interface TableMerge {
  readonly addedBytes: number;
  readonly isNew: boolean;
}

const TYPES: readonly MetricType[] = ["c", "d", "s", "g"];
const MAX_MERGES = 2 ** 32 - 1;
/** Value, merges and time of a row. */
const ROW_BYTES = 16;

const key = new VarintWriter();

/**
 * Buckets that are flushed together. Texts are kept once and named by numbers, a bucket's key is the sequence of
 * these numbers, and everything lies in typed arrays: a counter costs no object at all. A million distinct buckets
 * of four tags take some 70 MB.
 */
export class BucketTable {
  readonly #words = new Words();
  readonly #rows = new ByteSet();
  /** Counters; of other types the place in `#objects`. */
  #values = new Float64Array(8);
  #merges = new Uint32Array(8);
  /** Unix seconds, 0 when unknown. */
  #receivedAt = new Uint32Array(8);
  readonly #objects: MergingValue[] = [];

  get size(): number {
    return this.#rows.size;
  }

  merge(publicKey: string, bucket: MetricBucket): TableMerge {
    const bytesBefore = this.#keyBytes;
    const sizeBefore = this.#rows.size;
    this.#writeKey(publicKey, bucket);
    const row = this.#rows.indexOf(key.bytes, key.length);
    if (row < sizeBefore) return { addedBytes: this.#mergeRow(row, bucket), isNew: false };
    const valueBytes = this.#addRow(row, bucket);
    return { addedBytes: this.#keyBytes - bytesBefore + ROW_BYTES + valueBytes, isNew: true };
  }

  get #keyBytes(): number {
    const keys = this.#words.size + this.#rows.size;
    return this.#words.usedBytes + this.#rows.usedBytes + keys * KEY_OVERHEAD_BYTES;
  }

  /** Tags in the order of their names, so that equal ones are equal. */
  #writeKey(publicKey: string, { name, value, timestampSeconds, tags }: MetricBucket): void {
    key.clear();
    key.write(TYPES.indexOf(value.type));
    key.write(this.#words.indexOf(publicKey));
    key.write(this.#words.indexOf(name));
    key.write(timestampSeconds);
    for (const tag of Object.keys(tags).sort()) {
      key.write(this.#words.indexOf(tag));
      key.write(this.#words.indexOf(tags[tag] as string));
    }
  }

  /** @returns bytes of the value beyond the row itself */
  #addRow(row: number, { value, metadata }: MetricBucket): number {
    if (row === this.#values.length) {
      this.#values = grown(this.#values, row + 1);
      this.#merges = grown(this.#merges, row + 1);
      this.#receivedAt = grown(this.#receivedAt, row + 1);
    }
    this.#merges[row] = metadata.merges;
    this.#receivedAt[row] = metadata.receivedAtSeconds ?? 0;
    const merging = mergingValue(value);
    if (typeof merging === "number") {
      this.#values[row] = merging;
      return 0;
    }
    this.#values[row] = this.#objects.push(merging) - 1;
    return mergingBytes(merging);
  }

  /** @returns bytes that the value grew by */
  #mergeRow(row: number, { value, metadata }: MetricBucket): number {
    this.#merges[row] = Math.min((this.#merges[row] as number) + metadata.merges, MAX_MERGES);
    const known = this.#receivedAt[row] as number;
    const { receivedAtSeconds = 0 } = metadata;
    if (known === 0 || (receivedAtSeconds > 0 && receivedAtSeconds < known)) {
      this.#receivedAt[row] = receivedAtSeconds;
    }
    const place = this.#values[row] as number;
    if (value.type === "c") {
      this.#values[row] = mergeValue(place, value) as number;
      return 0;
    }
    const object = this.#objects[place] as MergingValue;
    const bytesBefore = mergingBytes(object);
    const merged = mergeValue(object, value);
    this.#objects[place] = merged;
    return mergingBytes(merged) - bytesBefore;
  }

  /** Everything it holds, by public key. */
  buckets(widthSeconds: number): ReadonlyMap<string, MetricBucket[]> {
    const words = Array.from({ length: this.#words.size }, (_, index) => this.#words.at(index));
    const byKey = new Map<string, MetricBucket[]>();
    for (let row = 0; row < this.#rows.size; row++) {
      const [type = 0, project = 0, name = 0, timestampSeconds = 0, ...tags] = readVarints(
        this.#rows.at(row),
      );
      const publicKey = words[project] as string;
      const bucket = this.#bucket(row, TYPES[type] as MetricType, words[name] as string, {
        timestampSeconds,
        widthSeconds,
        tags: tagsOf(tags, words),
      });
      const list = byKey.get(publicKey);
      if (list === undefined) byKey.set(publicKey, [bucket]);
      else list.push(bucket);
    }
    return byKey;
  }

  #bucket(
    row: number,
    type: MetricType,
    name: string,
    rest: Pick<MetricBucket, "timestampSeconds" | "widthSeconds" | "tags">,
  ): MetricBucket {
    const value = this.#values[row] as number;
    const receivedAt = this.#receivedAt[row] as number;
    return {
      ...rest,
      name,
      namespace: metricNamespace(name.slice(2, name.indexOf("/"))),
      value: finalValue(type, type === "c" ? value : (this.#objects[value] as MergingValue)),
      metadata: {
        merges: this.#merges[row] as number,
        receivedAtSeconds: receivedAt === 0 ? undefined : receivedAt,
      },
    };
  }
}

function tagsOf(indexes: readonly number[], words: readonly string[]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (let at = 0; at < indexes.length; at += 2) {
    tags[words[indexes[at] as number] as string] = words[indexes[at + 1] as number] as string;
  }
  return tags;
}
