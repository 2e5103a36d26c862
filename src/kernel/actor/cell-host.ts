import type { Clock } from "./clock.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Dispatcher } from "./dispatcher.ts";

/** What a cell needs of the Arbiter it lives in. */
export interface CellHost {
  readonly arbiter: string;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly deadlines: Deadlines;
  /** Whether anybody looks at handling times. */
  readonly watching: boolean;
  /** Told of every crash, before its owner decides. */
  crashed(path: string, error: unknown): void;
  /** A crash that no owner could contain. */
  escalated(error: unknown): void;
  /** A `stopped` hook that was no longer waited for. */
  abandoned(path: string): void;
}
