import type { Actor, Handlers, MailboxOptions } from "../kernel/actor/actor.ts";
import { type Address, within } from "../kernel/actor/address.ts";
import type { Context } from "../kernel/actor/context.ts";
import { log } from "../kernel/telemetry/log.ts";
import type { HoldProtocol } from "../pipeline/hold/protocol.ts";
import type { UpstreamProtocol } from "../services/upstream/protocol.ts";
import type { DataPathProtocol, DrainReport } from "./data-path.ts";
import type { Enricher } from "./enricher.ts";
import type { PendingDeliveries } from "./pending-deliveries.ts";

/** Of the drain's time, what the disk gets. */
const SAVE_MS = 150;
/** Until the hold's answer counts as lost. */
const ANSWER_GRACE_MS = 20;
/** Of the drain's time, what handing on the counts may take: they are in this thread, so it needs next to none. */
const SETTLE_MS = 100;

/** For what lies in the sockets to be read, and its envelopes to be looked into. */
const CATCH_UP_MS = 20;

interface Internal extends DataPathProtocol {
  lookedAtAll(tell: () => void): void;
}

export interface LambdaDataPathDeps {
  readonly hold: Address<HoldProtocol>;
  /** Every one that keeps connections. */
  readonly upstreams: readonly Address<UpstreamProtocol>[];
  readonly enricher: Enricher;
  readonly pending: Pick<PendingDeliveries, "size" | "isHopeless">;
  /** Takes in an envelope as if it had come from the function; resolves with the HTTP status. */
  readonly admit: (envelope: Uint8Array) => Promise<number>;
  /** Puts what was counted into the hold, before it is drained; absent where nothing is counted. */
  readonly settle?: (withinMs: number) => Promise<void>;
  /** The first invocation is there, or a message about one: whatever waits for that may begin. */
  readonly invoked?: () => void;
}

/** The data path as AwsExtension knows it: thin, since everything happens in the actors behind it. */
export class LambdaDataPath implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: 1_000, whenFull: "refuse" };
  readonly #deps: LambdaDataPathDeps;

  constructor(deps: LambdaDataPathDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<Internal> = {
    submit: ({ envelope }) => {
      void this.#deps.admit(envelope).then((status) => {
        if (status >= 400) log("warn", "baton::lambda", "an envelope of ours was refused", { status });
      });
    },
    contexts: (contexts) => {
      this.#deps.invoked?.();
      this.#deps.enricher.contexts = contexts;
    },
    thawed: () => {
      for (const upstream of this.#deps.upstreams) upstream.send("forgetIdle");
    },
    caughtUp: (_, ctx) => new Promise((tell) => void ctx.after(CATCH_UP_MS, "lookedAtAll", tell)),
    lookedAtAll: (tell) => tell(),
    drain: ({ deadlineMs }, ctx) => this.#settleAndDrain(deadlineMs, ctx),
  };

  async #settleAndDrain(deadlineMs: number, ctx: Context<Internal>): Promise<DrainReport> {
    await this.#deps.settle?.(Math.max(0, Math.min(SETTLE_MS, deadlineMs - ctx.now() - SAVE_MS)));
    return this.#drain(deadlineMs - ctx.now());
  }

  /** Delivers until the last moment that leaves the disk its time, then saves. */
  async #drain(leftMs: number): Promise<DrainReport> {
    const sendMs = this.#deps.pending.isHopeless ? 0 : Math.max(0, leftMs - SAVE_MS);
    const report = await this.#deps.hold.ask(
      "drain",
      { deadlineMs: sendMs },
      within(Math.max(leftMs, SAVE_MS) + ANSWER_GRACE_MS),
    );
    return { lost: report.lost, saved: Math.max(0, this.#deps.pending.size - report.lost) };
  }
}
