import type { Quantities } from "../../domain/protocol/data-category.ts";
import type { Scoping } from "../../domain/protocol/outcome.ts";
import { type Rejection, rejectionReason } from "../../domain/protocol/rejection.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { DropStage, DropsProtocol } from "../drops/protocol.ts";
import type { OutcomesProtocol } from "./protocol.ts";

export interface RejectionsDeps {
  readonly outcomes: Address<Pick<OutcomesProtocol, "track">>;
  /** Absent: nobody asks for explanations. */
  readonly drops?: Address<Pick<DropsProtocol, "dropped">> | undefined;
  readonly now: () => number;
}

/** Whose data was refused. */
export interface RejectedSubject {
  readonly scoping: Scoping;
  readonly eventId?: string | undefined;
  readonly remoteAddr?: string | undefined;
}

/** Tells what was refused: the upstream by outcomes, whoever runs this relay by explained drops. */
export class Rejections {
  readonly #deps: RejectionsDeps;

  constructor(deps: RejectionsDeps) {
    this.#deps = deps;
  }

  tell(stage: DropStage, rejection: Rejection, quantities: Quantities, subject: RejectedSubject): void {
    if (quantities.length === 0) return;
    const { outcomes, drops, now } = this.#deps;
    const { scoping, eventId, remoteAddr } = subject;
    const { outcome: kind, silent: isSilent = false, rule } = rejection;
    const reason = rejectionReason(rejection);
    const timestampMs = now();
    if (!isSilent) {
      outcomes.send(
        "track",
        quantities.map(({ category, quantity }) => {
          return { timestampMs, scoping, kind, reason, category, quantity, eventId, remoteAddr };
        }),
      );
    }
    drops?.send(
      "dropped",
      quantities.map(({ category, quantity }) => {
        const { projectId } = scoping;
        return {
          atMs: timestampMs,
          stage,
          outcome: kind,
          reason,
          rule,
          projectId,
          category,
          quantity,
          isSilent,
        };
      }),
    );
  }
}
