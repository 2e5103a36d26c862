import { signal } from "@preact/signals";
import { type ActorStats, getActors } from "../api.ts";
import { ActorHistory, type ActorRow } from "../lib/actor-history.ts";

export const actors = signal<readonly ActorRow[]>([]);
/** Messages handled per second, and waiting, over the last minutes: columns as uPlot takes them. */
export const totals = signal<readonly [readonly number[], readonly number[], readonly number[]]>([
  [],
  [],
  [],
]);
export const topologyError = signal<string | undefined>(undefined);

const EVERY_MS = 1_000;

/** Watches the actors while the view is open. @returns a function that stops it */
export function watchTopology(): () => void {
  const history = new ActorHistory();
  let running = true;
  const look = async () => {
    const started = performance.now();
    await getActors().then((stats) => show(history, stats), fail);
    if (running) setTimeout(look, Math.max(100, EVERY_MS - (performance.now() - started)));
  };
  void look();
  return () => {
    running = false;
  };
}

function show(history: ActorHistory, stats: readonly ActorStats[]): void {
  history.add(stats, Date.now());
  actors.value = history.rows();
  totals.value = history.totals();
  topologyError.value = undefined;
}

function fail(error: unknown): void {
  topologyError.value = (error as Error).message;
}
