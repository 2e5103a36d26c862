import type { Address } from "../kernel/actor/address.ts";
import type { ByteBudget } from "../kernel/base/byte-budget.ts";
import type { HeldEnvelope } from "../pipeline/held-envelope.ts";
import type { HoldProtocol } from "../pipeline/hold/protocol.ts";

/** The way out for envelopes of our own making: the first hold, which starts after those who make them. */
export class Outbox {
  readonly #budget: ByteBudget;
  #hold: Address<Pick<HoldProtocol, "push">> | undefined;

  constructor(budget: ByteBudget) {
    this.#budget = budget;
  }

  connect(hold: Address<Pick<HoldProtocol, "push">>): void {
    this.#hold = hold;
  }

  /** @returns whether all were taken; else none was */
  put(envelopes: readonly HeldEnvelope[]): boolean {
    const sizeBytes = envelopes.reduce((sum, held) => sum + held.sizeBytes, 0);
    if (this.#hold === undefined || !this.#budget.tryTake(sizeBytes)) return false;
    for (const [index, held] of envelopes.entries()) {
      if (this.#hold.send("push", { ...held, isProcessed: true })) continue;
      for (const left of envelopes.slice(index)) this.#budget.give(left.sizeBytes);
      return index > 0; // Those before are on their way, and must not come twice.
    }
    return true;
  }
}
