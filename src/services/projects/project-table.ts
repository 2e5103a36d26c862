import { PENDING, type ProjectState } from "../../domain/project/project-state.ts";

export interface ProjectTableOptions {
  /** Age from which a state is asked for again when it is used. */
  readonly expiryMs: number;
  /** How much longer it may be used. */
  readonly graceMs: number;
  /** Age at which it is asked for without use; `undefined` never. */
  readonly refreshMs: number | undefined;
  readonly maxProjects: number;
}

interface Entry {
  readonly publicKey: string;
  state: ProjectState;
  /** Monotonic; a state is fresh until then. */
  freshUntilMs: number;
  /** When it is thrown out, unless it is being fetched. */
  evictAtMs: number;
  /** A bit per Arbiter that has a copy. Beyond 32 they share bits, which costs a needless copy. */
  readers: number;
  isFetching: boolean;
  /** Being fetched although nobody used it: that gives no longer life. */
  isProactive: boolean;
}

export interface Wanted {
  readonly state: ProjectState;
  readonly freshForMs: number;
  /** It has to be fetched now. */
  readonly mustFetch: boolean;
}

/**
 * What is known of projects, and for how long. Pure: time (monotonic) comes in.
 *
 *     unknown ─ used ─► fetching ─ answer ─► fresh ─ expiry ─► stale ─ used ─► fetching (the state stays in use)
 *                                              ▲                 │
 *                                              └── answer ───    └─ grace ─► evicted
 *
 * Invariants: 1. An entry that is being fetched is never evicted, so a stale state outlives an upstream that is away.
 * 2. `#resting` holds all others, in the order of their eviction, so a sweep looks at those it evicts and one more.
 */
export class ProjectTable {
  readonly #entries = new Map<string, Entry>();
  readonly #resting = new Map<string, Entry>();
  /** In the order of their last answer: what is refreshed next. Only with `refreshMs`. */
  readonly #refreshes = new Map<string, number>();
  /** Thrown out to make room, and not told yet. */
  #dropped: Entry[] = [];
  readonly #options: ProjectTableOptions;

  constructor(options: ProjectTableOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** An Arbiter uses a key. `undefined`: there is no room for another one. */
  want(publicKey: string, reader: number, nowMs: number): Wanted | undefined {
    const entry = this.#entries.get(publicKey) ?? this.#add(publicKey);
    if (entry === undefined) return undefined;
    entry.readers |= bitOf(reader);
    entry.isProactive = false;
    const mustFetch = !entry.isFetching && entry.freshUntilMs <= nowMs;
    if (mustFetch) this.#fetching(entry);
    return { state: entry.state, freshForMs: Math.max(0, entry.freshUntilMs - nowMs), mustFetch };
  }

  /** The revision to ask with. */
  revisionOf(publicKey: string): string | undefined {
    const state = this.#entries.get(publicKey)?.state ?? PENDING;
    if (state.status === "enabled") return state.project.revision;
    return state.status === "disabled" ? state.revision : undefined;
  }

  /**
   * An answer came: a state, or `undefined` for the one we have.
   * @returns what its readers are to be told; `undefined` when the key is gone, or `unchanged` from nothing
   */
  answered(
    publicKey: string,
    state: ProjectState | undefined,
    nowMs: number,
  ): { readonly state: ProjectState; readonly readers: number } | undefined {
    const entry = this.#entries.get(publicKey);
    if (entry === undefined) return undefined;
    entry.isFetching = false;
    if (state !== undefined) entry.state = state;
    if (entry.state.status === "pending") return undefined;
    const { expiryMs, graceMs, refreshMs } = this.#options;
    if (!entry.isProactive) {
      entry.freshUntilMs = nowMs + expiryMs;
      entry.evictAtMs = nowMs + expiryMs + graceMs;
      this.#resting.delete(publicKey);
      this.#resting.set(publicKey, entry);
    }
    if (refreshMs !== undefined) {
      this.#refreshes.delete(publicKey);
      this.#refreshes.set(publicKey, nowMs + refreshMs);
    }
    return { state: entry.state, readers: entry.readers };
  }

  /** A state of an earlier run, for a key that the upstream says nothing about. It is stale. @returns its readers */
  remembered(publicKey: string, state: ProjectState): number {
    const entry = this.#entries.get(publicKey);
    if (entry === undefined || entry.state.status !== "pending") return 0;
    entry.state = state;
    return entry.readers;
  }

  isPending(publicKey: string): boolean {
    return this.#entries.get(publicKey)?.state.status === "pending";
  }

  /** Keys that are being fetched. */
  fetching(): readonly string[] {
    const keys: string[] = [];
    for (const entry of this.#entries.values()) if (entry.isFetching) keys.push(entry.publicKey);
    return keys;
  }

  /** Throws out what is too old. @returns the keys, by their readers */
  evict(nowMs: number): ReadonlyMap<number, string[]> {
    const gone = this.#dropped.splice(0);
    for (const [publicKey, entry] of this.#resting) {
      if (entry.evictAtMs > nowMs) break;
      if (entry.isFetching) continue; // only a proactive fetch leaves an entry here
      this.#remove(publicKey);
      gone.push(entry);
    }
    const evicted = new Map<number, string[]>();
    for (const { publicKey, readers } of gone) {
      const same = evicted.get(readers);
      if (same) same.push(publicKey);
      else evicted.set(readers, [publicKey]);
    }
    return evicted;
  }

  /** Keys that are fetched now although nobody has used them. */
  refresh(nowMs: number): readonly string[] {
    const keys: string[] = [];
    for (const [publicKey, dueMs] of this.#refreshes) {
      if (dueMs > nowMs) break;
      this.#refreshes.delete(publicKey);
      const entry = this.#entries.get(publicKey);
      if (entry === undefined || entry.isFetching) continue;
      entry.isFetching = true;
      entry.isProactive = true;
      keys.push(publicKey);
    }
    return keys;
  }

  #add(publicKey: string): Entry | undefined {
    if (this.#entries.size >= this.#options.maxProjects) {
      const [oldest] = this.#resting.values();
      if (oldest === undefined) return undefined;
      this.#remove(oldest.publicKey);
      this.#dropped.push(oldest);
    }
    const entry: Entry = {
      publicKey,
      state: PENDING,
      freshUntilMs: Number.NEGATIVE_INFINITY,
      evictAtMs: Number.POSITIVE_INFINITY,
      readers: 0,
      isFetching: false,
      isProactive: false,
    };
    this.#entries.set(publicKey, entry);
    return entry;
  }

  #fetching(entry: Entry): void {
    entry.isFetching = true;
    this.#resting.delete(entry.publicKey);
  }

  #remove(publicKey: string): void {
    this.#entries.delete(publicKey);
    this.#resting.delete(publicKey);
    this.#refreshes.delete(publicKey);
  }
}

export function bitOf(reader: number): number {
  return 1 << (reader % 32);
}
