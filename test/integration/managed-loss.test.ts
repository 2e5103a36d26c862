/**
 * Nothing that was acknowledged is lost in managed mode: mixed items while the upstream is away, answers 503, 500 and
 * 429, and resets, with the relay ended and started again in between. Every item is delivered, finally refused by the
 * upstream, told in a client report, or on disk; the sums are printed per data category.
 * What is merged into counts (sessions, client reports) carries which process it was sent to, and is counted apart.
 */
import { expect, test } from "bun:test";
import { lossSummary } from "../support/loss-summary.ts";
import { CONCURRENT, ENVELOPES, LossTrial, PHASE_MS } from "../support/loss-trial.ts";
import { pause } from "../support/wait.ts";

const LIMITS = { "x-sentry-rate-limits": "2:error:organization:quota", "retry-after": "2" };
const SLOW = [{ kind: "slow", ms: 50 }, { path: "/api/4" }] as const;
/** An envelope leaves in so many parts at most; all of it is sent again when one was in flight. */
const MOST_PARTS = 2;

for (const ending of ["SIGTERM", "SIGKILL"] as const)
  test(`every acknowledged item has an end over ${ending} and a restart`, async () => {
    using trial = new LossTrial();
    const { sentry } = trial;
    await trial.start();
    const sending = trial.run();
    await trial.phase(() => {}); // healthy
    await trial.phase(() => sentry.fail({ kind: "reset" }, { path: "/api/4" }));
    await trial.phase(() => sentry.fail({ kind: "status", status: 503 }, { path: "/api/4" }));
    await trial.phase(() => sentry.refuse());
    await trial.phase(() => sentry.fail(...SLOW)); // its backlog is in flight
    await trial.end(ending);
    // It has to register before it is ready, so only envelopes fail at first.
    sentry.heal();
    sentry.fail({ kind: "status", status: 503 }, { path: "/api/4" });
    await trial.start();
    await pause(PHASE_MS);
    await trial.phase(() => {});
    await trial.phase(() => sentry.fail(...SLOW));
    trial.book();
    trial.finalFault = true;
    await trial.phase(() => sentry.fail({ kind: "status", status: 500 }, { path: ENVELOPES, times: 20 }));
    await trial.phase(() =>
      sentry.fail({ kind: "status", status: 429, headers: LIMITS }, { path: ENVELOPES, times: 5 }),
    );
    trial.book();
    trial.finalFault = false;
    await trial.phase(() => {});
    await trial.phase(() => sentry.refuse());
    trial.enough();
    await sending;
    await trial.end("SIGTERM");
    trial.book();
    const rows = trial.bookSpool();
    console.log(lossSummary(`managed mode, ${ending} and restart`, trial));
    const lines = trial.account.lines();
    expect(lines.map(({ category }) => category)).toEqual([
      "attachment",
      "error",
      "log_item",
      "monitor",
      "session",
      "transaction",
    ]);
    for (const { category, offered, lost } of lines) {
      expect({ category, lost }).toEqual({ category, lost: 0 });
      expect(offered).toBeGreaterThan(5);
    }
    expect(rows).toBeGreaterThan(0);
    expect(
      Object.keys(trial.statuses).every((status) => ["200", "429", "503", "none"].includes(status)),
    ).toBe(true);
    const { twice, most } = trial.account.copies;
    expect(most).toBeLessThanOrEqual(2);
    expect(twice).toBeLessThanOrEqual(ending === "SIGKILL" ? MOST_PARTS * CONCURRENT : 0);
    for (const what of ["sessions", "reports"] as const) {
      const [sent, arrived] = [trial.sent[what], trial.arrived[what]];
      for (const life of [0, 1]) {
        // What a flush held that was on its way at a kill (journal.test.ts is exact), and what nobody was told was taken.
        const mostExtra = (ending === "SIGKILL" ? (sent[life] ?? 0) : 0) + (trial.statuses.none ?? 0);
        expect(arrived[life]).toBeGreaterThanOrEqual(sent[life] ?? 0);
        expect(arrived[life]).toBeLessThanOrEqual((sent[life] ?? 0) + mostExtra);
      }
    }
    expect(sentry.problems).toEqual([]);
  }, 60_000);
