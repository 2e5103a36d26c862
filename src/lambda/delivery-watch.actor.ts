import type { Actor, Handlers, MailboxOptions } from "../kernel/actor/actor.ts";
import { type Address, within } from "../kernel/actor/address.ts";
import type { Context, Piped } from "../kernel/actor/context.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../pipeline/hold/protocol.ts";
import type { PendingDeliveries } from "./pending-deliveries.ts";

export interface DeliveryWatchDeps {
  readonly sender: Address<SinkProtocol>;
  readonly pending: Pick<PendingDeliveries, "answered">;
  /** Base URL of a key's own upstream, where it is not the configured one. */
  readonly baseOf: (publicKey: string) => string | undefined;
}

interface Internal extends SinkProtocol {
  settled(outcome: Piped<Settled>): void;
}

interface Settled {
  readonly result: SinkResult;
  readonly answer: (result: SinkResult) => void;
}

const FOREVER = within(Number.POSITIVE_INFINITY);
/** In memory there are at most as many as the budget allows, so this is never reached. */
const MOST_UNDER_WAY = 100_000;

/**
 * Stands before the sender: says whether the upstream takes what it is sent, and where else an envelope has to go.
 *
 * Started by `app/lambda-data-path.ts`; a restart keeps nothing, and what was under way is sent again.
 */
export class DeliveryWatch implements Actor<Internal> {
  readonly mailbox: MailboxOptions = { capacity: MOST_UNDER_WAY, whenFull: "refuse" };
  readonly #deps: DeliveryWatchDeps;

  constructor(deps: DeliveryWatchDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<Internal> = {
    deliver: (held, ctx) => this.#deliver(held, ctx),
    settled: (outcome) => this.#settled(outcome),
  };

  #deliver(held: HeldEnvelope, ctx: Context<Internal>): Promise<SinkResult> {
    // What a project's configuration names goes before what its DSN does.
    const upstream = held.delivery.upstream ?? this.#deps.baseOf(held.ownKey);
    const outgoing = upstream === undefined ? held : { ...held, delivery: { ...held.delivery, upstream } };
    const reply = Promise.withResolvers<SinkResult>();
    const settled = this.#deps.sender.ask("deliver", outgoing, FOREVER).then(
      (result): Settled => ({ result, answer: reply.resolve }),
      (): Settled => ({ result: { kind: "retry", outage: false }, answer: reply.resolve }),
    );
    ctx.pipe(settled, "settled");
    return reply.promise;
  }

  #settled(outcome: Piped<Settled>): void {
    if (!outcome.ok) return;
    const { result, answer } = outcome.value;
    this.#deps.pending.answered("deliveries", { isFailing: result.kind === "retry" });
    answer(result);
  }
}
