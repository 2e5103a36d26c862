import { within } from "../kernel/actor/address.ts";
import type { Clock } from "../kernel/actor/clock.ts";
import type { DrainReport } from "../pipeline/hold/protocol.ts";
import type { IngestExports } from "./ingest-parts.ts";

const GRACE_MS = 1_000;
const LOOK_AGAIN_MS = 20;
const NOTHING: DrainReport = { delivered: 0, spooled: 0, lost: 0 };

/** Stops one ingest group: nothing comes in any more, then everything goes out, or to disk. */
export async function drainIngest(ingest: IngestExports, deadlineMs: number): Promise<DrainReport> {
  await closeIngest(ingest, deadlineMs);
  return drainHold(ingest, deadlineMs);
}

/** Nothing comes in any more. */
export async function closeIngest({ internal, listener }: IngestExports, deadlineMs: number): Promise<void> {
  const grace = within(deadlineMs + GRACE_MS);
  void internal?.ask("close", 0, grace).catch(() => {});
  await listener.ask("close", deadlineMs, grace).catch(() => {});
}

/**
 * Waits until what came in has gone out, as far as that goes quickly: what it was counted as can only leave before the
 * hold stops taking.
 */
export async function settleIngest({ hold }: IngestExports, withinMs: number, clock: Clock): Promise<void> {
  const untilMs = clock.monotonicMs() + withinMs;
  while (clock.monotonicMs() < untilMs) {
    const state = await hold.ask("state").catch(() => undefined);
    if (state === undefined || state.closed || state.waiting + state.inFlight === 0) return;
    await new Promise<void>((resolve) => void clock.after(LOOK_AGAIN_MS, resolve));
  }
}

/** Everything that waits goes out, or to disk. */
export function drainHold({ hold }: IngestExports, deadlineMs: number): Promise<DrainReport> {
  return hold.ask("drain", { deadlineMs }, within(deadlineMs + GRACE_MS)).catch(() => NOTHING);
}
