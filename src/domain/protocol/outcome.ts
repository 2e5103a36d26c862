import type { DataCategory } from "./data-category.ts";

/** What became of data, with the number that stands for it on the wire. */
const IDS = {
  accepted: 0,
  filtered: 1,
  rate_limited: 2,
  invalid: 3,
  abuse: 4,
  client_discard: 5,
  /** Passed on from older relays, never made. */
  cardinality_limited: 6,
} as const;

export type OutcomeKind = keyof typeof IDS;

export const OUTCOME_KINDS = Object.keys(IDS) as readonly OutcomeKind[];

export function outcomeId(kind: OutcomeKind): number {
  return IDS[kind];
}

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
}
