import type { Address } from "../kernel/actor/address.ts";
import type { Clock } from "../kernel/actor/clock.ts";
import type { UpstreamProtocol } from "../services/upstream/protocol.ts";

const LOOK_MS = 100;

/**
 * Waits until requests may be sent to the upstream: before registration and in an outage they may not.
 * @returns whether they may; `false` after `waitMs`, and at once when they never will
 */
export function untilOpen(
  upstream: Address<Pick<UpstreamProtocol, "state">>,
  clock: Clock,
): (waitMs: number) => Promise<boolean> {
  const pause = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));
  return async (waitMs) => {
    const untilMs = clock.monotonicMs() + waitMs;
    for (;;) {
      const { gate, outage } = await upstream.ask("state");
      if (gate === "open" && outage !== "outage") return true;
      const leftMs = untilMs - clock.monotonicMs();
      if (gate === "denied" || leftMs <= 0) return false;
      await pause(Math.min(LOOK_MS, leftMs));
    }
  };
}
