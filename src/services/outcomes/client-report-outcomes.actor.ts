import { clientReportJson, isReported } from "../../domain/client-report/client-report.ts";
import { OutcomeBuckets } from "../../domain/outcomes/outcome-buckets.ts";
import type { Outcome } from "../../domain/protocol/outcome.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import type { OutcomesSource } from "./protocol.ts";
import {
  type JournaledBatch,
  OUTCOMES_OWNER,
  ReportJournal,
  type ReportJournalAddress,
} from "./report-journal.ts";

/** A client report of ours, and who it is about. */
export interface ClientReport {
  readonly projectId: string;
  readonly publicKey: string;
  readonly json: string;
  /** Where it lies in the journal, if there is one. */
  readonly from?: { readonly owner: string; readonly part: number; readonly key: string };
}

/** A report that has not left. */
interface Unsent extends JournaledBatch {
  readonly report: ClientReport;
}

interface Internal extends OutcomesSource {
  due(): void;
  sent(result: Piped<{ readonly unsent: Unsent; readonly isTaken: boolean }>): void;
}

export interface ClientReportOutcomesDeps {
  readonly bucketIntervalMs: number;
  /** From the first outcome until its report is sent; 0 at once. */
  readonly initialDelayMs: number;
  /**
   * Puts a report on its way; `false` when that is not possible now. A promise resolves when it is safe, and never
   * rejects.
   */
  readonly send: (report: ClientReport) => boolean | Promise<boolean>;
  /** Keeps on disk what is added up here; absent: nobody does. */
  readonly journal?: ReportJournalAddress | undefined;
}

const RETRY_MS = 1_000;
/** Reasons come from clients, who may invent them: past this many different outcomes they are sent at once. */
const MOST_ENTRIES = 10_000;
/** Reports that wait for a way out; the oldest are dropped first. */
const MOST_UNSENT = 10_000;

/**
 * A proxy's outcomes: adds them up and sends them as client reports. What cannot be sent is kept for a while.
 *
 * Started by `app/`, once; restarted fresh on a crash, losing what was not sent, unless it is in a journal.
 */
export class ClientReportOutcomes implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 50_000, whenFull: "dropOldest" };
  readonly #deps: ClientReportOutcomesDeps;
  readonly #journal: ReportJournal | undefined;
  readonly #buckets: OutcomeBuckets;
  #unsent: Unsent[] = [];
  /** On their way to the disk. */
  readonly #leaving = new Set<Unsent>();
  #isDue = false;

  constructor(deps: ClientReportOutcomesDeps) {
    this.#deps = deps;
    this.#journal = deps.journal && new ReportJournal(deps.journal, () => this.#buckets.size);
    this.#buckets = new OutcomeBuckets({
      intervalSeconds: Math.max(1, Math.floor(deps.bucketIntervalMs / 1_000)),
      maxEntries: MOST_ENTRIES,
    });
  }

  started(ctx: Context<Internal>): Promise<void> | undefined {
    return this.#journal?.restore(ctx.now(), (outcomes) => this.#track(outcomes, ctx));
  }

  readonly handlers: Handlers<Internal> = {
    track: (outcomes, ctx) => this.#track(outcomes, ctx),
    flush: (_, ctx) => Promise.all(this.#send(ctx)).then(() => {}),
    due: (_, ctx) => {
      this.#isDue = false;
      this.#send(ctx);
      if (this.#unsent.length > 0) this.#schedule(ctx, RETRY_MS);
    },
    sent: (result, ctx) => {
      if (result.ok) this.#sent(result.value.unsent, result.value.isTaken, ctx);
    },
    changes: ({ wantsAll }) => {
      const journal = this.#journal;
      if (journal === undefined) return [];
      const { part } = journal;
      const fresh = () => this.#buckets.batches().map((batch) => ({ part, batch }));
      return [journal.take(wantsAll, () => [...this.#leaving, ...this.#unsent, ...fresh()])];
    },
  };

  #track(outcomes: readonly Outcome[], ctx: Context<Internal>): void {
    for (const outcome of outcomes) {
      if (outcome.quantity <= 0 || !isReported(outcome)) continue;
      this.#journal?.added(this.#buckets.nameOf(outcome), outcome);
      if (this.#buckets.add(outcome)) this.#send(ctx);
    }
    if (this.#buckets.size > 0) this.#schedule(ctx, this.#deps.initialDelayMs);
  }

  #schedule(ctx: Context<Internal>, delayMs: number): void {
    if (this.#isDue) return;
    this.#isDue = true;
    ctx.after(delayMs, "due");
  }

  /** @returns what is to be waited for */
  #send(ctx: Context<Internal>): readonly Promise<boolean>[] {
    const all = [...this.#unsent, ...this.#drain()];
    this.#unsent = [];
    const waits: Promise<boolean>[] = [];
    for (const unsent of all) {
      const taken = this.#deps.send(unsent.report);
      if (taken instanceof Promise) {
        this.#leaving.add(unsent);
        waits.push(taken);
        const then = taken.then((isTaken) => ({ unsent, isTaken }));
        ctx.pipe(then, "sent");
      } else this.#settle(unsent, taken);
    }
    return waits;
  }

  #sent(unsent: Unsent, isTaken: boolean, ctx: Context<Internal>): void {
    this.#leaving.delete(unsent);
    this.#settle(unsent, isTaken);
    if (!isTaken) this.#schedule(ctx, RETRY_MS);
  }

  #settle(unsent: Unsent, isTaken: boolean): void {
    if (isTaken) this.#journal?.left(unsent);
    else this.#unsent.push(unsent);
    if (this.#unsent.length <= MOST_UNSENT) return;
    const dropped = this.#unsent.shift();
    if (dropped !== undefined) this.#journal?.left(dropped);
  }

  #drain(): Unsent[] {
    const batches = this.#buckets.drain();
    const part = this.#journal?.drained() ?? 0;
    return batches.flatMap((batch) => {
      const json = clientReportJson(batch.timestampSeconds, batch.outcomes);
      if (json === undefined) {
        this.#journal?.left({ part, batch });
        return [];
      }
      const { projectId = "0", publicKey } = batch.scoping;
      const from = { owner: OUTCOMES_OWNER, part, key: batch.name };
      return [{ report: { projectId, publicKey, json, from }, batch, part }];
    });
  }
}
