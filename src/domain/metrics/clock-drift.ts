/** A sender's clock counts as wrong from here on: below, a late delivery looks the same. */
const MIN_DRIFT_MS = 55 * 60_000;

/** How far to shift times of a sender whose clock is wrong; 0 when it seems right, or nobody knows. */
export function clockDriftMs(sentAtMs: number | undefined, receivedAtMs: number): number {
  if (sentAtMs === undefined) return 0;
  const driftMs = receivedAtMs - sentAtMs;
  return Math.abs(driftMs) >= MIN_DRIFT_MS ? driftMs : 0;
}
