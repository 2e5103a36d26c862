/**
 * Whether `GET /event/next` may be called, and if not, what for. One pure decision, taken anew whenever something
 * changes: an invocation starts, the function ends, an upload ends or fails, a deadline passes.
 *
 * The rules, first match wins:
 * 1. `never_hold` and `shutdown` never hold; nor does anything after `deadlineMs − HOLD_MARGIN_MS`, nor a clock that
 *    jumped back behind the invocation's start.
 * 2. After a failed upload nothing is held until the upstream has answered again: an outage must not lengthen
 *    invocations.
 * 3. Before the function's end: `auto` lets go at once where invocations come often, since the next one carries the
 *    uploads on; otherwise the end is awaited as long as something proves that its signal will come.
 * 4. After the function's end, or without any signal for it: hold while something worth it is pending, at most `capMs`.
 */
export type FlushPolicy = "auto" | "end" | "never_hold" | "shutdown";

/** Left of the function's own time when we let go at the latest. */
export const HOLD_MARGIN_MS = 500;
/** Without any signal for the function's end: time for a first envelope to show up. */
export const QUIET_MS = 2;
/** Time for the platform's `start` record: without it `runtimeDone` is not believed to come either. */
export const PROOF_MS = 100;

const FREQUENT_GAP_MS = 60_000;
const FREQUENT_AFTER_INVOCATIONS = 10;
const STALE_MS = 10_000;
const AWAIT_END_MIN_MS = 3_000;
const AWAIT_END_MAX_MS = 30_000;

export interface HoldPolicy {
  readonly flush: FlushPolicy;
  /** Longest hold after the function's end. */
  readonly capMs: number;
}

export interface PendingWork {
  /** Envelopes taken from the function and not yet delivered. */
  readonly envelopes: number;
  /** How many of them carry an error or a crash. */
  readonly urgent: number;
  /** Unix time the oldest arrived; `undefined` without any. */
  readonly oldestAtMs: number | undefined;
  /** The last upload failed and the upstream has not answered since. */
  readonly upstreamFailing: boolean;
}

export interface InvocationView {
  readonly startedAtMs: number;
  readonly deadlineMs: number;
  /** When the function ended, where a signal told it. */
  readonly doneAtMs: number | undefined;
  /** Whether such a signal can be expected: telemetry is subscribed, and the platform's `start` of this one came. */
  readonly endSignal: "none" | "unproven" | "proven";
}

export interface HistoryView {
  readonly count: number;
  readonly meanGapMs: number | undefined;
  readonly longestMs: number | undefined;
}

export type HoldDecision =
  | { readonly kind: "release"; readonly reason: ReleaseReason }
  /** Decide again at `untilMs` (Unix time) or when something changes, whichever is first. */
  | { readonly kind: "hold"; readonly reason: HoldReason; readonly untilMs: number };

export type ReleaseReason =
  | "policy"
  | "deadline"
  | "clock"
  | "upstream_failing"
  | "frequent"
  | "nothing_pending"
  | "not_worth_it"
  | "cap";
export type HoldReason = "quiet" | "end_of_function" | "pending";

export function decideHold(
  nowMs: number,
  policy: HoldPolicy,
  invocation: InvocationView,
  pending: PendingWork,
  history: HistoryView,
): HoldDecision {
  if (policy.flush === "never_hold" || policy.flush === "shutdown") return release("policy");
  const lastMs = invocation.deadlineMs - HOLD_MARGIN_MS;
  if (nowMs >= lastMs) return release("deadline");
  if (nowMs < Math.max(invocation.startedAtMs, invocation.doneAtMs ?? 0)) return release("clock");
  if (pending.upstreamFailing) return release("upstream_failing");

  const worthIt = policy.flush === "end" || isWorthHolding(nowMs, pending, history);
  if (invocation.doneAtMs === undefined) {
    if (!worthIt) return release("frequent");
    const untilMs = Math.min(lastMs, beforeEnd(policy, invocation, pending, history));
    if (nowMs < untilMs) return hold(holdReason(invocation, pending), untilMs);
    return pending.envelopes === 0 ? release("nothing_pending") : release("cap");
  }
  if (pending.envelopes === 0) return release("nothing_pending");
  if (!worthIt) return release("not_worth_it");
  const untilMs = Math.min(lastMs, invocation.doneAtMs + policy.capMs);
  return nowMs < untilMs ? hold("pending", untilMs) : release("cap");
}

/**
 * Rare traffic would leave data frozen for long; an error is wanted now; and data that several invocations in a row
 * could not upload need one that waits for them.
 */
function isWorthHolding(nowMs: number, pending: PendingWork, history: HistoryView): boolean {
  if (!isFrequent(history) || pending.urgent > 0) return true;
  return pending.oldestAtMs !== undefined && nowMs - pending.oldestAtMs >= STALE_MS;
}

function isFrequent(history: HistoryView): boolean {
  if (history.count < FREQUENT_AFTER_INVOCATIONS || history.meanGapMs === undefined) return false;
  return history.meanGapMs < FREQUENT_GAP_MS;
}

/** Until when to hold while the function may still be running. */
function beforeEnd(
  policy: HoldPolicy,
  invocation: InvocationView,
  pending: PendingWork,
  history: HistoryView,
): number {
  const { startedAtMs } = invocation;
  switch (invocation.endSignal) {
    case "proven": {
      // A lost signal must not bill the rest of a 15 minute limit: trust it for what this function usually takes.
      const usualMs = history.longestMs === undefined ? AWAIT_END_MAX_MS : 2 * history.longestMs + 1_000;
      return startedAtMs + Math.min(Math.max(usualMs, AWAIT_END_MIN_MS), AWAIT_END_MAX_MS);
    }
    case "unproven":
      return startedAtMs + (pending.envelopes > 0 ? Math.max(PROOF_MS, policy.capMs) : PROOF_MS);
    case "none":
      return startedAtMs + (pending.envelopes > 0 ? policy.capMs : QUIET_MS);
  }
}

function holdReason(invocation: InvocationView, pending: PendingWork): HoldReason {
  if (invocation.endSignal !== "none") return "end_of_function";
  return pending.envelopes > 0 ? "pending" : "quiet";
}

function release(reason: ReleaseReason): HoldDecision {
  return { kind: "release", reason };
}

function hold(reason: HoldReason, untilMs: number): HoldDecision {
  return { kind: "hold", reason, untilMs };
}
