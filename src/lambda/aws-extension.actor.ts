/**
 * Invariants:
 * 1. At most one `event/next` is under way, across restarts too (the owner's session keeps it).
 * 2. The first one waits until the listener accepts, or until that has failed: the function never starts before its SDK
 *    can reach us, and never waits for us in vain.
 * 3. Whatever fails, the polling goes on; only a refused identifier ends it.
 *
 *   register ──▶ waiting for `ready` ──▶ polling ◀──────────────┐
 *                                          │ INVOKE             │ release
 *                                          ├──────▶ holding ────┘
 *                                          │ SHUTDOWN
 *                                          └──────▶ draining ──▶ the process stops
 */
import type { Actor, Handlers, MailboxOptions } from "../kernel/actor/actor.ts";
import { within } from "../kernel/actor/address.ts";
import type { Timer } from "../kernel/actor/clock.ts";
import type { Context, Piped } from "../kernel/actor/context.ts";
import type { Fault } from "../kernel/base/fault.ts";
import type { Result } from "../kernel/base/result.ts";
import { log } from "../kernel/telemetry/log.ts";
import type {
  AwsExtensionDeps,
  AwsExtensionInternal as Internal,
  LambdaSettings,
  RunningDataPath,
} from "./aws-extension.protocol.ts";
import type { DrainReport } from "./data-path.ts";
import {
  type ApiAnswer,
  finishBy,
  type InvokeEvent,
  parseEvent,
  refusesIdentifier,
  SHUTDOWN_MS,
  type ShutdownEvent,
  sigterm,
  subscribeBody,
  subscribeOutcome,
} from "./extensions-api.ts";
import { InvocationGate } from "./invocation-gate.ts";
import type { Invocation } from "./invocations.ts";
import { lambdaContexts } from "./lambda-contexts.ts";
import { describe, register } from "./register.ts";
import { Reporter } from "./reporter.ts";
import { isLossy, type TelemetryBatch } from "./telemetry-records.ts";
import { ThawWatch } from "./thaw-watch.ts";

const TARGET = "baton::lambda";
/** Of the 2 s after a timeout, what may pass until the SDK's last words are known. */
const LAST_WORDS = within(200);
/** For the data path's answer to arrive after its deadline. */
const DRAIN_GRACE_MS = 50;
const POLL_RETRY_MS = [10, 100, 1_000] as const;
const MANAGED_FLUSH_MS = 20_000;

/**
 * The extension towards Lambda: registers, polls for events, holds an invocation open while that is worth it, reports
 * what the SDK cannot, and drains at the end. Owned by `app/lambda.ts`, restarted on a crash with the same session.
 */
export class AwsExtension implements Actor<Internal> {
  readonly mailbox: MailboxOptions = {
    capacity: 1_000,
    whenFull: "dropOldest",
    urgent: ["ready", "dataPathLost", "nextEvent", "delivery", "decide"],
  };
  readonly #deps: AwsExtensionDeps;
  /** Without a data path nothing is worth holding for, and nobody could be told anything. */
  #gate = new InvocationGate({ flush: "never_hold", capMs: 0 });
  #reporter: Reporter | undefined;
  #holdTimer: Timer | undefined;
  #mayPoll = false;
  #polling = false;
  #failures = 0;
  #ending: ShutdownEvent | undefined;
  #lastHeldMs: number | undefined;
  readonly #thaw = new ThawWatch();

  constructor(deps: AwsExtensionDeps) {
    this.#deps = deps;
    if (deps.session.up) this.#connect(deps.session.up);
  }

