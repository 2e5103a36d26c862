import { effect, signal } from "@preact/signals";
import { getStats, type ItemSummary, listItems, openFeed, type StoreStats } from "../api.ts";
import { mergeItems } from "../lib/merge.ts";
import { search } from "./filters.ts";

/** Rows of the feed, newest first: those loaded, which may be fewer than are stored. */
export const items = signal<readonly ItemSummary[]>([]);
export const loading = signal(true);
export const failure = signal<string | undefined>(undefined);
/** Connection of the live feed; `paused` by hand. */
export const link = signal<"connecting" | "live" | "lost" | "paused">("connecting");
/** Arrived while the feed was paused. */
export const held = signal<readonly ItemSummary[]>([]);
export const stats = signal<StoreStats | undefined>(undefined);
/** More rows can be loaded below. */
export const hasMore = signal(false);

const PAGE = 200;
/** Rows kept in memory; the oldest are dropped and can be loaded again. */
const MOST_ROWS = 20_000;

let next: number | undefined;
let loadingMore = false;
let generation = 0;
let close: () => void = () => {};
/** Where the feed goes on after a break. */
let reached = 0;

/** Loads the first page for every new search, and follows the live feed from there. */
export function startFeed(): void {
  effect(() => {
    void restart(search.value);
  });
  document.addEventListener("visibilitychange", restWhileHidden);
  void refreshStats();
}

/**
 * A tab that nobody looks at gives its stream up: browsers allow six connections to one host, over all tabs, and a
 * seventh tab would wait for ever.
 */
function restWhileHidden(): void {
  close();
  if (document.hidden || loading.value) return;
  follow(search.value, reached);
  void refreshStats();
}

async function restart(line: string): Promise<void> {
  const mine = ++generation;
  close();
  loading.value = true;
  try {
    const page = await listItems(line, undefined, PAGE);
    if (mine !== generation) return;
    items.value = page.items;
    held.value = [];
    setNext(page.next);
    failure.value = undefined;
    follow(line, page.revision);
  } catch (error) {
    if (mine !== generation) return;
    failure.value = (error as Error).message;
    link.value = "lost";
    setTimeout(() => mine === generation && void restart(line), 2_000);
  } finally {
    if (mine === generation) loading.value = false;
  }
}

function follow(line: string, revision: number): void {
  reached = revision;
  if (document.hidden) return;
  close = openFeed(line, revision, {
    onItems: (changed, revision) => {
      reached = revision;
      if (link.value === "paused") held.value = mergeItems(held.value, changed, MOST_ROWS);
      else items.value = mergeItems(items.value, changed, MOST_ROWS);
      refreshSoon();
    },
    onRemoved: (oldestId) => {
      const left = items.value.filter((item) => item.id >= oldestId);
      if (left.length !== items.value.length) items.value = left;
      refreshSoon();
    },
    onReset: () => void restart(line),
    onState: (state) => {
      if (link.value !== "paused") link.value = state;
    },
  });
}

function setNext(id: number | undefined): void {
  next = id;
  hasMore.value = id !== undefined;
}

export async function loadMore(): Promise<void> {
  if (loadingMore || next === undefined) return;
  loadingMore = true;
  const mine = generation;
  try {
    const page = await listItems(search.value, next, PAGE);
    if (mine !== generation) return;
    items.value = mergeItems(items.value, page.items, MOST_ROWS);
    setNext(page.next);
  } catch (error) {
    failure.value = (error as Error).message;
  } finally {
    loadingMore = false;
  }
}

export function togglePause(): void {
  if (link.value !== "paused") {
    link.value = "paused";
    return;
  }
  items.value = mergeItems(items.value, held.value, MOST_ROWS);
  held.value = [];
  link.value = "live";
}

let _refreshTimer: ReturnType<typeof setTimeout> | undefined;

/** Counts follow the feed, at most once a second. */
function refreshSoon(): void {
  _refreshTimer ??= setTimeout(() => {
    _refreshTimer = undefined;
    void refreshStats();
  }, 1_000);
}

export async function refreshStats(): Promise<void> {
  stats.value = await getStats().catch(() => stats.value);
}
