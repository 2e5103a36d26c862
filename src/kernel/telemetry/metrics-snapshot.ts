import { Distribution, type Metric, type MetricKind } from "./metrics.ts";

/** One series at one moment; plain data, so it may come from another thread. */
export interface SeriesSnapshot {
  readonly name: string;
  readonly kind: MetricKind;
  readonly tags: readonly string[];
  /** Of a distribution the sum. */
  readonly value: number;
  readonly spread?: Spread;
}

export interface Spread {
  readonly count: number;
  readonly buckets: readonly number[];
  /** Values since the last reading that asked for them, or some of them; `seen` is how many there were. */
  readonly samples: readonly number[];
  readonly seen: number;
}

/** @param drains whether the samples are taken: there is one reader of samples, and any number of others */
export function takeSnapshot(
  metrics: Iterable<Pick<Metric<MetricKind, readonly string[]>, "name" | "spec" | "entries">>,
  drains: boolean,
): SeriesSnapshot[] {
  const all: SeriesSnapshot[] = [];
  for (const metric of metrics) {
    const { name, spec } = metric;
    for (const { tags, series } of metric.entries()) {
      if (!(series instanceof Distribution)) {
        all.push({ name, kind: spec.kind, tags, value: series.value });
        continue;
      }
      const { samples, seen } = drains ? series.drain() : NO_SAMPLES;
      const spread = { count: series.count, buckets: [...series.buckets], samples, seen };
      all.push({ name, kind: spec.kind, tags, value: series.sum, spread });
    }
  }
  return all;
}

const NO_SAMPLES = { samples: [], seen: 0 };

/** Adds up what several threads know: sums and spreads by addition, gauges too, whose tags tell apart what must not be added. */
export function mergeSnapshots(snapshots: readonly (readonly SeriesSnapshot[])[]): SeriesSnapshot[] {
  const merged = new Map<string, SeriesSnapshot>();
  for (const series of snapshots.flat()) {
    const key = seriesKey(series);
    const known = merged.get(key);
    merged.set(key, known ? addSeries(known, series) : series);
  }
  return [...merged.values()];
}

export function seriesKey({ name, tags }: Pick<SeriesSnapshot, "name" | "tags">): string {
  return [name, ...tags].join("\u0000");
}

function addSeries(a: SeriesSnapshot, b: SeriesSnapshot): SeriesSnapshot {
  const value = a.value + b.value;
  if (!a.spread || !b.spread) return { ...a, value };
  const spread = {
    count: a.spread.count + b.spread.count,
    buckets: a.spread.buckets.map((count, step) => count + (b.spread?.buckets[step] ?? 0)),
    samples: [...a.spread.samples, ...b.spread.samples],
    seen: a.spread.seen + b.spread.seen,
  };
  return { ...a, value, spread };
}
