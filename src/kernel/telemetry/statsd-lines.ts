import type { MetricTable } from "./metrics.ts";
import { type SeriesSnapshot, seriesKey } from "./metrics-snapshot.ts";

export interface StatsdOptions {
  readonly table: MetricTable;
  /** Put before every name, with a dot. */
  readonly prefix: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Of one datagram, in bytes. */
  readonly bufferSizeBytes: number;
}

/** Fits an Ethernet frame with room for the headers of a tunnel. */
export const DEFAULT_DATAGRAM_BYTES = 1_432;

/**
 * DogStatsD datagrams of what happened since the last call. Counters go as their increase, left out when there is none, gauges
 * as they are, both with the time; distributions as the values sampled, with the share that they are of all.
 */
export class StatsdLines {
  readonly #options: StatsdOptions;
  readonly #tail: string;
  #counted = new Map<string, number>();

  constructor(options: StatsdOptions) {
    this.#options = options;
    this.#tail = Object.entries(options.tags)
      .map(([name, value]) => tagText(name, value))
      .join(",");
  }

  datagrams(series: readonly SeriesSnapshot[], nowMs: number, withGauges: boolean): string[] {
    const lines: string[] = [];
    const counted = new Map<string, number>();
    const at = `|T${Math.floor(nowMs / 1_000)}`;
    for (const one of series) {
      if (one.kind === "counter") this.#counter(one, counted, at, lines);
      else if (one.spread) this.#distribution(one, lines);
      else if (withGauges) lines.push(this.#head(one, one.value, "g") + at);
    }
    this.#counted = counted;
    return pack(lines, this.#options.bufferSizeBytes);
  }

  #counter(series: SeriesSnapshot, counted: Map<string, number>, at: string, lines: string[]): void {
    const key = seriesKey(series);
    const before = this.#counted.get(key) ?? 0;
    counted.set(key, series.value);
    // Less than before: a thread was lost with its counts. What it will have counted by now is not known.
    if (series.value > before) lines.push(this.#head(series, series.value - before, "c") + at);
  }

  #distribution(series: SeriesSnapshot, lines: string[]): void {
    const { samples = [], seen = 0 } = series.spread ?? {};
    if (samples.length === 0) return;
    const rate = samples.length === seen ? "1.0" : String(Number((samples.length / seen).toPrecision(6)));
    for (let at = 0; at < samples.length; at += VALUES_PER_LINE) {
      const values = samples.slice(at, at + VALUES_PER_LINE).map(numberText);
      lines.push(this.#head(series, values.join(":"), `d|@${rate}`));
    }
  }

  #head({ name, tags }: SeriesSnapshot, value: number | string, type: string): string {
    const { table, prefix } = this.#options;
    const names = table[name]?.tags ?? [];
    const own = names.map((tag, at) => tagText(tag, tags[at] ?? "")).join(",");
    const all = [own, this.#tail].filter((part) => part !== "").join(",");
    const text = typeof value === "number" ? numberText(value) : value;
    return `${prefix === "" ? "" : `${prefix}.`}${name}:${text}|${type}${all === "" ? "" : `|#${all}`}`;
  }
}

const VALUES_PER_LINE = 32;

function numberText(value: number): string {
  return String(Number(value.toPrecision(12)));
}

/** Nothing in a value may end a tag, a line or the datagram. */
function tagText(name: string, value: string): string {
  return `${name}:${value.replace(/[\s,|#]/g, "_")}`;
}

/** As many lines in each datagram as fit; a line that is too long for any goes alone. */
function pack(lines: readonly string[], bytes: number): string[] {
  const datagrams: string[] = [];
  let open = "";
  for (const line of lines) {
    const size = Buffer.byteLength(open) + 1 + Buffer.byteLength(line);
    if (open !== "" && size > bytes) {
      datagrams.push(open);
      open = "";
    }
    open = open === "" ? line : `${open}\n${line}`;
  }
  return open === "" ? datagrams : [...datagrams, open];
}
