import { Fault } from "../../base/fault.ts";
import { log } from "../../telemetry/log.ts";
import type { Timer } from "../clock.ts";
import { Reply } from "../reply.ts";
import type { ActorStats } from "../stats.ts";
import type { ActorSystem } from "../system.ts";
import { decodeFault } from "./encode.ts";
import type { Batch, Frame } from "./frames.ts";
import { Link } from "./link.ts";
import type { Undelivered } from "./purse.ts";

/** The thread under an Arbiter, seen from its owner. `startThread` of the runtime folder gives one. */
export interface ArbiterThread {
  post(batch: Batch, transfer?: readonly ArrayBuffer[]): void;
  terminate(): Promise<void>;
}

export interface ArbiterOptions<Init> {
  readonly name: string;
  /** Starts the thread, wired to these callbacks. */
  readonly start: (wiring: {
    /** Given to the thread as its data. */
    readonly data: ArbiterData;
    readonly transfer: readonly ArrayBuffer[];
    readonly onMessage: (batch: Batch) => void;
    readonly onEnd: (reason: unknown) => void;
  }) => ArbiterThread;
  /** What its entry gets; may hold addresses. */
  readonly init: Init;
  /** Silence after which it counts as lost. A handler must never run that long. Default 30 s. */
  readonly silentMs?: number;
  /** Until the entry has exported its addresses. Default 10 s. */
  readonly startMs?: number;
  readonly onUndelivered?: (lost: readonly Undelivered[]) => void;
  /** It ended without being asked to; its addresses are dead. */
  readonly onLost?: (fault: Fault) => void;
}

/** Heartbeats within `silentMs`. */
const BEATS = 3;

/** What the thread is started with. */
export interface ArbiterData {
  readonly name: string;
  readonly init: unknown;
}

export interface Arbiter<Exports> {
  readonly name: string;
  /** The addresses its entry gave out. */
  readonly exports: Exports;
  /** Stops its actors, then the thread. After `deadlineMs` the thread is ended whatever it does. */
  stop(mode: "graceful" | "immediate", deadlineMs: number): Promise<void>;
  stats(timeoutMs?: number): Promise<readonly ActorStats[]>;
  /** Whether its actors measure their handling times. */
  watch(on: boolean): void;
}

/**
 * Starts an Arbiter: a thread with its own event loop and actors. Rejects with what its entry failed with, or
 * `BATON_ARBITER_LOST` when the thread died, or was silent for `startMs`.
 */
export async function startArbiter<Init, Exports>(
  system: ActorSystem,
  options: ArbiterOptions<Init>,
): Promise<Arbiter<Exports>> {
  const handle = new ArbiterHandle<Init>(system, options);
  const exports = (await handle.started) as Exports;
  return {
    name: options.name,
    exports,
    stop: (mode, deadlineMs) => handle.stop(mode, deadlineMs),
    stats: (timeoutMs = 1_000) => handle.link.stats(timeoutMs),
    watch: (on) => handle.link.control(["watching", on]),
  };
}

class ArbiterHandle<Init> {
  readonly link: Link;
  readonly started: Promise<unknown>;
  readonly #options: ArbiterOptions<Init>;
  readonly #system: ActorSystem;
  readonly #thread: ArbiterThread;
  readonly #ready = Reply.open();
  readonly #gone = Promise.withResolvers<void>();
  #stopping = false;
  #ended = false;
  #heard = true;
  #missedBeats = 0;
  #beat: Timer | undefined;

  constructor(system: ActorSystem, options: ArbiterOptions<Init>) {
    this.#system = system;
    this.#options = options;
    let thread: ArbiterThread | undefined;
    this.link = new Link({
      system,
      port: { post: (batch, transfer) => thread?.post(batch, transfer) },
      onControl: (frame) => this.#control(frame),
      ...(options.onUndelivered ? { onUndelivered: options.onUndelivered } : {}),
    });
    thread = options.start({
      data: { name: options.name, init: this.link.encodeValue(options.init) },
      transfer: [],
      onMessage: (batch) => {
        this.#heard = true;
        this.link.receive(batch);
      },
      onEnd: (reason) => this.#end(reason),
    });
    this.#thread = thread;
    this.started = this.#ready.promise;
    system.deadlines.add(this.#ready.reply, options.startMs ?? 10_000, `Arbiter ${options.name}`);
    this.started.catch(() => {
      this.#stopping = true; // the failed start is the report
      this.#end(undefined);
      return this.#thread.terminate();
    });
    this.#scheduleBeat();
  }

  /** Beats are counted, not time: after a freeze of the whole process nobody has been silent. */
  #scheduleBeat(): void {
    const silentMs = this.#options.silentMs ?? 30_000;
    if (silentMs === Number.POSITIVE_INFINITY) return;
    this.#beat = this.#system.clock.after(silentMs / BEATS, () => {
      this.#missedBeats = this.#heard ? 0 : this.#missedBeats + 1;
      this.#heard = false;
      if (this.#missedBeats >= BEATS) {
        this.#end(new Error(`silent for ${silentMs} ms`));
        void this.#thread.terminate();
        return;
      }
      this.link.control(["ping", 0]);
      this.#scheduleBeat();
    });
  }

  #control(frame: Frame): void {
    switch (frame[0]) {
      case "ready":
        this.#ready.reply.resolve(this.link.decodeValue(frame[1]));
        return;
      case "failed":
        this.#ready.reply.reject(decodeFault(frame[1]));
        return;
      case "escalated":
        this.#end(decodeFault(frame[1]));
        void this.#thread.terminate();
        return;
      case "stopped":
        this.#stopping = true;
        this.#end(undefined);
        return;
      default:
        return;
    }
  }

  #end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#beat?.cancel();
    const fault = new Fault(`Arbiter ${this.#options.name} ended`, {
      code: "BATON_ARBITER_LOST",
      source: "local",
      retryable: true,
      cause: reason,
    });
    this.link.close(this.#stopping ? "stopped" : "arbiter_lost");
    if (!this.#ready.reply.settled) this.#ready.reply.reject(reason instanceof Error ? reason : fault);
    this.#gone.resolve();
    if (this.#stopping) return;
    log("error", "baton::actor", "arbiter lost", { arbiter: this.#options.name, error: String(reason) });
    this.#options.onLost?.(fault);
  }

  async stop(mode: "graceful" | "immediate", deadlineMs: number): Promise<void> {
    if (!this.#ended) {
      this.#stopping = true;
      this.link.control(["stop", mode, deadlineMs]);
      const deadline = Promise.withResolvers<void>();
      const timer = this.#system.clock.after(deadlineMs, deadline.resolve);
      await Promise.race([this.#gone.promise, deadline.promise]);
      timer.cancel();
    }
    this.#end(undefined);
    await this.#thread.terminate();
  }
}
