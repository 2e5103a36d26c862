import type { ActorStats } from "../api.ts";

/** One actor with what can be told from looking at it several times. */
export interface ActorRow {
  readonly stats: ActorStats;
  /** Levels below the top. */
  readonly depth: number;
  readonly name: string;
  readonly perSecond: number;
  /** Mean time in a handler since the last look, in microseconds; `undefined` when nothing was handled or measured. */
  readonly handlingUs: number | undefined;
  /** Waiting messages, one number per look, the latest last. */
  readonly depths: readonly number[];
}

const MOST_LOOKS = 120;

interface Seen {
  stats: ActorStats;
  perSecond: number;
  handlingUs: number | undefined;
  depths: number[];
}

/** Remembers the last looks at all actors, and makes rates out of counters. */
export class ActorHistory {
  readonly #seen = new Map<string, Seen>();
  #rows: readonly ActorRow[] = [];
  #lastMs: number | undefined;
  readonly #times: number[] = [];
  readonly #handled: number[] = [];
  readonly #waiting: number[] = [];

  add(all: readonly ActorStats[], nowMs: number): void {
    const seconds = this.#lastMs === undefined ? 0 : (nowMs - this.#lastMs) / 1000;
    this.#lastMs = nowMs;
    const here = new Set(all.map(keyOf));
    for (const key of this.#seen.keys()) if (!here.has(key)) this.#seen.delete(key);
    for (const stats of all) this.#look(stats, seconds);
    this.#rows = all.map((stats) => this.#row(stats));
    this.#addTotals(all, nowMs);
  }

  rows(): readonly ActorRow[] {
    return this.#rows;
  }

  totals(): readonly [number[], number[], number[]] {
    return [[...this.#times], [...this.#handled], [...this.#waiting]];
  }

  #look(stats: ActorStats, seconds: number): void {
    const before = this.#seen.get(keyOf(stats));
    const seen: Seen = before ?? { stats, perSecond: 0, handlingUs: undefined, depths: [] };
    const handled = Math.max(0, stats.handled - seen.stats.handled); // a restarted actor counts anew
    seen.perSecond = before === undefined || seconds <= 0 ? 0 : handled / seconds;
    const spentMs = stats.handlingMs - seen.stats.handlingMs;
    seen.handlingUs = handled > 0 && spentMs > 0 ? (spentMs * 1000) / handled : undefined;
    seen.stats = stats;
    seen.depths.push(stats.depth);
    if (seen.depths.length > MOST_LOOKS) seen.depths.shift();
    this.#seen.set(keyOf(stats), seen);
  }

  #row(stats: ActorStats): ActorRow {
    const seen = this.#seen.get(keyOf(stats));
    const parts = stats.path.split("/").filter((part) => part !== "");
    return {
      stats,
      depth: Math.max(0, parts.length - 1),
      name: parts[parts.length - 1] ?? stats.path,
      perSecond: seen?.perSecond ?? 0,
      handlingUs: seen?.handlingUs,
      depths: [...(seen?.depths ?? [])],
    };
  }

  #addTotals(all: readonly ActorStats[], nowMs: number): void {
    this.#times.push(nowMs / 1000);
    this.#handled.push(this.#rows.reduce((sum, row) => sum + row.perSecond, 0));
    this.#waiting.push(all.reduce((sum, stats) => sum + stats.depth, 0));
    for (const column of [this.#times, this.#handled, this.#waiting])
      if (column.length > MOST_LOOKS) column.shift();
  }
}

function keyOf(stats: ActorStats): string {
  return `${stats.arbiter} ${stats.path}`;
}
