import type { Outcome } from "../../domain/protocol/outcome.ts";

/** Where every drop is told, from all Arbiters. */
export interface OutcomesProtocol {
  track(outcomes: readonly Outcome[]): void;
  /** Hands on what has been collected; replies once it has been. */
  flush(): void;
}
