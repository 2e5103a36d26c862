import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import type { SinkProtocol, SinkResult } from "../hold/protocol.ts";

export interface WatchedSinkDeps {
  readonly sink: Address<SinkProtocol>;
  /** Must not throw. */
  readonly onDelivered: (held: HeldEnvelope, result: SinkResult) => void;
}

const FOREVER = within(Number.POSITIVE_INFINITY);

/** Stands before a sink and tells what came of each envelope. Started by `app/` where somebody watches; keeps nothing. */
export class WatchedSink implements Actor<SinkProtocol> {
  readonly mailbox: MailboxOptions = { capacity: 10_000, whenFull: "refuse" };
  readonly #deps: WatchedSinkDeps;

  constructor(deps: WatchedSinkDeps) {
    this.#deps = deps;
  }

  readonly handlers: Handlers<SinkProtocol> = {
    deliver: (held, ctx) =>
      ctx.forward(this.#deps.sink, "deliver", held, FOREVER, (result) => {
        this.#deps.onDelivered(held, result);
        return result;
      }),
  };
}
