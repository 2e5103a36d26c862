import type { FaultRule } from "../support/fault-script.ts";
import { mergedLines } from "../support/loss-summary.ts";
import { CONCURRENT, ENVELOPES, LossTrial } from "../support/loss-trial.ts";
import { pause } from "../support/wait.ts";
import type { Ending } from "./account.ts";
import type { Durability, Findings } from "./campaign.ts";

/** What the upstream does for a part of the time, and how the relay ends in the middle of that. */
interface Phase {
  readonly name: string;
  /** In parts of the whole. */
  readonly share: number;
  readonly refuses?: boolean;
  readonly fault?: FaultRule;
  /** Its answers are final: nobody sends again what got one. */
  readonly isFinal?: boolean;
  readonly ends?: readonly Ending[];
}

const LIMITS = { "x-sentry-rate-limits": "2:error:organization:quota", "retry-after": "2" };

/**
 * More than half of the time the upstream is wholly away, in one piece, registration and project configs included. Where
 * the relay learns limits it is stopped gently, so that its reports of what it dropped can be counted.
 */
const PHASES: readonly Phase[] = [
  { name: "healthy", share: 1, ends: ["SIGKILL"] },
  { name: "dead", share: 5, refuses: true, ends: ["SIGKILL", "SIGTERM"] },
  { name: "answering 503", share: 2, fault: { fault: { kind: "status", status: 503 } }, ends: ["SIGKILL"] },
  { name: "a black hole", share: 2, fault: { fault: { kind: "black-hole" } }, ends: ["SIGTERM"] },
  { name: "resetting", share: 2, fault: { fault: { kind: "reset" } }, ends: ["SIGKILL"] },
  { name: "slow", share: 2, fault: { fault: { kind: "slow", ms: 100 } }, ends: ["SIGKILL"] },
  { name: "healthy again", share: 2, ends: ["SIGTERM"] },
  {
    name: "answering 429",
    share: 1,
    fault: {
      fault: { kind: "status", status: 429, headers: LIMITS },
      path: ENVELOPES,
      times: 20,
    },
    isFinal: true,
    ends: ["SIGTERM"],
  },
  {
    name: "answering 500",
    share: 1,
    fault: { fault: { kind: "status", status: 500 }, path: ENVELOPES, times: 20 },
    isFinal: true,
    ends: ["SIGTERM"],
  },
  { name: "healthy in the end", share: 1 },
];
const SHARES = PHASES.reduce((sum, { share }) => sum + share, 0);

const MIB = 2 ** 20;
const BUDGET_BYTES = 64 * MIB;
/** Steady, and little enough that minutes of it leave again in seconds. */
const PAUSE_MS = 60;
const SAMPLE_MS = 200;
/** Longer than the pause between two tries: everything that can be delivered is. */
const RETRY_SECONDS = 10;
const QUIET_MS = RETRY_SECONDS * 1_000 + 3_000;
const SETTLE_LIMIT_MS = 120_000;

/** One durability choice in managed mode under mixed items, for about `durationMs`. */
export async function runManaged(
  durability: Durability,
  durationMs: number,
  say: (line: string) => void,
): Promise<Findings> {
  using trial = new LossTrial({
    write: durability,
    pauseMs: PAUSE_MS,
    graceSeconds: 5,
    retrySeconds: RETRY_SECONDS,
    timeoutSeconds: 2,
    memoryBudget: `${BUDGET_BYTES / MIB}MiB`,
    config: { auth: { ready: "always" } },
  });
  const tally = { SIGKILL: 0, SIGTERM: 0 };
  const complaints: string[] = [];
  let maxRssBytes = 0;
  const watching = setInterval(() => {
    trial.book();
    maxRssBytes = Math.max(maxRssBytes, peakOf(trial));
  }, SAMPLE_MS);
  const end = async (how: Ending) => {
    const relay = trial.relay;
    await trial.end(how);
    tally[how]++;
    const crashes = relay?.log.split("\n").filter((line) => /crashed|internal error|Error:.*bug/i.test(line));
    complaints.push(...(crashes ?? []).slice(0, 5));
  };
  try {
    await trial.start();
    const idleRssBytes = trial.relay?.stats().rssBytes ?? 0;
    const sending = trial.run();
    for (const phase of PHASES) {
      enter(trial, phase);
      const { name, share, ends = [] } = phase;
      const partMs = (durationMs * share) / SHARES / (ends.length + 1);
      for (const how of ends) {
        await pause(partMs);
        await end(how);
        await trial.start();
      }
      await pause(partMs);
      const { acknowledged } = trial.account;
      say(
        `managed, ${durability}, upstream ${name}, ${ends.join(", ")}: ${acknowledged} items acknowledged so far`,
      );
    }
    trial.enough();
    await sending;
    await settle(trial);
    await end("SIGTERM");
    trial.book();
    trial.bookSpool();
    complaints.push(...trial.sentry.problems, ...unmerged(trial, durability));
    return {
      title: `managed mode, spool.baton.write: ${durability}`,
      notes: mergedLines(trial),
      durability,
      acknowledged: trial.account.acknowledged,
      lines: trial.account.lines(),
      statuses: trial.statuses,
      kills: tally.SIGKILL,
      stops: tally.SIGTERM,
      copies: trial.account.copies,
      concurrent: CONCURRENT,
      idleRssBytes,
      maxRssBytes,
      budgetBytes: BUDGET_BYTES,
      complaints,
    };
  } finally {
    clearInterval(watching);
  }
}

function enter(trial: LossTrial, phase: Phase): void {
  trial.book();
  trial.sentry.heal();
  trial.finalFault = phase.isFinal ?? false;
  if (phase.refuses) trial.sentry.refuse();
  if (phase.fault) trial.sentry.fail(phase.fault.fault, phase.fault);
}

/**
 * Sessions and reports that have not arrived, and should have. What one process left on disk the next one merges, in memory
 * unless it keeps a journal: every kill from then on may have cost it.
 */
function unmerged(trial: LossTrial, durability: Durability): string[] {
  return (["sessions", "reports"] as const).flatMap((what) =>
    trial.sent[what].flatMap((sent, life) => {
      const missing = sent - (trial.arrived[what][life] ?? 0);
      const isKilledLater = trial.account.wasKilledSince(life);
      return missing > 0 && (durability === "before_answer" || !isKilledLater)
        ? [`process ${life + 1}: ${missing} of its ${sent} ${what} are gone`]
        : [];
    }),
  );
}

async function settle(trial: LossTrial): Promise<void> {
  const startMs = performance.now();
  const delivered = () => trial.account.lines().reduce((sum, line) => sum + line.delivered, 0);
  for (let seen = -1; seen !== delivered(); ) {
    seen = delivered();
    await pause(QUIET_MS);
    if (performance.now() - startMs > SETTLE_LIMIT_MS) throw new Error("the upstream never falls quiet");
  }
}

function peakOf(trial: LossTrial): number {
  try {
    return trial.relay?.stats().peakRssBytes ?? 0;
  } catch {
    return 0; // it ended this moment
  }
}
