import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import { faultCode } from "../../kernel/base/fault.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { JournalFile } from "./journal-file.ts";
import type {
  JournalChanges,
  JournalPage,
  JournalProtocol,
  JournalRead,
  JournalSource,
  Leaving,
  SpoolContents,
} from "./protocol.ts";

export interface JournalDeps {
  readonly path: string;
  readonly maxBytes: number;
  /** Where rows are removed in the end. */
  readonly spool: Address<{ remove(rows: { readonly ids: readonly number[] }): void }>;
  /** Who may have entries; what others left goes to the first. */
  readonly owners: readonly string[];
  /** Opens what an earlier process left in the spool, for the start. */
  readonly openSpool: () => SpoolContents;
  /** Outlives a restart of this actor. */
  readonly sources: Address<JournalSource>[];
}

interface Internal extends JournalProtocol {
  collected(round: Piped<Round>): void;
  again(): void;
}

/** What waits for one commit. */
interface Round {
  readonly changes: readonly JournalChanges[];
  readonly ids: number[];
  readonly answers: readonly ((isOnDisk: boolean) => void)[];
  readonly wantsAll: boolean;
  readonly error?: unknown;
}

/** An owner that starts reads what is there first. */
const COLLECT = within(60_000);
/** Pause after a failed write, until the disk is tried again. */
const DISK_PAUSE_MS = 500;
const COMPLAIN_EVERY_MS = 60_000;
const LOG = "baton::journal";

/**
 * Keeps on disk what is only added up in memory: metric buckets and outcomes, from the moment they are taken in until they
 * have left. It asks for the changes in rounds, one at a time, and each is one commit:
 *
 *     changed, commit, remove ─► ask all sources ─► write ─► rows are removed, `commit` is answered
 *                                                    └ fails ─► a pause; then everything is asked for anew
 *
 * Invariants: 1. A row of the spool goes only after a round that began when its `remove` was here already: the sources are
 * asked behind whatever was sent to them before. 2. After a failed round nothing is thought to be on disk.
 *
 * Started by `app/`, once, with `spool.baton.write: before_answer`; a restart opens the file anew and loses nothing.
 */
