import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  decideHold,
  type HistoryView,
  HOLD_MARGIN_MS,
  type HoldPolicy,
  type InvocationView,
  type PendingWork,
  PROOF_MS,
  QUIET_MS,
} from "./hold-decision.ts";

const START = 1_800_000_000_000;
const AUTO: HoldPolicy = { flush: "auto", capMs: 1_500 };
const END: HoldPolicy = { flush: "end", capMs: 1_500 };
const RUNNING: InvocationView = {
  startedAtMs: START,
  deadlineMs: START + 30_000,
  doneAtMs: undefined,
  endSignal: "proven",
};
const DONE: InvocationView = { ...RUNNING, doneAtMs: START + 100 };
const NOTHING: PendingWork = { envelopes: 0, urgent: 0, oldestAtMs: undefined, upstreamFailing: false };
const ONE: PendingWork = { envelopes: 1, urgent: 0, oldestAtMs: START + 90, upstreamFailing: false };
const RARE: HistoryView = { count: 3, meanGapMs: 300_000, longestMs: 200 };
const OFTEN: HistoryView = { count: 20, meanGapMs: 500, longestMs: 200 };

describe("after the function's end", () => {
  test("nothing pending: let go at once", () => {
    expect(decideHold(START + 100, END, DONE, NOTHING, RARE)).toEqual({
      kind: "release",
      reason: "nothing_pending",
    });
  });

  test("rare traffic holds for what is pending, until the cap", () => {
    expect(decideHold(START + 100, AUTO, DONE, ONE, RARE)).toEqual({
      kind: "hold",
      reason: "pending",
      untilMs: START + 1_600,
    });
    expect(decideHold(START + 1_600, AUTO, DONE, ONE, RARE)).toEqual({ kind: "release", reason: "cap" });
  });

  test("frequent traffic holds only for an error, or for what has waited long", () => {
    expect(decideHold(START + 100, AUTO, DONE, ONE, OFTEN).kind).toBe("release");
    expect(decideHold(START + 100, AUTO, DONE, { ...ONE, urgent: 1 }, OFTEN).kind).toBe("hold");
    expect(decideHold(START + 100, AUTO, DONE, { ...ONE, oldestAtMs: START - 20_000 }, OFTEN).kind).toBe(
      "hold",
    );
  });

  test("a failing upstream is never waited for", () => {
    const pending = { ...ONE, urgent: 1, upstreamFailing: true };
    for (const policy of [AUTO, END]) {
      expect(decideHold(START + 100, policy, DONE, pending, RARE)).toEqual({
        kind: "release",
        reason: "upstream_failing",
      });
    }
  });

  test("never into the function's own last half second", () => {
    const tight = { ...DONE, deadlineMs: START + 900 };
    expect(decideHold(START + 100, END, tight, ONE, RARE)).toMatchObject({ untilMs: START + 400 });
    expect(decideHold(START + 400, END, tight, ONE, RARE)).toEqual({ kind: "release", reason: "deadline" });
  });
});

describe("before the function's end", () => {
  test("frequent traffic goes on with the next invocation", () => {
    expect(decideHold(START, AUTO, RUNNING, NOTHING, OFTEN)).toEqual({ kind: "release", reason: "frequent" });
  });

  test("a proven signal is awaited for as long as this function usually takes", () => {
    expect(decideHold(START, AUTO, RUNNING, NOTHING, RARE)).toEqual({
      kind: "hold",
      reason: "end_of_function",
      untilMs: START + 3_000,
    });
    const long = { ...RARE, longestMs: 600_000 };
    expect(decideHold(START, AUTO, { ...RUNNING, deadlineMs: START + 900_000 }, NOTHING, long)).toMatchObject(
      {
        untilMs: START + 30_000,
      },
    );
  });

  test("a signal that never proved itself is given up quickly", () => {
    const unproven = { ...RUNNING, endSignal: "unproven" } as const;
    expect(decideHold(START, END, unproven, NOTHING, RARE)).toMatchObject({ untilMs: START + PROOF_MS });
    expect(decideHold(START + PROOF_MS, END, unproven, NOTHING, RARE).kind).toBe("release");
  });

  test("without any signal only a quiet moment is waited for", () => {
    const none = { ...RUNNING, endSignal: "none" } as const;
    expect(decideHold(START, AUTO, none, NOTHING, RARE)).toMatchObject({ untilMs: START + QUIET_MS });
    expect(decideHold(START + QUIET_MS, AUTO, none, NOTHING, RARE).kind).toBe("release");
    expect(decideHold(START + QUIET_MS, AUTO, none, ONE, RARE)).toMatchObject({ untilMs: START + 1_500 });
  });
});

describe("always", () => {
  test("never_hold and shutdown let go whatever happens", () => {
    for (const flush of ["never_hold", "shutdown"] as const) {
      expect(decideHold(START, { flush, capMs: 1_500 }, DONE, { ...ONE, urgent: 9 }, RARE)).toEqual({
        kind: "release",
        reason: "policy",
      });
    }
  });

  test("a clock that jumped back lets go", () => {
    expect(decideHold(START - 3_600_000, END, RUNNING, ONE, RARE)).toEqual({
      kind: "release",
      reason: "clock",
    });
  });

  test("a hold ends, and ends before the margin", () => {
    const arbitrary = fc.record({
      nowMs: fc.integer({ min: START - 1_000, max: START + 1_000_000 }),
      flush: fc.constantFrom("auto", "end", "never_hold", "shutdown"),
      capMs: fc.integer({ min: 0, max: 10_000 }),
      limitMs: fc.integer({ min: 0, max: 900_000 }),
      doneAfterMs: fc.option(fc.integer({ min: 0, max: 900_000 }), { nil: undefined }),
      endSignal: fc.constantFrom("none", "unproven", "proven"),
      envelopes: fc.nat(3),
      urgent: fc.nat(1),
      failing: fc.boolean(),
      count: fc.nat(30),
      gapMs: fc.option(fc.nat(1_000_000), { nil: undefined }),
    });
    fc.assert(
      fc.property(arbitrary, (given) => {
        const doneAtMs = given.doneAfterMs === undefined ? undefined : START + given.doneAfterMs;
        const invocation = {
          startedAtMs: START,
          deadlineMs: START + given.limitMs,
          doneAtMs,
          endSignal: given.endSignal,
        } as const;
        const pending = {
          envelopes: given.envelopes,
          urgent: Math.min(given.urgent, given.envelopes),
          oldestAtMs: given.envelopes > 0 ? START : undefined,
          upstreamFailing: given.failing,
        };
        const history = { count: given.count, meanGapMs: given.gapMs, longestMs: undefined };
        const policy = { flush: given.flush, capMs: given.capMs } as const;
        const decision = decideHold(given.nowMs, policy, invocation, pending, history);
        if (decision.kind === "release") return;
        expect(given.failing).toBe(false);
        expect(decision.untilMs).toBeGreaterThan(given.nowMs);
        expect(decision.untilMs).toBeLessThanOrEqual(invocation.deadlineMs - HOLD_MARGIN_MS);
        expect(decision.untilMs - (doneAtMs ?? START)).toBeLessThanOrEqual(Math.max(given.capMs, 30_000));
        if (doneAtMs !== undefined) expect(pending.envelopes).toBeGreaterThan(0);
        expect(decideHold(decision.untilMs, policy, invocation, pending, history).kind).toBe("release");
      }),
      { numRuns: 2_000 },
    );
  });
});
