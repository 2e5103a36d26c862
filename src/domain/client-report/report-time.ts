import { clockDriftMs } from "../metrics/clock-drift.ts";

/**
 * When what a client report tells of happened, by our clock: its own time, or else the moment it arrived.
 * @returns `undefined` when that is too long ago or too far ahead to count
 */
export function reportTimeMs(
  timestampMs: number | undefined,
  options: {
    readonly sentAtMs: number | undefined;
    readonly receivedAtMs: number;
    readonly maxPastMs: number;
    readonly maxFutureMs: number;
  },
): number | undefined {
  const { sentAtMs, receivedAtMs, maxPastMs, maxFutureMs } = options;
  const timeMs =
    timestampMs === undefined ? receivedAtMs : timestampMs + clockDriftMs(sentAtMs, receivedAtMs);
  return timeMs < receivedAtMs - maxPastMs || timeMs > receivedAtMs + maxFutureMs ? undefined : timeMs;
}
