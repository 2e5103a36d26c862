/**
 * Counters, gauges and distributions of one thread, declared in one table. Whoever counts often holds a series, so that
 * counting is an addition; whoever reads them takes a snapshot, which is plain data and adds up with those of other threads.
 */

export type MetricKind = "counter" | "gauge" | "distribution";
export type MetricUnit = "milliseconds" | "bytes" | "items" | "ratio";

export interface MetricSpec {
  readonly kind: MetricKind;
  readonly unit?: MetricUnit;
  /** Names of its tags, in the order in which their values are given. */
  readonly tags: readonly string[];
  readonly doc: string;
}

export type MetricTable = Readonly<Record<string, MetricSpec>>;

/** As many strings as there are tags. */
type TagValues<T extends readonly string[]> = { -readonly [I in keyof T]: string };

export interface SeriesOf {
  readonly counter: Counter;
  readonly gauge: Gauge;
  readonly distribution: Distribution;
}

/** A sum that only grows. */
export class Counter {
  value = 0;

  add(amount = 1): void {
    this.value += amount;
  }
}

/** The latest of a value that goes up and down. */
class Gauge {
  value = 0;

  set(value: number): void {
    this.value = value;
  }
}

/** Values kept of one distribution between two readings; beyond that each has the same chance to be kept. */
export const MOST_SAMPLES = 64;

/** How values are spread: in fixed steps for good, and as a sample since the last reading. */
export class Distribution {
  count = 0;
  sum = 0;
  /** Per step, and one for what lies above all. Not cumulative. */
  readonly buckets: number[];
  readonly #bounds: readonly number[];
  #samples: number[] = [];
  #seen = 0;
  #random = 0x9e3779b9;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.buckets = new Array<number>(bounds.length + 1).fill(0);
  }

  record(value: number): void {
    this.count++;
    this.sum += value;
    const bounds = this.#bounds;
    let step = 0;
    while (step < bounds.length && value > (bounds[step] as number)) step++;
    (this.buckets[step] as number)++;
    this.#seen++;
    if (this.#samples.length < MOST_SAMPLES) this.#samples.push(value);
    else this.#replace(value);
  }

  /** Gives out the sample and begins a new one. */
  drain(): { readonly samples: readonly number[]; readonly seen: number } {
    const taken = { samples: this.#samples, seen: this.#seen };
    this.#samples = [];
    this.#seen = 0;
    return taken;
  }

  #replace(value: number): void {
    let x = this.#random;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#random = x;
    const slot = (x >>> 0) % this.#seen;
    if (slot < MOST_SAMPLES) this.#samples[slot] = value;
  }
}

/** Series of one metric, by the values of its tags. */
export class Metric<K extends MetricKind, T extends readonly string[]> {
  readonly name: string;
  readonly spec: MetricSpec;
  readonly #create: () => SeriesOf[K];
  readonly #series = new Map<string, Series<K>>();

  constructor(name: string, spec: MetricSpec & { readonly kind: K; readonly tags: T }) {
    this.name = name;
    this.spec = spec;
    const bounds = boundsOf(spec.unit);
    const create: { readonly [P in MetricKind]: () => SeriesOf[P] } = {
      counter: () => new Counter(),
      gauge: () => new Gauge(),
      distribution: () => new Distribution(bounds),
    };
    this.#create = create[spec.kind];
  }

  /**
   * The series of these tag values. Hold it where it is counted often. Values come from code, or from a set that is bounded;
   * past {@link MOST_SERIES} all new ones count as `other`.
   */
  at(...tags: TagValues<T>): SeriesOf[K] {
    return this.#find(tags);
  }

  entries(): Iterable<Series<K>> {
    return this.#series.values();
  }

  /** Forgets all series: of gauges whose subjects come and go. */
  clear(): void {
    this.#series.clear();
  }

  #find(tags: readonly string[]): SeriesOf[K] {
    const name = tags.length === 1 ? (tags[0] as string) : tags.join("\u0000");
    const known = this.#series.get(name);
    if (known) return known.series;
    if (this.#series.size >= MOST_SERIES && !tags.every((value) => value === OTHER)) {
      return this.#find(tags.map(() => OTHER));
    }
    const series = this.#create();
    this.#series.set(name, { tags: [...tags], series });
    return series;
  }
}

interface Series<K extends MetricKind> {
  readonly tags: readonly string[];
  readonly series: SeriesOf[K];
}

export const MOST_SERIES = 1_000;
const OTHER = "other";

export type Metrics<T extends MetricTable> = {
  readonly [N in keyof T]: Metric<T[N]["kind"], T[N]["tags"]>;
};

/** The metrics of a table, all without a series yet. */
export function createMetrics<const T extends MetricTable>(table: T): Metrics<T> {
  return Object.fromEntries(
    Object.entries(table).map(([name, spec]) => [name, new Metric(name, spec)]),
  ) as unknown as Metrics<T>;
}

/** Steps of a distribution; the same everywhere, so that threads add up. */
export function boundsOf(unit: MetricUnit | undefined): readonly number[] {
  return BOUNDS[unit ?? "items"];
}

const BOUNDS: Readonly<Record<MetricUnit, readonly number[]>> = {
  milliseconds: [0.1, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000],
  bytes: [256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864],
  items: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000],
  ratio: [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1],
};