  async started(ctx: Context<Internal>): Promise<void> {
    const { session, events } = this.#deps;
    this.#thaw.awake(ctx.now());
    if (session.registration) {
      // A restart: the function is running or waiting for us right now.
      this.#mayPoll = true;
      ctx.self.send("nextEvent");
    } else {
      const refusal = await register(this.#deps, events);
      if (refusal) {
        this.#deps.giveUp(`register: ${describe(refusal)}`);
        return;
      }
      ctx.after(this.#deps.bootLimitMs, "bootLate");
    }
    if (!session.events.includes("INVOKE")) ctx.every(MANAGED_FLUSH_MS, "flushCollected");
  }

  readonly handlers: Handlers<Internal> = {
    ready: (up, ctx) => {
      this.#deps.session.up = up;
      this.#connect(up);
      this.#subscribe(up.settings, ctx);
      this.#startPolling(ctx);
    },
    bootLate: (_, ctx) => {
      if (this.#mayPoll) return;
      log("error", TARGET, "still not listening; the function goes on without us");
      this.#startPolling(ctx);
    },
    dataPathLost: ({ reason }, ctx) => {
      log("error", TARGET, "cannot take envelopes; the function goes on without us", { reason });
      this.#deps.session.up = undefined;
      this.#reporter = undefined;
      this.#gate.delivery(undefined);
      this.#gate.distrustTelemetry();
      this.#startPolling(ctx);
      this.#decide(ctx);
    },
    nextEvent: (_, ctx) => this.#poll(ctx),
    answered: (outcome, ctx) => this.#answered(outcome, ctx),
    subscribed: (outcome) => this.#subscribed(outcome),
    delivery: (pending, ctx) => {
      this.#gate.delivery(pending);
      this.#decide(ctx);
    },
    telemetry: (batch, ctx) => this.#telemetry(batch, ctx),
    sighted: ({ sighting, dsn }) => this.#reporter?.sighted(sighting, dsn),
    decide: (_, ctx) => this.#decide(ctx),
    flushCollected: (_, ctx) => this.#reporter?.submitCollected(ctx.now(), true),
    // On the mailbox's ordinary lane, behind what the data path told before it answered.
    caughtUp: (_, ctx) => void ctx.self.send("lastWord"),
    lastWord: (_, ctx) => this.#finish(ctx),
    drained: (outcome) => this.#drained(outcome),
    terminate: (_, ctx) => {
      if (!this.#ending) this.#shutDown(sigterm(ctx.now() + SHUTDOWN_MS), ctx);
    },
    status: () => ({
      polling: this.#polling,
      invocations: this.#gate.history.count,
      incidents: this.#reporter?.incidents ?? 0,
      lastHeldMs: this.#lastHeldMs,
    }),
  };

  #connect({ dataPath, settings }: RunningDataPath): void {
    const { environment, newId, initFailures } = this.#deps;
    this.#gate = new InvocationGate(settings.policy);
    const made = { ...settings.report, environment, newId };
    this.#reporter = new Reporter(made, { dataPath, configuredDsn: settings.dsn, initFailures });
  }

  #subscribe(settings: LambdaSettings, ctx: Context<Internal>): void {
    const { session, api } = this.#deps;
    const { telemetry: types, telemetryPort: port, telemetryBufferMs: timeoutMs } = settings;
    const identifier = session.registration?.identifier;
    if (port === undefined || !identifier || types.length === 0 || session.subscribed) return;
    // Not awaited: subscribing costs some 25 ms, and runs beside the first poll.
    ctx.pipe(api.subscribe(identifier, subscribeBody({ types, port, timeoutMs })), "subscribed");
  }

  #startPolling(ctx: Context<Internal>): void {
    if (this.#mayPoll) return;
    this.#mayPoll = true;
    this.#poll(ctx);
  }

  #poll(ctx: Context<Internal>): void {
    const { session, api } = this.#deps;
    const identifier = session.registration?.identifier;
    if (this.#polling || this.#ending || !this.#mayPoll || !identifier) return;
    this.#polling = true;
    session.poll ??= api.next(identifier);
    ctx.pipe(session.poll, "answered");
  }

  #answered(outcome: Piped<Result<ApiAnswer, Fault>>, ctx: Context<Internal>): void {
    this.#polling = false;
    this.#deps.session.poll = undefined;
    const answer = outcome.ok ? outcome.value : undefined;
    if (!answer?.ok) {
      this.#pollAgain(ctx);
      return;
    }
    const event = parseEvent(answer.value);
    if (!event.ok) {
      if (refusesIdentifier(event.error)) this.#deps.giveUp(`event/next: ${describe(event.error)}`);
      else this.#pollAgain(ctx);
      return;
    }
    this.#failures = 0;
    if (this.#thaw.look(ctx.now())) this.#deps.session.up?.dataPath.send("thawed");
    if (event.value.type === "invoke") this.#invoked(event.value, ctx);
    else if (event.value.type === "shutdown") this.#shutDown(event.value, ctx);
    else this.#poll(ctx);
  }

  #pollAgain(ctx: Context<Internal>): void {
    const delayMs = POLL_RETRY_MS[Math.min(this.#failures, POLL_RETRY_MS.length - 1)] ?? 1_000;
    this.#failures += 1;
    ctx.after(delayMs, "nextEvent");
  }

  #subscribed(outcome: Piped<Result<ApiAnswer, Fault>>): void {
    const status = outcome.ok && outcome.value.ok ? outcome.value.value.status : 0;
    const result = subscribeOutcome(status);
    this.#deps.session.subscribed = result === "subscribed";
    if (result === "refused") log("warn", TARGET, "no telemetry: the subscription was refused", { status });
  }

  #invoked(event: InvokeEvent, ctx: Context<Internal>): void {
    const nowMs = ctx.now();
    this.#gate.close(event, nowMs);
    const reporter = this.#reporter;
    if (reporter) {
      reporter.invoked(event, nowMs);
      const contexts = lambdaContexts(this.#deps.environment, reporter.invocations.latest);
      this.#deps.session.up?.dataPath.send("contexts", contexts);
      reporter.submitCollected(nowMs, false);
    }
    this.#decide(ctx);
  }

  #telemetry(batch: TelemetryBatch, ctx: Context<Internal>): void {
    const nowMs = ctx.now();
    for (const record of batch.records) {
      this.#reporter?.record(record, nowMs);
      if (record.type === "init" && record.phase === "restore" && record.step === "start") {
        this.#deps.session.up?.dataPath.send("thawed");
      }
      if (record.type === "runtime_done" && record.durationMs !== undefined) {
        this.#gate.history.finished(record.durationMs);
      }
    }
    if (isLossy(batch)) this.#gate.distrustTelemetry();
    const ended = batch.records.some((record) => record.type === "runtime_done");
    // What arrives between two invocations belongs to the next one, if anything: no request is better than a wrong one.
    if (ended)
      this.#deps.session.up?.dataPath.send("contexts", lambdaContexts(this.#deps.environment, undefined));
    this.#reporter?.submitCollected(nowMs, ended);
    this.#decide(ctx);
  }

  /** Calls `event/next`, or arranges to think again. Does nothing while no invocation is held. */
  #decide(ctx: Context<Internal>): void {
    const nowMs = ctx.now();
    const decision = this.#gate.decide(nowMs, this.#held(), this.#deps.session.subscribed);
    if (!decision) return;
    this.#holdTimer?.cancel();
    if (decision.kind === "release") this.#release(ctx);
    else this.#holdTimer = ctx.after(decision.untilMs - nowMs, "decide");
  }

