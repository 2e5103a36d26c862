/**
 * An upstream that is wholly away, registration and project configs included, for longer than the grace period and the
 * longest pause between two tries together; the relay is killed and started again in the middle of it, and goes on with
 * what it knew. Minutes of it: `npm run soak -- --mode managed`.
 */
import { expect, test } from "bun:test";
import { lossSummary } from "../support/loss-summary.ts";
import { LossTrial } from "../support/loss-trial.ts";
import { pause, waitUntil } from "../support/wait.ts";

const GRACE_S = 3;
const RETRY_S = 5;
/** After the upstream is back: the longest pause between two tries, and what waits is sent. */
const BACK_LIMIT_MS = 40_000;
/** Longer than any pause between what is sent while there is no fault. */
const QUIET_MS = 2_500;

for (const write of ["watermark", "before_answer"] as const)
  test.concurrent(`nothing is lost over an outage and a kill -9, spool.baton.write: ${write}`, async () => {
    using trial = new LossTrial({
      write,
      pauseMs: 40,
      graceSeconds: GRACE_S,
      retrySeconds: RETRY_S,
      timeoutSeconds: 2,
      config: { auth: { ready: "always" } },
    });
    const { sentry, account } = trial;
    await trial.start();
    const sending = trial.run();
    await trial.phase(() => {}, 1_500); // healthy: the projects become known, and are remembered on disk
    const awayAtMs = performance.now();
    await trial.phase(() => sentry.refuse(), 4_000);
    await trial.phase(() => sentry.fail({ kind: "status", status: 503 }), 2_000);
    await trial.end("SIGKILL");
    await trial.start();
    await trial.phase(() => sentry.fail({ kind: "status", status: 503 }), 3_000);
    await trial.phase(() => sentry.fail({ kind: "black-hole" }), 3_000);
    await trial.phase(() => sentry.fail({ kind: "reset" }), 2_000);
    trial.book();
    expect(account.acknowledged).toBeGreaterThan(200);
    const awayMs = performance.now() - awayAtMs;
    expect(awayMs).toBeGreaterThan((GRACE_S + RETRY_S) * 1_000);
    sentry.heal();
    const backAtMs = performance.now();
    trial.enough();
    await sending;
    await untilDelivered(trial);
    const backMs = performance.now() - backAtMs;
    await trial.end("SIGTERM");
    trial.book();
    const rows = trial.bookSpool();
    const took = `away for ${Math.round(awayMs)} ms, all delivered ${Math.round(backMs)} ms after`;
    console.log(lossSummary(`managed mode, ${write}, ${took}`, trial));
    for (const { category, offered, delivered, lost, killed } of account.lines()) {
      expect(offered).toBeGreaterThan(5);
      expect({ category, open: offered - delivered - lost }).toEqual({ category, open: 0 });
      if (write === "before_answer") expect({ category, lost }).toEqual({ category, lost: 0 });
      else expect(lost).toBeLessThanOrEqual(killed);
    }
    expect(rows).toBe(0);
    // Nothing was in flight to an upstream that takes anything when the relay was killed.
    expect(account.copies).toEqual({ twice: 0, most: 1 });
    expect(sentry.problems).toEqual([]);
  }, 120_000);

/** Resolves when everything has arrived, or, since a kill may have cost something, when no more comes after the first. */
async function untilDelivered(trial: LossTrial): Promise<void> {
  let delivered = 0;
  let quietSinceMs = Number.POSITIVE_INFINITY;
  const sum = (what: "lost" | "delivered") =>
    trial.account.lines().reduce((total, line) => total + line[what], 0);
  const before = sum("delivered");
  await waitUntil(
    async () => {
      await pause(50);
      trial.book();
      if (sum("lost") === 0) return true;
      const nowMs = performance.now();
      if (sum("delivered") > Math.max(before, delivered)) quietSinceMs = nowMs;
      delivered = sum("delivered");
      return nowMs - quietSinceMs > QUIET_MS;
    },
    BACK_LIMIT_MS,
    () => `${sum("lost")} items are still on their way: ${trial.relay?.log.slice(-1_500)}`,
  );
}