export class Journal implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 20_000, whenFull: "refuse" };
  readonly #deps: JournalDeps;
  readonly #file: JournalFile;
  #ids: number[] = [];
  #answers: ((isOnDisk: boolean) => void)[] = [];
  #isWanted = false;
  #isBusy = false;
  /** The last round failed, and the next one waits. */
  #isFailing = false;
  /** Of everything: the last round failed, or the file has grown. */
  #wantsAll: boolean;
  #complainedAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: JournalDeps) {
    this.#deps = deps;
    this.#file = JournalFile.open(deps.path, { maxBytes: deps.maxBytes });
    this.#wantsAll = deps.sources.length > 0;
    this.#begin(deps);
  }

  #begin({ openSpool, owners }: JournalDeps): void {
    const left = openSpool();
    const flushes = this.#file.settle((mark) => left.hasMark(mark));
    const entries = this.#file.forget((row) => left.hasRow(row));
    left.close();
    if (flushes + entries > 0)
      log("info", LOG, "what the spool has is not counted twice", { flushes, entries });
    const [heir] = owners;
    for (const owner of this.#file.owners()) {
      log("info", LOG, "found counts of an earlier run", { owner });
      if (heir !== undefined && !owners.includes(owner)) this.#file.bequeath(owner, heir);
    }
  }

  readonly handlers: Handlers<Internal> = {
    sources: (all, ctx) => {
      this.#deps.sources.splice(0, Number.POSITIVE_INFINITY, ...all);
      this.#want(ctx);
    },
    changed: (_, ctx) => this.#want(ctx),
    commit: (_, ctx) => {
      if (this.#isFailing) return false;
      return new Promise((answer) => {
        this.#answers.push(answer);
        this.#want(ctx);
      });
    },
    remove: ({ ids }, ctx) => {
      for (const id of ids) this.#ids.push(id);
      this.#want(ctx);
    },
    leaving: (leaving, ctx) => this.#leaving(leaving, ctx),
    entries: (read, ctx) => this.#page(read, ctx),
    collected: (round, ctx) => {
      if (round.ok) this.#write(round.value, ctx);
    },
    again: (_, ctx) => {
      this.#isFailing = false;
      this.#isBusy = false;
      this.#round(ctx);
    },
  };

  stopped(): void {
    this.#file.close();
  }

  #page(read: JournalRead, ctx: Context<Internal>): JournalPage {
    const { owner, after, instead } = read;
    try {
      if (instead) this.#file.replace(owner, after, instead);
    } catch (error) {
      this.#wantsAll = true; // which puts an end to what was read, too
      this.#complain(error, ctx);
    }
    return this.#file.page(read);
  }

  #leaving(leaving: Leaving, ctx: Context<Internal>): boolean {
    try {
      this.#file.leaving(leaving);
      return true;
    } catch (error) {
      this.#complain(error, ctx);
      return false;
    }
  }

  #want(ctx: Context<Internal>): void {
    this.#isWanted = true;
    if (!this.#isBusy) this.#round(ctx);
  }

  #round(ctx: Context<Internal>): void {
    if (!this.#isWanted) return;
    this.#isWanted = false;
    this.#isBusy = true;
    const [ids, answers] = [this.#ids, this.#answers];
    this.#ids = [];
    this.#answers = [];
    const wantsAll = this.#wantsAll;
    const work = this.#collect(wantsAll).then(
      (changes): Round => ({ changes, ids, answers, wantsAll }),
      (error: unknown): Round => ({ changes: [], ids, answers, wantsAll, error }),
    );
    ctx.pipe(work, "collected");
  }

  async #collect(wantsAll: boolean): Promise<JournalChanges[]> {
    const changes: JournalChanges[] = [];
    // One after the other: what an earlier one hands on to a later one is asked for behind it.
    for (const source of this.#deps.sources)
      changes.push(...(await source.ask("changes", { wantsAll }, COLLECT)));
    return changes;
  }

  #write({ changes, ids, answers, wantsAll, error }: Round, ctx: Context<Internal>): void {
    try {
      if (error !== undefined) throw error;
      this.#file.apply(changes);
      if (wantsAll) this.#wantsAll = false;
      this.#wantsAll ||= this.#file.isBloated(changes.reduce((sum, { size }) => sum + size, 0));
    } catch (failure) {
      this.#failed(failure, ids, ctx);
      for (const answer of answers) answer(false);
      return;
    }
    for (const answer of answers) answer(true);
    if (ids.length > 0 && !this.#deps.spool.send("remove", { ids })) {
      this.#pause(ids, ctx);
      return;
    }
    this.#isBusy = false;
    this.#isWanted ||= this.#wantsAll;
    this.#round(ctx);
  }

  /** Rows stay where they are, and everything is asked for again after a pause. */
  #failed(error: unknown, ids: readonly number[], ctx: Context<Internal>): void {
    this.#wantsAll = true;
    this.#isFailing = true;
    this.#pause(ids, ctx);
    for (const answer of this.#answers.splice(0)) answer(false);
    this.#complain(error, ctx);
  }

  #complain(error: unknown, ctx: Context<Internal>): void {
    if (faultCode(error) === "BATON_ASK_STOPPED") return; // the relay ends
    const nowMs = ctx.monotonic();
    if (nowMs - this.#complainedAtMs < COMPLAIN_EVERY_MS) return;
    this.#complainedAtMs = nowMs;
    log("error", LOG, "cannot write: what was processed stays in the spool until it can", {
      code: faultCode(error) ?? "BATON_SQLITE_FAILED",
      error: String(error),
    });
  }

  #pause(ids: readonly number[], ctx: Context<Internal>): void {
    for (const id of ids) this.#ids.push(id);
    this.#isWanted = true;
    ctx.after(DISK_PAUSE_MS, "again");
  }
}
