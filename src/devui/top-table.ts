import type { ActorStats } from "../kernel/actor/stats.ts";

/** One actor between two looks. */
export interface ActorRate {
  readonly stats: ActorStats;
  readonly perSecond: number;
  /** Share of one core's time spent in its handlers; `undefined` when it was not measured. */
  readonly busy: number | undefined;
}

const keyOf = ({ arbiter, path }: ActorStats): string => `${arbiter} ${path}`;

/** Rates out of two looks at the counters, busiest first. An actor seen for the first time, or restarted, has none yet. */
export function actorRates(
  before: readonly ActorStats[],
  now: readonly ActorStats[],
  seconds: number,
): ActorRate[] {
  const known = new Map(before.map((stats) => [keyOf(stats), stats]));
  return now
    .map((stats) => {
      const last = known.get(keyOf(stats));
      if (last === undefined || seconds <= 0) return { stats, perSecond: 0, busy: undefined };
      const perSecond = Math.max(0, stats.handled - last.handled) / seconds;
      const spentMs = stats.handlingMs - last.handlingMs;
      return { stats, perSecond, busy: spentMs < 0 ? undefined : spentMs / 1000 / seconds };
    })
    .toSorted(
      (a, b) => b.stats.depth - a.stats.depth || (b.busy ?? 0) - (a.busy ?? 0) || b.perSecond - a.perSecond,
    );
}

const HEAD = [
  "actor",
  "arbiter",
  "state",
  "waiting",
  "most",
  "/s",
  "busy",
  "handled",
  "refused",
  "dropped",
  "restarts",
];
/** Columns that are text stand left, numbers right. */
const TEXT_COLUMNS = 3;

/** The table, one string per line, headed. */
export function topTable(rates: readonly ActorRate[]): string[] {
  const rows = rates.map(({ stats, perSecond, busy }) => [
    stats.path,
    stats.arbiter,
    stats.state,
    `${stats.depth}/${stats.capacity}`,
    String(stats.highWater),
    perSecond.toFixed(perSecond < 10 ? 1 : 0),
    busy === undefined ? "-" : `${(busy * 100).toFixed(1)}%`,
    String(stats.handled),
    String(stats.refused),
    String(stats.dropped),
    String(stats.restarts),
  ]);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => (i < TEXT_COLUMNS ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return [HEAD, ...rows].map(line);
}
