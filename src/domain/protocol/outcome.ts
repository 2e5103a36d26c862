import type { DataCategory } from "./data-category.ts";

/** What became of data, in the order of the numbers that stand for it on the wire. */
export const OUTCOME_KINDS = [
  "accepted",
  "filtered",
  "rate_limited",
  "invalid",
  "abuse",
  "client_discard",
  /** Passed on from older relays, never made. */
  "cardinality_limited",
] as const;

export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** Whose data it was; ids are unknown until the project's state is. */
export interface Scoping {
  readonly organizationId?: number | undefined;
  /** Decimal digits; `undefined` when the sender named no project. */
  readonly projectId: string | undefined;
  readonly publicKey: string;
  readonly keyId?: number | undefined;
}

/** One fact for Sentry's usage statistics. */
export interface Outcome {
  readonly timestampMs: number;
  readonly scoping: Scoping;
  readonly kind: OutcomeKind;
  readonly reason: string | undefined;
  readonly category: DataCategory;
  readonly quantity: number;
  readonly eventId?: string | undefined;
  readonly remoteAddr?: string | undefined;
  /** Row of the spool where the envelope still is that this was told of. */
  readonly row?: number | undefined;
}
