import { invalid, type Rejection } from "../../domain/protocol/rejection.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import { within } from "../../kernel/actor/address.ts";
import type { Timer } from "../../kernel/actor/clock.ts";
import type { Context } from "../../kernel/actor/context.ts";
import { assertNever } from "../../kernel/base/assert.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import { Flights } from "./flights.ts";
import { type HoldDeps, type HoldInternal, type HoldOptions, isLoss, resultOf } from "./hold-messages.ts";
import { letGo } from "./let-go.ts";
import type { DrainReport, HoldState, SinkResult } from "./protocol.ts";
import { Queues } from "./queues.ts";
import { SpoolLink } from "./spool-link.ts";

const FOREVER = within(Number.POSITIVE_INFINITY);
/** How often envelopes that wait for their project are looked at, for those that have waited too long. */
const LOOK_AGAIN_MS = 10_000;
/** Envelopes that wait for their project take up to this share of the memory that the spool leaves; the rest stays on disk. */
const WAITING_SHARE = 0.5;

/** What memory is for are bursts: a backlog that lasts for two ticks goes to disk, where a kill finds nothing to lose. */
const TICK_MS = 200;
const BACKLOG_TICKS = 2;

/**
 * Where accepted envelopes wait: in memory, and above the watermark on disk.
 *
 *     push ─► queues ─► in flight ─► done
 *                ▲  │        │
 *                │  └ spill ─┼─► spool ─► taken ─┐
 *                └── retry ◄─┘                   │
 *                └───────────────────────────────┘
 *
 * Invariants: 1. Every envelope is in exactly one of: queues, retry, writing, in flight; one with a row is on disk as well
 * until it is done. 2. Bytes are given back to the budget exactly when an envelope leaves memory. 3. At most
 * `maxInFlight` are in flight. 4. Nothing is dropped without `rejected` being called.
 *
 * Started by `app/`, one per ingest Arbiter; a crash loses what is in memory and not on disk.
 */
export class Hold implements Actor<HoldInternal> {
  readonly mailbox: MailboxOptions = {
    capacity: 20_000,
    whenFull: "refuse",
    // Not `drain`: what was pushed before it must be taken before it.
    urgent: ["state", "pause", "opened"],
  };
  readonly #deps: HoldDeps;
  readonly #options: HoldOptions;
  readonly #queues: Queues;
  readonly #disk: SpoolLink;
  readonly #flights: Flights;
  #retry: HeldEnvelope[] = [];
  #retryTimer: Timer | undefined;
  #closed = false;
  #paused = false;
  #draining: { resolve: (report: DrainReport) => void; isLate: boolean } | undefined;
  /** Ticks in a row that found more waiting than can be on its way. */
  #backlogTicks = 0;
  #delivered = 0;
  #lost = 0;

