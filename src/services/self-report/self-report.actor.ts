import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import type { LogRecord } from "../../kernel/telemetry/log.ts";
import { type ReportIdentity, reportEnvelope, reportEvent } from "./report-event.ts";
import { ReportLimit } from "./report-limit.ts";

export interface SelfReportProtocol {
  /** A line of the log that may be worth a report. */
  record(record: LogRecord): void;
  /** Replies once what was taken has been sent, or has failed. */
  flush(): void;
}

interface Internal extends SelfReportProtocol {
  sent(result: Piped<Delivered>): void;
}

/** What the receiver said; `undefined` when it could not be reached. */
export interface Delivered {
  readonly status: number | undefined;
  /** Seconds, of a 429. */
  readonly retryAfter: string | undefined;
}

export interface SelfReportDeps {
  readonly identity: ReportIdentity;
  /** Sends an envelope to the configured DSN. Never rejects and, above all, never logs. */
  readonly send: (envelope: string) => Promise<Delivered>;
}

const LIMITS = { repeatMs: 60_000, perMinute: 30, lines: 1_000 };
const DEFAULT_PAUSE_MS = 60_000;
const TARGET = "baton::self_report";

/**
 * Tells of our own warnings and errors at a Sentry DSN. It writes no log itself, a failed report is gone, and the same line is
 * reported once in a minute: a relay that cannot send must not make more of what it cannot send.
 *
 * Started by `app/` when `sentry.enabled`; keeps nothing that matters.
 */
export class SelfReport implements Actor<Internal> {
  readonly mailbox: MailboxOptions = {
    capacity: 100,
    whenFull: "dropOldest",
    inFlight: 4,
    urgent: ["flush"],
  };
  readonly #deps: SelfReportDeps;
  readonly #limit = new ReportLimit(LIMITS);
  #inFlight = 0;
  #waiting: (() => void)[] = [];

  constructor(deps: SelfReportDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<Internal> = {
    record: (record, ctx) => this.#record(record, ctx),
    flush: () => (this.#inFlight === 0 ? undefined : new Promise<void>((done) => this.#waiting.push(done))),
    sent: (result, ctx) => {
      this.#inFlight--;
      if (result.ok && result.value.status === 429) {
        const seconds = Number(result.value.retryAfter);
        this.#limit.pauseUntil(ctx.now() + (seconds > 0 ? seconds * 1_000 : DEFAULT_PAUSE_MS));
      }
      if (this.#inFlight === 0) for (const done of this.#waiting.splice(0)) done();
    },
  };

  #record(record: LogRecord, ctx: Context<Internal>): void {
    if (record.target.startsWith(TARGET) || !this.#limit.allows(record, ctx.now())) return;
    const event = reportEvent(record, this.#deps.identity, crypto.randomUUID().replaceAll("-", ""));
    this.#inFlight++;
    ctx.pipe(this.#deps.send(reportEnvelope(event, ctx.now())), "sent");
  }
}
