import type { Outcome } from "../../domain/protocol/outcome.ts";
import type { JournalSource } from "../journal/protocol.ts";

/** Where every drop is told, from all Arbiters. */
export interface OutcomesProtocol {
  track(outcomes: readonly Outcome[]): void;
  /** Hands on what has been collected; replies once it has been. */
  flush(): void;
}

/** Outcomes that can be kept on disk until they have left. */
export interface OutcomesSource extends OutcomesProtocol, JournalSource {}
