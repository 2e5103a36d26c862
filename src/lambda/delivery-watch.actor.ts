import type { Actor, Handlers, MailboxOptions } from "../kernel/actor/actor.ts";
import { type Address, within } from "../kernel/actor/address.ts";
import type { Context, Piped } from "../kernel/actor/context.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../pipeline/hold/protocol.ts";
import type { AwsExtensionProtocol } from "./aws-extension.protocol.ts";

export interface DeliveryWatchDeps {
  readonly sender: Address<SinkProtocol>;
  readonly extension: Address<Pick<AwsExtensionProtocol, "delivery">>;
  /** Base URL of a key's own upstream, where it is not the configured one. */
  readonly baseOf: (publicKey: string) => string | undefined;
}

interface Internal extends SinkProtocol {
  settled(outcome: Piped<Settled>): void;
}

interface Settled {
  readonly held: HeldEnvelope;
  readonly result: SinkResult;
  readonly answer: (result: SinkResult) => void;
}

const FOREVER = within(Number.POSITIVE_INFINITY);
/** Envelopes of which none was delivered yet: in memory at most what the budget allows, so this is never reached. */
const MOST_PENDING = 100_000;

/**
 * Stands before the sender: tells the extension how much is on its way, since when, and whether the
 * upstream answers, on every change of that. An envelope that failed stays pending until it is delivered or refused.
 *
 * Started by `app/lambda-data.ts`; what a crash loses is only the count.
 */
export class DeliveryWatch implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: MOST_PENDING, whenFull: "refuse" };
  readonly #deps: DeliveryWatchDeps;
  /** Arrival of each pending envelope, oldest first. */
  readonly #pending = new Map<string, { readonly atMs: number; readonly isUrgent: boolean }>();
  #urgent = 0;
  #failing = false;

  constructor(deps: DeliveryWatchDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<Internal> = {
    deliver: (held, ctx) => this.#deliver(held, ctx),
    settled: (outcome) => this.#settled(outcome),
  };

  #deliver(held: HeldEnvelope, ctx: Context<Internal>): Promise<SinkResult> {
    const key = keyOf(held);
    if (!this.#pending.has(key)) {
      const isUrgent = held.quantities.some(({ category }) => category === "error");
      this.#pending.set(key, { atMs: held.receivedAtMs, isUrgent });
      if (isUrgent) this.#urgent += 1;
      this.#tell();
    }
    // What a project's configuration names goes before what its DSN does.
    const upstream = held.delivery.upstream ?? this.#deps.baseOf(held.ownKey);
    const outgoing = upstream === undefined ? held : { ...held, delivery: { ...held.delivery, upstream } };
    const reply = Promise.withResolvers<SinkResult>();
    const settled = this.#deps.sender.ask("deliver", outgoing, FOREVER).then(
      (result): Settled => ({ held, result, answer: reply.resolve }),
      (): Settled => ({ held, result: { kind: "retry", outage: false }, answer: reply.resolve }),
    );
    ctx.pipe(settled, "settled");
    return reply.promise;
  }

  #settled(outcome: Piped<Settled>): void {
    if (!outcome.ok) return;
    const { held, result, answer } = outcome.value;
    this.#failing = result.kind === "retry";
    const key = keyOf(held);
    const pending = this.#pending.get(key);
    if (pending && result.kind !== "retry") {
      this.#pending.delete(key);
      if (pending.isUrgent) this.#urgent -= 1;
    }
    answer(result);
    this.#tell();
  }

  #tell(): void {
    const [oldest] = this.#pending.values();
    this.#deps.extension.send("delivery", {
      envelopes: this.#pending.size,
      urgent: this.#urgent,
      oldestAtMs: oldest?.atMs,
      upstreamFailing: this.#failing,
    });
  }
}

/** The same envelope comes again as another object after a retry through the disk. */
function keyOf(held: HeldEnvelope): string {
  return `${held.receivedAtMs}:${held.eventId ?? ""}:${held.sizeBytes}`;
}
