import { clientReportJson, isReported } from "../../domain/client-report/client-report.ts";
import { OutcomeBuckets } from "../../domain/outcomes/outcome-buckets.ts";
import type { Outcome } from "../../domain/protocol/outcome.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Context } from "../../kernel/actor/context.ts";
import type { OutcomesProtocol } from "./protocol.ts";

/** A client report of ours, and who it is about. */
export interface ClientReport {
  readonly projectId: string;
  readonly publicKey: string;
  readonly json: string;
}

interface Internal extends OutcomesProtocol {
  due(): void;
}

export interface ClientReportOutcomesDeps {
  readonly bucketIntervalMs: number;
  /** From the first outcome until its report is sent; 0 at once. */
  readonly initialDelayMs: number;
  /** Puts a report on its way; `false` when that is not possible now. */
  readonly send: (report: ClientReport) => boolean;
}

const RETRY_MS = 1_000;
/** Reasons come from clients, who may invent them: past this many different outcomes they are sent at once. */
const MOST_ENTRIES = 10_000;
/** Reports that wait for a way out; the oldest are dropped first. */
const MOST_UNSENT = 10_000;

/**
 * A proxy's outcomes: adds them up and sends them as client reports. What cannot be sent is kept for a while.
 *
 * Started by `app/`, once; restarted fresh on a crash, losing what was not sent.
 */
export class ClientReportOutcomes implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 50_000, whenFull: "dropOldest" };
  readonly #deps: ClientReportOutcomesDeps;
  readonly #buckets: OutcomeBuckets;
  #unsent: ClientReport[] = [];
  #isDue = false;

  constructor(deps: ClientReportOutcomesDeps) {
    this.#deps = deps;
    this.#buckets = new OutcomeBuckets({
      intervalSeconds: Math.max(1, Math.floor(deps.bucketIntervalMs / 1_000)),
      maxEntries: MOST_ENTRIES,
    });
  }

  readonly handlers: Handlers<Internal> = {
    track: (outcomes, ctx) => this.#track(outcomes, ctx),
    flush: () => this.#send(),
    due: (_, ctx) => {
      this.#isDue = false;
      this.#send();
      if (this.#unsent.length > 0) this.#schedule(ctx, RETRY_MS);
    },
  };

  #track(outcomes: readonly Outcome[], ctx: Context<Internal>): void {
    for (const outcome of outcomes) {
      if (outcome.quantity > 0 && isReported(outcome) && this.#buckets.add(outcome)) this.#send();
    }
    if (this.#buckets.size > 0) this.#schedule(ctx, this.#deps.initialDelayMs);
  }

  #schedule(ctx: Context<Internal>, delayMs: number): void {
    if (this.#isDue) return;
    this.#isDue = true;
    ctx.after(delayMs, "due");
  }

  #send(): void {
    const reports = [...this.#unsent, ...this.#drain()];
    this.#unsent = reports.filter((report) => !this.#deps.send(report)).slice(-MOST_UNSENT);
  }

  #drain(): ClientReport[] {
    return this.#buckets.drain().flatMap(({ scoping, timestampSeconds, outcomes }) => {
      const json = clientReportJson(timestampSeconds, outcomes);
      if (json === undefined) return [];
      return [{ projectId: scoping.projectId ?? "0", publicKey: scoping.publicKey, json }];
    });
  }
}
