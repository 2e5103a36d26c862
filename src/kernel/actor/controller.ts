import type { Actor, ActorFactory } from "./actor.ts";
import { type Clock, systemClock } from "./clock.ts";
import {
  ABANDONED,
  GRACEFUL,
  IMMEDIATE,
  IMMEDIATE_LIMIT_MS,
  type StopMode,
  Stopping,
  type Urgency,
} from "./stopping.ts";

export type { StopMode } from "./stopping.ts";

/** A second request within this time of the first is its echo: a signal sent to a whole process group arrives twice. */
const ECHO_MS = 1_000;

export interface StopRequest {
  readonly mode: StopMode;
  /** Who asks: the name of a signal, the path of an actor. */
  readonly why: string;
}

export interface StopReport {
  /** What the stop came to in the end. */
  readonly mode: StopMode;
  /** Parts that were no longer waited for. */
  readonly abandoned: readonly string[];
  /** Parts whose stop failed, and with what. */
  readonly failed: readonly { readonly name: string; readonly error: unknown }[];
}

export interface ControllerOptions {
  /** What a graceful stop may take, all parts together. Then it becomes immediate, and 5 s later it waits for nothing. */
  readonly gracefulMs: number;
  readonly clock?: Clock;
  /** Told of each request that counts. */
  readonly onRequest?: (request: StopRequest) => void;
}

/** What a part is given when it is to stop. A second call hurries the first; the part is done when any of them is. */
export type StopPart<T> = (part: T, mode: StopMode, leftMs: number) => void | Promise<void>;

/** What other actors may say to the controller. */
export interface ControllerProtocol {
  shutdown(request: StopRequest): void;
}

interface Part {
  readonly name: string;
  readonly stop: (mode: StopMode, leftMs: number) => void | Promise<void>;
}

/**
 * Start and end of a process: parts are started one after the other and stopped in reverse, gracefully until a deadline.
 *
 *     starting ─► running ─► stopping gracefully ─► stopping immediately ─► stopped
 *                    └──────────────────────────────────┘
 *
 * Invariants: 1. A part is stopped only after all that were started after it. 2. It always ends: every wait has a
 * deadline. 3. Requests only hurry it. 4. One that comes while a part starts lets it start, and then stops it.
 */
export class Controller {
  /** Resolves when everything has stopped, or has been given up. Never rejects. */
  readonly ended: Promise<StopReport>;
  readonly #options: ControllerOptions;
  readonly #clock: Clock;
  readonly #end = Promise.withResolvers<StopReport>();
  readonly #parts: Part[] = [];
  readonly #abandoned: string[] = [];
  readonly #failed: { name: string; error: unknown }[] = [];
  #starting: Promise<unknown> = Promise.resolve();
  #stopping: Stopping | undefined;
  #current: { readonly part: Part; readonly done: () => void } | undefined;
  #requestedAtMs = 0;
  #deadlineMs = 0;

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.ended = this.#end.promise;
  }

  get stopping(): boolean {
    return this.#stopping !== undefined;
  }

  /**
   * Starts the next part. When that fails, what was started before is stopped at once, and the call rejects with the failure;
   * it rejects too, without starting anything, once a stop was asked for.
   */
  async start<T>(name: string, start: () => T | Promise<T>, stop: StopPart<T>): Promise<T> {
    if (this.#stopping) throw new Error(`${name} is not started: the process stops`);
    const started = Promise.try(start).then((part) => {
      this.#parts.push({ name, stop: (mode, leftMs) => stop(part, mode, leftMs) });
      return part;
    });
    this.#starting = started.catch(() => {});
    try {
      return await started;
    } catch (error) {
      this.#request(IMMEDIATE);
      await this.ended;
      throw error;
    }
  }

  /** Asks for the stop. A later request only hurries: the same one again, a second or more later, is the next worse. */
  shutdown(mode: StopMode, why: string): void {
    const wanted: Urgency = mode === "graceful" ? GRACEFUL : IMMEDIATE;
    const nowMs = this.#clock.monotonicMs();
    const current = this.#stopping?.urgency;
    const isEcho = nowMs - this.#requestedAtMs < ECHO_MS;
    if (current !== undefined && wanted <= current && (isEcho || current === ABANDONED)) return;
    const urgency = current === undefined || wanted > current ? wanted : ((current + 1) as Urgency);
    this.#requestedAtMs = nowMs;
    this.#options.onRequest?.({ mode: urgency === GRACEFUL ? "graceful" : "immediate", why });
    this.#request(urgency);
  }

  #request(urgency: Urgency): void {
    if (this.#stopping !== undefined) {
      this.#stopping.raise(urgency);
      if (urgency === IMMEDIATE) this.#stopping.bound(IMMEDIATE_LIMIT_MS);
      return;
    }
    const limitMs = urgency === GRACEFUL ? this.#options.gracefulMs : IMMEDIATE_LIMIT_MS;
    this.#deadlineMs = this.#clock.monotonicMs() + limitMs;
    this.#stopping = new Stopping(this.#clock, urgency, (raised) => this.#hurry(raised));
    this.#stopping.bound(limitMs);
    void this.#run(this.#stopping);
  }

  async #run(stopping: Stopping): Promise<void> {
    await stopping.wait(this.#starting, ABANDONED);
    for (let part = this.#parts.pop(); part !== undefined; part = this.#parts.pop()) {
      const stopped = Promise.withResolvers<void>();
      this.#current = { part, done: stopped.resolve };
      void this.#stopPart(part).then(stopped.resolve);
      if (!(await stopping.wait(stopped.promise, ABANDONED))) this.#abandoned.push(part.name);
    }
    stopping.close();
    this.#current = undefined;
    this.#end.resolve({
      mode: stopping.urgency === GRACEFUL ? "graceful" : "immediate",
      abandoned: this.#abandoned,
      failed: this.#failed,
    });
  }

  async #stopPart(part: Part): Promise<void> {
    const leftMs = Math.max(0, this.#deadlineMs - this.#clock.monotonicMs());
    try {
      await part.stop(this.#stopping?.urgency === GRACEFUL ? "graceful" : "immediate", leftMs);
    } catch (error) {
      this.#failed.push({ name: part.name, error });
    }
  }

  #hurry(urgency: Urgency): void {
    if (urgency !== IMMEDIATE) return;
    this.#deadlineMs = this.#clock.monotonicMs() + IMMEDIATE_LIMIT_MS;
    if (this.#current) void this.#stopPart(this.#current.part).then(this.#current.done);
  }

  /** Lets signals ask for the stop, whichever way the runtime hears them. @returns how to end that */
  signals<S extends string>(
    on: (name: S, handler: () => void) => () => void,
    modes: Readonly<Partial<Record<S, StopMode>>>,
  ): () => void {
    const undo = (Object.entries(modes) as [S, StopMode][]).map(([name, mode]) =>
      on(name, () => this.shutdown(mode, name)),
    );
    return () => {
      for (const off of undo) off();
    };
  }

  /** Lets actors ask for the stop: spawn this and hand out its address. */
  readonly actor: ActorFactory<ControllerProtocol> = (): Actor<ControllerProtocol> => ({
    mailbox: { capacity: 16, whenFull: "dropOldest" },
    handlers: { shutdown: ({ mode, why }) => this.shutdown(mode, why) },
  });
}
