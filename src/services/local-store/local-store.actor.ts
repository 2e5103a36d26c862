import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Context } from "../../kernel/actor/context.ts";
import { Fault } from "../../kernel/base/fault.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { CapturedEnvelope, CaptureProtocol } from "./capture.ts";
import type { LocalDatabase } from "./database.ts";
import { openLocalDatabase } from "./internal/open-file.ts";
import { Watchers } from "./internal/watchers.ts";
import type {
  ChangeBatch,
  EnvelopeBatch,
  ItemDetail,
  ItemPage,
  StoredEnvelope,
  StoredPayload,
  StoreStats,
} from "./records.ts";
import type { RetentionLimits } from "./retention.ts";

/** What others may ask of the local store. `search` is a line as `search.ts` reads it; empty for everything. */
export interface LocalStoreProtocol extends CaptureProtocol {
  /** Newest first, at most 200, continuing before an id. */
  items(query: { search: string; before?: number; limit: number }): ItemPage;
  item(query: { id: number }): ItemDetail | undefined;
  payload(query: { id: number }): StoredPayload | undefined;
  envelope(query: { id: number }): StoredEnvelope | undefined;
  /** Answers as soon as something changed after the revision, or the oldest id is another, else after `waitMs`. */
  changes(query: ChangesQuery): ChangeBatch;
  /** The same for whole envelopes; `after: -1` stands for the newest one. */
  envelopes(query: { after: number; limit: number; waitMs: number }): EnvelopeBatch;
  stats(): StoreStats;
  clear(): { removed: number };
}

export interface ChangesQuery {
  readonly search: string;
  readonly after: number;
  readonly limit: number;
  readonly waitMs: number;
  /** The oldest id the asker knows of. */
  readonly oldestId?: number;
}

interface LocalStoreInternal extends LocalStoreProtocol {
  commit(): void;
  retire(): void;
  tick(): void;
}

export interface LocalStoreDeps {
  /** File of the store; `:memory:` for none. */
  readonly path: string;
  readonly limits: RetentionLimits;
}

const MOST_ITEMS = 200;
const MAILBOX_BYTES = 64 * 1024 * 1024;
const RETIRE_EVERY_MS = 30_000;
const TICK_MS = 250;

/**
 * Keeps what came in, and what became of it, in one SQLite file; answers the page, the API and `baton tap`.
 * Started by `app/local.ts`; after a crash it opens the file again and loses at most the transaction that was open.
 * Envelopes that wait in its mailbox are written in one transaction (group commit).
 */
export class LocalStore implements Actor<LocalStoreInternal> {
  readonly mailbox: MailboxOptions = {
    capacity: 10_000,
    whenFull: "refuse",
    maxBytes: MAILBOX_BYTES,
    weigh: (type, message) => (type === "captured" ? (message as CapturedEnvelope).bytes.length : 0),
    urgent: ["stats"],
  };
  readonly #deps: LocalStoreDeps;
  readonly #watchers = new Watchers();
  #database: LocalDatabase | undefined;
  #commitAsked = false;
  #lost = 0;
  #nowMs = 0;

  constructor(deps: LocalStoreDeps) {
    this.#deps = deps;
  }

  started(ctx: Context<LocalStoreInternal>): void {
    this.#nowMs = ctx.now();
    this.#database = openLocalDatabase(this.#deps.path, this.#deps.limits, this.#nowMs);
    this.#database.retire(this.#nowMs);
    ctx.every(RETIRE_EVERY_MS, "retire");
    ctx.every(TICK_MS, "tick");
  }

  readonly handlers: Handlers<LocalStoreInternal> = {
    captured: (envelope, ctx) => this.#write(ctx, (db) => db.add(envelope), 1),
    settled: (settlement, ctx) => this.#write(ctx, (db) => db.settle(settlement), 0),
    commit: (_, ctx) => this.#commit(ctx),
    retire: (_, ctx) => this.#retire(ctx),
    tick: (_, ctx) => this.#watchers.giveUp(ctx.monotonic()),

    items: ({ search, before, limit }) => {
      const most = Math.min(limit, MOST_ITEMS);
      return this.#db.page(before === undefined ? { search, limit: most } : { search, before, limit: most });
    },
    item: ({ id }) => this.#db.item(id),
    payload: ({ id }) => this.#db.payload(id),
    envelope: ({ id }) => this.#db.envelope(id),
    changes: (query, ctx) => {
      const look = () => this.#db.changes({ ...query, limit: Math.min(query.limit, MOST_ITEMS) });
      const { oldestId, waitMs } = query;
      const news = (batch: ChangeBatch) =>
        batch.items.length > 0 || (oldestId !== undefined && batch.oldestId !== oldestId);
      return this.#watchers.answer(look, news, waitMs, ctx.monotonic());
    },
    envelopes: ({ after, limit, waitMs }, ctx) => {
      const from = after < 0 ? this.#db.newestEnvelopeId() : after;
      const look = () => ({ from, envelopes: this.#db.envelopesAfter(from, limit) });
      return this.#watchers.answer(look, (batch) => batch.envelopes.length > 0, waitMs, ctx.monotonic());
    },
    stats: () => ({ ...this.#db.stats(), lostEnvelopes: this.#lost }),
    clear: (_, ctx) => {
      const removed = this.#db.clear(ctx.now());
      this.#watchers.wake();
      return { removed };
    },
  };

  stopping(ctx: Context<LocalStoreInternal>): void {
    this.#nowMs = ctx.now();
    this.#watchers.giveUp(Number.POSITIVE_INFINITY);
  }

  stopped(): void {
    this.#database?.close(this.#nowMs);
    this.#database = undefined;
  }

  get #db(): LocalDatabase {
    if (this.#database === undefined) throw new Error("the store is not open");
    return this.#database;
  }

  /** A full or failing disk loses what is being written, says so, and goes on: the page is no reason to stop. */
  #write(ctx: Context<LocalStoreInternal>, work: (db: LocalDatabase) => void, envelopes: number): void {
    this.#nowMs = ctx.now();
    try {
      work(this.#db);
    } catch (error) {
      this.#failed(error, envelopes);
      return;
    }
    if (this.#commitAsked) return;
    this.#commitAsked = ctx.self.send("commit");
    if (!this.#commitAsked) this.#commit(ctx);
  }

  #commit(ctx: Context<LocalStoreInternal>): void {
    this.#commitAsked = false;
    try {
      this.#db.commit(ctx.now());
    } catch (error) {
      this.#failed(error, 1);
    }
    this.#watchers.wake();
  }

  #retire(ctx: Context<LocalStoreInternal>): void {
    try {
      if (this.#db.retire(ctx.now()) > 0) this.#watchers.wake();
    } catch (error) {
      this.#failed(error, 0);
    }
  }

  #failed(error: unknown, envelopes: number): void {
    if (!(error instanceof Fault)) throw error;
    this.#lost += envelopes;
    this.#db.abandon();
    log("error", "baton::local-store", "could not write to the local store", { code: error.code });
  }
}