  constructor(deps: HoldDeps) {
    this.#deps = deps;
    this.#options = deps.options;
    const { spool, removals, budget, options, watch } = deps;
    this.#flights = new Flights(options.maxInFlight, budget.limitBytes);
    this.#queues = new Queues(watch);
    this.#disk = new SpoolLink({
      ...{ spool, removals, budget, options },
      queues: this.#queues,
      lost: (held, ctx) => this.#end(held, invalid("internal"), ctx),
    });
  }

  readonly handlers: Handlers<HoldInternal> = {
    push: (held, ctx) => this.#push(held, ctx),
    drain: ({ deadlineMs }, ctx) => this.#drain(deadlineMs, ctx),
    pause: (on, ctx) => {
      this.#paused = on;
      this.#move(ctx);
    },
    state: () => this.#state(),
    opened: (_, ctx) => {
      this.#closed = false;
      this.#retryAll(ctx);
    },
    settled: (answered, ctx) => this.#settled(answered.message, resultOf(answered), ctx),
    retryNow: (_, ctx) => this.#retryAll(ctx),
    write: (_, ctx) => this.#disk.flushWrites(ctx),
    written: (result, ctx) => {
      if (result.ok) this.#disk.written(result.value);
      this.#move(ctx);
    },
    spilled: (result, ctx) => {
      if (result.ok) this.#disk.spilled(result.value, ctx);
      this.#move(ctx);
    },
    diskAgain: (_, ctx) => {
      this.#disk.again();
      this.#move(ctx);
    },
    unspool: (_, ctx) => {
      this.#disk.rested();
      this.#move(ctx);
    },
    taken: (result, ctx) => {
      this.#disk.taken(result, ctx);
      this.#move(ctx);
    },
    sweep: (_, ctx) => this.#disk.rows.sweep(ctx),
    spoolFilled: (count, ctx) => {
      this.#disk.setOnDisk(count);
      this.#move(ctx);
    },
    spoolFull: (full) => this.#disk.setFull(full),
    drainDue: (_, ctx) => this.#drainDue(ctx),
    projectsReady: ({ publicKeys }, ctx) => {
      this.#queues.wake(publicKeys);
      this.#move(ctx);
    },
    tick: (_, ctx) => {
      const isBacklog = this.#queues.readySize > this.#options.maxInFlight;
      this.#backlogTicks = isBacklog ? this.#backlogTicks + 1 : 0;
      if (this.#backlogTicks >= BACKLOG_TICKS) this.#disk.spill(ctx, true);
    },
    globalReady: (_, ctx) => this.#move(ctx),
    lookAgain: (_, ctx) => {
      this.#queues.wakeAll();
      this.#move(ctx);
    },
  };

  started(ctx: Context<HoldInternal>): void {
    if (this.#deps.gate) ctx.every(LOOK_AGAIN_MS, "lookAgain");
    if (this.#disk.exists) ctx.every(TICK_MS, "tick");
    this.#disk.listen(ctx);
  }

  #state(): HoldState {
    return {
      waiting: this.#queues.size + this.#retry.length + this.#disk.waiting,
      waitingBytes: this.#queues.bytes,
      inFlight: this.#flights.size,
      delivered: this.#delivered,
      spooled: this.#disk.spooled,
      lost: this.#lost,
      closed: this.#closed,
    };
  }

  #push(held: HeldEnvelope, ctx: Context<HoldInternal>): boolean | Promise<boolean> {
    // Metrics and outcomes of what is on its way come last: they are taken until the very end.
    if (this.#draining && !(held.isProcessed && !this.#draining.isLate)) {
      this.#deps.budget.give(held.sizeBytes);
      return false;
    }
    if (this.#options.writeBeforeAnswer && this.#disk.exists) return this.#disk.write(held, ctx);
    this.#queues.push(held);
    this.#move(ctx);
    return true;
  }

  /** Does whatever can be done now: send, spill, bring back, end the drain. */
  #move(ctx: Context<HoldInternal>): void {
    const saves =
      this.#draining !== undefined &&
      (this.#draining.isLate || !this.#options.ephemeral) &&
      this.#disk.exists;
    if (saves) this.#requeueRetries();
    // An outage may last, and so may end in a crash: what waits for its end waits on disk.
    this.#disk.spill(ctx, saves || this.#closed);
    if (!saves) this.#send(ctx);
    const mayTake = this.#queues.isIdle && !this.#closed && !this.#paused && this.#retryTimer === undefined;
    if (!saves && mayTake && this.#hasRoomToWait()) {
      this.#disk.take(this.#flights.room, ctx);
    }
    if (this.#draining) this.#checkDrained(ctx);
  }

  #hasRoomToWait(): boolean {
    const { budget } = this.#deps;
    return this.#queues.bytes <= budget.limitBytes * this.#options.watermarkRatio * WAITING_SHARE;
  }

  #send(ctx: Context<HoldInternal>): void {
    if (this.#paused || this.#deps.gate?.isShut()) return;
    while (!this.#closed && this.#flights.hasRoom && !this.#queues.isIdle) {
      let rejection: Rejection | undefined;
      const held = this.#queues.pop((top) => {
        const verdict = this.#judge(top, ctx);
        rejection = typeof verdict === "string" ? undefined : verdict;
        return verdict !== "wait";
      });
      if (!held) return;
      if (rejection) this.#end(held, rejection, ctx);
      else this.#fly(held, ctx);
    }
  }

  #judge(held: HeldEnvelope, ctx: Context<HoldInternal>): "go" | "wait" | Rejection {
    if (held.receivedAtMs + this.#options.maxDelayMs < ctx.now()) return invalid("timestamp");
    return held.isProcessed ? "go" : (this.#deps.gate?.judge(held) ?? "go");
  }

  #fly(held: HeldEnvelope, ctx: Context<HoldInternal>): void {
    this.#flights.add(held);
    ctx.ask(this.#deps.sink, "deliver", held, FOREVER, "settled");
  }

  #settled(held: HeldEnvelope, result: SinkResult, ctx: Context<HoldInternal>): void {
    if (!this.#flights.delete(held)) return; // given up at the deadline
    switch (result.kind) {
      case "done":
        this.#delivered++;
        this.#leave(held, ctx);
        if (this.#retry.length > 0) this.#requeueRetries();
        break;
      case "refused":
        this.#end(held, invalid("internal"), ctx);
        break;
      case "retry":
        this.#retry.push(...(result.instead ? this.#replace(held, result.instead, ctx) : [held]));
        if (result.outage) this.#closed = true;
        else this.#retryTimer ??= ctx.after(this.#options.retryDelayMs, "retryNow");
        // What cannot be sent must be able to go to disk, and must not be sent again before its time for that.
        if (this.#disk.works && (this.#closed || this.#deps.budget.ratio >= this.#options.watermarkRatio))
          this.#disk.shelve(this.#retry.splice(0), ctx);
        break;
      default:
        assertNever(result);
    }
    this.#move(ctx);
  }

  #replace(held: HeldEnvelope, made: readonly HeldEnvelope[], ctx: Context<HoldInternal>) {
    for (const part of made) this.#deps.watch?.has(part);
    this.#deps.watch?.done(held);
    return this.#disk.replace(held, made, ctx);
  }

  #retryAll(ctx: Context<HoldInternal>): void {
    this.#requeueRetries();
    this.#move(ctx);
  }

  #requeueRetries(): void {
    this.#retryTimer?.cancel();
    this.#retryTimer = undefined;
    for (const held of this.#retry.splice(0)) this.#queues.push(held);
  }

  /** Out of memory and off the disk: somebody else answers for it. */
  #leave(held: HeldEnvelope, ctx: Context<HoldInternal>): void {
    letGo(held, this.#deps.budget);
    this.#deps.watch?.done(held);
    this.#disk.rows.done(held, ctx);
  }

  #end(held: HeldEnvelope, rejection: Rejection, ctx: Context<HoldInternal>): void {
    if (isLoss(rejection)) this.#lost++;
    this.#deps.rejected(held, rejection);
    this.#leave(held, ctx);
  }

  #drain(deadlineMs: number, ctx: Context<HoldInternal>): Promise<DrainReport> {
    return new Promise((resolve) => {
      this.#draining = { resolve, isLate: false };
      ctx.after(deadlineMs, "drainDue");
      this.#retryAll(ctx);
    });
  }

  #drainDue(ctx: Context<HoldInternal>): void {
    if (!this.#draining || this.#draining.isLate) return;
    this.#draining.isLate = true;
    // Whether these arrived nobody knows: on disk they are delivered once more rather than not at all.
    for (const held of this.#flights.takeAll()) this.#queues.push(held);
    this.#retryAll(ctx);
  }

  #checkDrained(ctx: Context<HoldInternal>): void {
    const draining = this.#draining;
    if (!draining || this.#disk.isSpilling || this.#disk.isTaking || this.#flights.size > 0) return;
    const left = this.#queues.size + this.#retry.length;
    if (left > 0 && !draining.isLate) return;
    this.#draining = { resolve: () => {}, isLate: true };
    this.#disk.rows.sweep(ctx);
    this.#lost += left;
    if (left > 0) log("error", "baton::hold", "stopping with undelivered envelopes", { lost: left });
    draining.resolve({ delivered: this.#delivered, spooled: this.#disk.spooled, lost: this.#lost });
  }
}
