/**
 * Where Baton differs from the reference on purpose, as docs/differences.md tells its operators (its table is made
 * from this one). An unlisted difference fails the differential tests, and so does an entry that none of them needs.
 */
export interface KnownDifference {
  /** What the reference does, as a sentence. */
  readonly reference: string;
  /** What Baton does instead, and why. */
  readonly baton: string;
  /** Names of the cases that it concerns. */
  readonly cases: RegExp;
  /** Paths of the canonical conversation that may differ. */
  readonly path: RegExp;
}

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [];
