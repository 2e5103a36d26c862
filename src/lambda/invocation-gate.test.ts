import { expect, test } from "bun:test";
import type { InvokeEvent } from "./extensions-api.ts";
import { InvocationGate } from "./invocation-gate.ts";

const CAP_MS = 1_500;
const START_MS = 1_800_000_000_000;

function invocation(nowMs: number): InvokeEvent {
  return {
    type: "invoke",
    requestId: String(nowMs),
    deadlineMs: nowMs + 60_000,
    functionArn: "arn",
    traceHeader: undefined,
  };
}

/** A gate without telemetry, and its decision at a time. */
function start() {
  const gate = new InvocationGate({ flush: "auto", capMs: CAP_MS });
  const decide = (nowMs: number) => gate.decide(nowMs, undefined, false);
  const pending = (envelopes: number) =>
    gate.delivery({ envelopes, urgent: envelopes, oldestAtMs: START_MS, upstreamFailing: false });
  return { gate, decide, pending };
}

test("what was held for in vain is not held for again, but what comes after it is", () => {
  const { gate, decide, pending } = start();
  gate.close(invocation(START_MS), START_MS);
  pending(1);
  expect(decide(START_MS + 10)?.kind).toBe("hold");
  expect(decide(START_MS + CAP_MS)).toEqual({ kind: "release", reason: "cap" });
  gate.open();

  const nextMs = START_MS + 10_000;
  gate.close(invocation(nextMs), nextMs);
  expect(decide(nextMs)?.kind).toBe("release");
  pending(2); // another one
  pending(1); // and it is delivered: the upstream is well
  expect(decide(nextMs + 10)?.kind).toBe("release");
  pending(2);
  expect(decide(nextMs + 20)?.kind).toBe("hold");
});
