import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Context } from "../../kernel/actor/context.ts";
import type { GlobalReads } from "./global-reads.ts";
import type { GlobalConfigProtocol, GlobalListener } from "./protocol.ts";

interface Internal extends GlobalListener {
  wake(): void;
}

/** Who waits for the first global config. */
export interface GlobalWaiter {
  globalReady(): void;
}

const WAKE_AGAIN_MS = 100;

/**
 * Keeps one Arbiter's copy of the global config up to date.
 *
 * Started by `app/`, one per ingest Arbiter; a restart keeps the copy.
 */
export class GlobalReader implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 100, whenFull: "dropOldest" };
  readonly #reads: GlobalReads;
  readonly #source: Address<GlobalConfigProtocol>;
  readonly #waiter: Address<GlobalWaiter>;

  constructor(deps: {
    reads: GlobalReads;
    source: Address<GlobalConfigProtocol>;
    waiter: Address<GlobalWaiter>;
  }) {
    this.#reads = deps.reads;
    this.#source = deps.source;
    this.#waiter = deps.waiter;
  }

  started(ctx: Context<Internal>): void {
    this.#source.send("subscribe", ctx.self);
  }

  readonly handlers: Handlers<Internal> = {
    globalChanged: (state, ctx) => {
      const isFirst = state.isReady && !this.#reads.state.isReady;
      this.#reads.learn(state);
      if (isFirst) this.#wake(ctx);
    },
    wake: (_, ctx) => this.#wake(ctx),
  };

  #wake(ctx: Context<Internal>): void {
    if (!this.#waiter.send("globalReady")) ctx.after(WAKE_AGAIN_MS, "wake");
  }
}