  #release(ctx: Context<Internal>): void {
    const doneAtMs = this.#held()?.doneAtMs;
    this.#lastHeldMs = doneAtMs === undefined ? undefined : Math.max(0, ctx.now() - doneAtMs);
    this.#gate.open();
    this.#holdTimer?.cancel();
    this.#thaw.awake(ctx.now()); // what follows may be frozen time
    this.#poll(ctx);
  }

  #held(): Invocation | undefined {
    const requestId = this.#gate.heldRequestId;
    return requestId === undefined ? undefined : this.#reporter?.invocations.get(requestId);
  }

  #shutDown(event: ShutdownEvent, ctx: Context<Internal>): void {
    this.#ending = event;
    this.#gate.open();
    this.#holdTimer?.cancel();
    const { up } = this.#deps.session;
    // The SDK may have warned of a timeout half a second ago: on a busy machine that is still to be read.
    if (up && event.reason === "timeout") ctx.ask(up.dataPath, "caughtUp", undefined, LAST_WORDS, "caughtUp");
    else this.#finish(ctx);
  }

  #finish(ctx: Context<Internal>): void {
    const { up } = this.#deps.session;
    if (this.#ending && up) {
      const nowMs = ctx.now();
      this.#reporter?.shutDown(this.#ending, nowMs);
      this.#reporter?.submitCollected(nowMs, true);
      const deadlineMs = finishBy(this.#ending, nowMs, up.settings.shutdownMarginMs);
      const drained = up.dataPath.ask("drain", { deadlineMs }, within(deadlineMs - nowMs + DRAIN_GRACE_MS));
      ctx.pipe(drained, "drained");
    } else this.#deps.finished();
  }

  #drained(outcome: Piped<DrainReport>): void {
    if (!outcome.ok) log("error", TARGET, "stopped without knowing what was delivered");
    else if (outcome.value.lost + outcome.value.saved > 0) {
      const { lost, saved } = outcome.value;
      log("warn", TARGET, "stopped before everything was delivered", { lost, saved });
    }
    this.#deps.finished();
  }
}
