import type { Outcome } from "../../domain/protocol/outcome.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Context } from "../../kernel/actor/context.ts";
import { type ClientReport, ClientReportBuckets, MOST_BUCKETS } from "./client-report-buckets.ts";
import type { OutcomesProtocol } from "./protocol.ts";

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

/**
 * A proxy's outcomes: adds them up and sends them as client reports. What cannot be sent is kept for a while.
 *
 * Started by `app/`, once; restarted fresh on a crash, losing what was not sent.
 */
export class ClientReportOutcomes implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 50_000, whenFull: "dropOldest" };
  readonly #deps: ClientReportOutcomesDeps;
  readonly #buckets: ClientReportBuckets;
  #unsent: ClientReport[] = [];
  #isDue = false;

  constructor(deps: ClientReportOutcomesDeps) {
    this.#deps = deps;
    this.#buckets = new ClientReportBuckets(deps.bucketIntervalMs);
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
    let isNew = false;
    for (const outcome of outcomes) isNew = this.#buckets.add(outcome) || isNew;
    if (this.#buckets.size > MOST_BUCKETS) this.#send();
    else if (isNew) this.#schedule(ctx, this.#deps.initialDelayMs);
  }

  #schedule(ctx: Context<Internal>, delayMs: number): void {
    if (this.#isDue) return;
    this.#isDue = true;
    ctx.after(delayMs, "due");
  }

  #send(): void {
    const reports = [...this.#unsent, ...this.#buckets.drain()];
    this.#unsent = reports.filter((report) => !this.#deps.send(report)).slice(-MOST_BUCKETS);
  }
}
