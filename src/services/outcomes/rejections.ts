import type { Quantities } from "../../domain/protocol/data-category.ts";
import type { Outcome, Scoping } from "../../domain/protocol/outcome.ts";
import { type Rejection, rejectionReason } from "../../domain/protocol/rejection.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Drop, DropStage, DropsProtocol } from "../drops/protocol.ts";
import { itemsRejected } from "../telemetry/events.ts";
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
  readonly row?: number | undefined;
}

/** Tells what was refused: the upstream by outcomes, whoever runs this relay by explained drops. */
export class Rejections {
  readonly #deps: RejectionsDeps;

  constructor(deps: RejectionsDeps) {
    this.#deps = deps;
  }

  tell(stage: DropStage, rejection: Rejection, quantities: Quantities, subject: RejectedSubject): void {
    if (quantities.length === 0) return;
    const { silent = false, rule, outcome: kind } = rejection;
    const { scoping, eventId, remoteAddr, row } = subject;
    const reason = rejectionReason(rejection);
    itemsRejected(kind, reason, quantities);
    const timestampMs = this.#deps.now();
    const told = quantities.map(({ category, quantity }): Outcome => {
      return { timestampMs, scoping, kind, reason, category, quantity, eventId, remoteAddr, row };
    });
    if (!silent) this.#deps.outcomes.send("track", told);
    this.explain(stage, told, { rule, isSilent: silent });
  }

  /** Only explains: outcomes that somebody else tells of, such as those that a client reported. */
  explain(
    stage: DropStage,
    outcomes: readonly Outcome[],
    { rule, isSilent = false }: { readonly rule?: string | undefined; readonly isSilent?: boolean } = {},
  ): void {
    this.#deps.drops?.send(
      "dropped",
      outcomes.map(({ timestampMs, scoping, kind, reason, category, quantity }): Drop => {
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
