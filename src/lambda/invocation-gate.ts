import type { InvokeEvent } from "./extensions-api.ts";
import { decideHold, type HoldDecision, type HoldPolicy, type PendingWork } from "./hold-decision.ts";
import { InvocationHistory } from "./invocation-history.ts";
import type { Invocation } from "./invocations.ts";

const NOTHING_PENDING: PendingWork = {
  envelopes: 0,
  urgent: 0,
  oldestAtMs: undefined,
  upstreamFailing: false,
};

/** The invocation that waits for us to poll, and all that bears on how long it does. */
export class InvocationGate {
  readonly history = new InvocationHistory();
  readonly #policy: HoldPolicy;
  #pending = NOTHING_PENDING;
  #held: InvokeEvent | undefined;
  #startedAtMs = 0;
  #telemetryBroken = false;
  /** The last hold was in vain, and nothing has been delivered since: an upstream that hangs is as good as none. */
  #heldInVain = false;
  /**
   * How many of what is pending were held for in vain already: they may wait for a project that the upstream does not tell
   * of, and must not cost every invocation the whole hold.
   */
  #vain = 0;

  constructor(policy: HoldPolicy) {
    this.#policy = policy;
  }

  /** Request id of the invocation that waits; `undefined` when none does. */
  get heldRequestId(): string | undefined {
    return this.#held?.requestId;
  }

  close(event: InvokeEvent, nowMs: number): void {
    this.history.started(nowMs);
    this.#held = event;
    this.#startedAtMs = nowMs;
    this.#telemetryBroken = false;
  }

  open(): void {
    this.#held = undefined;
  }

  /** `undefined`: there is no data path to wait for. */
  delivery(pending: PendingWork | undefined): void {
    const before = this.#pending;
    this.#pending = pending ?? NOTHING_PENDING;
    if (this.#pending.envelopes < before.envelopes) this.#heldInVain = false;
    this.#vain = Math.min(this.#vain, this.#pending.envelopes);
  }

  /** Records are missing, perhaps the one that would tell the end: it must not be waited for. */
  distrustTelemetry(): void {
    this.#telemetryBroken = true;
  }

  /** @returns `undefined` when no invocation waits */
  decide(nowMs: number, known: Invocation | undefined, subscribed: boolean): HoldDecision | undefined {
    if (!this.#held) return undefined;
    const expectsEnd = subscribed && !this.#telemetryBroken;
    const upstreamFailing = this.#pending.upstreamFailing || this.#heldInVain;
    const envelopes = this.#pending.envelopes - this.#vain;
    const urgent = Math.min(this.#pending.urgent, envelopes);
    const decision = decideHold(
      nowMs,
      this.#policy,
      {
        startedAtMs: this.#startedAtMs,
        deadlineMs: this.#held.deadlineMs,
        doneAtMs: known?.doneAtMs,
        endSignal: !expectsEnd ? "none" : known?.platformStarted ? "proven" : "unproven",
      },
      { ...this.#pending, envelopes, urgent, upstreamFailing },
      {
        count: this.history.count,
        meanGapMs: this.history.meanGapMs(),
        longestMs: this.history.longestMs(),
      },
    );
    if (decision.kind === "release" && decision.reason === "cap") {
      this.#heldInVain = true;
      this.#vain = this.#pending.envelopes;
    }
    return decision;
  }
}
