import type { FakeSentry } from "./fake-sentry.ts";
import { pause, waitUntil } from "./wait.ts";

const QUIET_MS = 6_000;
const LIMIT_MS = 60_000;

/** Waits until something has arrived, and then nothing more for a moment. */
export async function untilQuiet(sentry: FakeSentry): Promise<void> {
  let seen = -1;
  await waitUntil(
    async () => {
      const before = seen;
      seen = sentry.envelopes.length;
      if (before === seen && seen > 0) return true;
      await pause(QUIET_MS);
      return false;
    },
    LIMIT_MS,
    () => `${seen} envelopes, and more and more`,
  );
}
