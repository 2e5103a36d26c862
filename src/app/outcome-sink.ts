import type { Quantities } from "../domain/protocol/data-category.ts";
import type { Scoping } from "../domain/protocol/outcome.ts";
import { type Rejection, rejectionReason } from "../domain/protocol/rejection.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { OutcomesProtocol } from "../services/outcomes/protocol.ts";
import { itemsRejected } from "../services/telemetry/events.ts";

export type RejectedSink = (
  rejection: Rejection,
  quantities: Quantities,
  scoping: Scoping,
  eventId: string | undefined,
  remoteAddr?: string,
) => void;

/** Tells rejections as outcomes, one per category. */
export function outcomeSink(outcomes: Address<OutcomesProtocol>, now: () => number): RejectedSink {
  return (rejection, quantities, scoping, eventId, remoteAddr) => {
    if (quantities.length === 0) return;
    const reason = rejectionReason(rejection);
    itemsRejected(rejection.outcome, reason, quantities);
    if (rejection.silent) return;
    outcomes.send(
      "track",
      quantities.map(({ category, quantity }) => ({
        timestampMs: now(),
        scoping,
        kind: rejection.outcome,
        reason,
        category,
        quantity,
        eventId,
        remoteAddr,
      })),
    );
  };
}
