import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Context, Terminated } from "../../kernel/actor/context.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { DropBook, type DropSummary } from "./drop-book.ts";
import type { Drop, DropListener, DropsProtocol } from "./protocol.ts";

interface Internal extends DropsProtocol {
  tell(): void;
  listenerEnded(ended: Terminated): void;
}

const MOST_RECENT = 1_000;
const MOST_KINDS = 1_000;
const TELL_EVERY_MS = 60_000;
/** Drops that come together are told together. */
const GATHER_MS = 1_000;

/**
 * Explains what does not go on: keeps the latest drops and the sums, shows them to who watches, and writes one line per
 * reason and minute into the log.
 *
 * Started by `app/`, once; a restart forgets what was, and who watched.
 */
export class Drops implements Actor<Internal> {
  readonly mailbox: MailboxOptions = {
    capacity: 10_000,
    whenFull: "dropOldest",
    urgent: ["recent", "totals", "listen"],
  };
  readonly #book = new DropBook({ recent: MOST_RECENT, kinds: MOST_KINDS, tellEveryMs: TELL_EVERY_MS });
  readonly #listeners = new Map<string, Address<DropListener>>();
  #isGathering = false;

  readonly handlers: Handlers<Internal> = {
    dropped: (drops, ctx) => this.#dropped(drops, ctx),
    recent: () => this.#book.recent(),
    totals: () => this.#book.totals(),
    listen: (listener, ctx) => {
      this.#listeners.set(listener.path, listener);
      ctx.watch(listener, "listenerEnded");
    },
    listenerEnded: ({ path }) => void this.#listeners.delete(path),
    tell: (_, ctx) => {
      this.#isGathering = false;
      this.#book.takeUntold(ctx.monotonic()).forEach(tell);
      if (this.#book.hasUntold) this.#gather(ctx);
    },
  };

  /** Only while there is something to tell: at rest nothing ticks. */
  #gather(ctx: Context<Internal>): void {
    if (this.#isGathering) return;
    this.#isGathering = true;
    ctx.after(GATHER_MS, "tell");
  }

  #dropped(drops: readonly Drop[], ctx: Context<Internal>): void {
    this.#gather(ctx);
    for (const drop of drops) this.#book.add(drop);
    for (const listener of this.#listeners.values()) listener.send("dropped", drops);
  }
}

/** What clients tell of their own drops, and what rules are there to drop, is no news. */
function tell({ stage, outcome, reason, rule, category, quantity, times }: DropSummary): void {
  const level = outcome === "invalid" ? "warn" : stage === "sdk" ? "debug" : "info";
  log(level, "baton::drops", "items were dropped", {
    stage,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(rule === undefined ? {} : { rule }),
    category,
    quantity,
    times,
  });
}
