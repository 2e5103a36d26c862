import { PENDING } from "../../domain/project/project-state.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { bitOf, ProjectTable, type ProjectTableOptions } from "./project-table.ts";
import type {
  FetchResult,
  KnownProject,
  ProjectFetcherListener,
  ProjectFetcherProtocol,
  ProjectReaderProtocol,
  ProjectSourceProtocol,
  SavedState,
  SnapshotProtocol,
  StateText,
} from "./protocol.ts";

interface Internal extends ProjectSourceProtocol, ProjectFetcherListener {
  sweep(): void;
  flush(): void;
  loaded(result: Piped<readonly SavedState[]>): void;
}

export interface ProjectCacheDeps {
  readonly options: ProjectTableOptions;
  /** Starts what asks the upstream; the cache is its owner and hears of the answers. */
  readonly spawnFetcher: (ctx: Context<Internal>) => Address<ProjectFetcherProtocol>;
  /** States that outlive the process; absent: none do. */
  readonly snapshot?: Address<Pick<SnapshotProtocol, "save" | "load">>;
}

const SWEEP_MS = 1_000;
const FLUSH_AGAIN_MS = 100;
/** A stale state that is being fetched is good for so long before its reader asks again. */
const STALE_FOR_MS = 1_000;
const LOAD_TIMEOUT = within(10_000);

/**
 * What the upstream says of projects, shared by all Arbiters: each keeps copies of what it uses (`ProjectReads`) and is
 * told of every change. States of an earlier run are used for keys that the upstream says nothing about, so that a
 * restart during an outage goes on with what was known.
 *
 * Started by `app/`, once, in managed mode; a restart begins empty, and is asked again by its readers.
 */
export class ProjectCache implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 100_000, whenFull: "refuse" };
  readonly #deps: ProjectCacheDeps;
  readonly #table: ProjectTable;
  readonly #readers = new Map<number, Address<ProjectReaderProtocol>>();
  #fetcher: Address<ProjectFetcherProtocol> | undefined;
  #toFetch: string[] = [];

  constructor(deps: ProjectCacheDeps) {
    this.#deps = deps;
    this.#table = new ProjectTable(deps.options);
  }

  started(ctx: Context<Internal>): void {
    this.#fetcher = this.#deps.spawnFetcher(ctx);
    ctx.every(SWEEP_MS, "sweep");
  }

  readonly handlers: Handlers<Internal> = {
    want: ({ publicKeys, reader, index }, ctx) => this.#want(publicKeys, reader, index, ctx),
    fetcherStarted: (_, ctx) => {
      this.#toFetch = [...this.#table.fetching()];
      this.#flush(ctx);
    },
    fetched: ({ results }, ctx) => this.#fetched(results, ctx),
    delayed: ({ publicKeys }, ctx) => this.#delayed(publicKeys, ctx),
    loaded: (result) => {
      if (result.ok) this.#remember(result.value);
    },
    sweep: (_, ctx) => this.#sweep(ctx),
    flush: (_, ctx) => this.#flush(ctx),
  };

  #want(
    publicKeys: readonly string[],
    reader: Address<ProjectReaderProtocol>,
    index: number,
    ctx: Context<Internal>,
  ): void {
    this.#readers.set(index, reader);
    const known: KnownProject[] = [];
    for (const publicKey of publicKeys) {
      const wanted = this.#table.want(publicKey, index, ctx.monotonic());
      if (wanted === undefined) continue; // it is asked for again, and there may be room then
      if (wanted.mustFetch) this.#toFetch.push(publicKey);
      if (wanted.state.status !== "pending")
        known.push({ publicKey, state: wanted.state, freshForMs: wanted.freshForMs || STALE_FOR_MS });
    }
    if (known.length > 0) reader.send("known", { projects: known });
    this.#flush(ctx);
  }

  #flush(ctx: Context<Internal>): void {
    if (this.#toFetch.length === 0) return;
    const keys = this.#toFetch.map((publicKey) => ({
      publicKey,
      revision: this.#table.revisionOf(publicKey),
    }));
    if (this.#fetcher?.send("ask", { keys })) this.#toFetch = [];
    else ctx.after(FLUSH_AGAIN_MS, "flush");
  }

  #fetched(results: readonly FetchResult[], ctx: Context<Internal>): void {
    const news = new Map<number, KnownProject[]>();
    const changed: StateText[] = [];
    const nowMs = ctx.monotonic();
    for (const { publicKey, answer } of results) {
      const state = answer.answer === "state" ? answer.state : undefined;
      const told = this.#table.answered(publicKey, state, nowMs);
      if (answer.answer === "state") changed.push({ publicKey, json: answer.json });
      if (told === undefined) continue;
      add(news, told.readers, { publicKey, state: told.state, freshForMs: this.#deps.options.expiryMs });
    }
    this.#tell(news);
    // Lost when the disk is behind: the next change is written again.
    if (changed.length > 0) this.#deps.snapshot?.send("save", { states: changed });
  }

  #delayed(publicKeys: readonly string[], ctx: Context<Internal>): void {
    const pending = publicKeys.filter((publicKey) => this.#table.isPending(publicKey));
    if (pending.length === 0 || this.#deps.snapshot === undefined) return;
    ctx.pipe(this.#deps.snapshot.ask("load", { publicKeys: pending }, LOAD_TIMEOUT), "loaded");
  }

  #remember(states: readonly SavedState[]): void {
    const news = new Map<number, KnownProject[]>();
    for (const { publicKey, state } of states) {
      if (state === PENDING) continue;
      const readers = this.#table.remembered(publicKey, state);
      add(news, readers, { publicKey, state, freshForMs: STALE_FOR_MS });
    }
    this.#tell(news);
  }

  #tell(news: ReadonlyMap<number, readonly KnownProject[]>): void {
    for (const [readers, projects] of news) {
      for (const [index, reader] of this.#readers) {
        // A refused one asks again.
        if ((readers & bitOf(index)) !== 0) reader.send("known", { projects });
      }
    }
  }

  #sweep(ctx: Context<Internal>): void {
    const nowMs = ctx.monotonic();
    this.#toFetch.push(...this.#table.refresh(nowMs));
    this.#flush(ctx);
    for (const [readers, publicKeys] of this.#table.evict(nowMs)) {
      for (const [index, reader] of this.#readers) {
        if ((readers & bitOf(index)) !== 0) reader.send("evicted", { publicKeys });
      }
    }
  }
}

function add(news: Map<number, KnownProject[]>, readers: number, known: KnownProject): void {
  if (readers === 0) return;
  const same = news.get(readers);
  if (same) same.push(known);
  else news.set(readers, [known]);
}
