import { Fault } from "../base/fault.ts";
import { log } from "../telemetry/log.ts";
import {
  type Actor,
  type ActorFactory,
  DEFAULT_MAILBOX,
  type Handlers,
  type MailboxOptions,
} from "./actor.ts";
import { CellContext } from "./cell-context.ts";
import type { Clock } from "./clock.ts";
import type { Terminated } from "./context.ts";
import type { Dispatcher, Runnable } from "./dispatcher.ts";
import { LocalAddress } from "./local-address.ts";
import { Lane } from "./mailbox.ts";
import { askFault, type Deadlines, Reply } from "./reply.ts";
import type { ActorState, ActorStats } from "./stats.ts";
import { RestartIntensity, type RestartPolicy } from "./supervision.ts";

/** What a cell needs of the Arbiter it lives in. */
export interface CellHost {
  readonly arbiter: string;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly deadlines: Deadlines;
  /** Whether anybody looks at handling times. */
  readonly watching: boolean;
  /** Told of every crash, before its owner decides. */
  crashed(path: string, error: unknown): void;
  /** A crash that no owner could contain. */
  escalated(error: unknown): void;
}

// biome-ignore lint/suspicious/noExplicitAny: cells hold actors of every protocol; types live at the addresses.
type AnyActor = Actor<any>;
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyFactory = ActorFactory<any>;
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyHandlers = Handlers<any>;

/** Rides with a message that has a reply or a weight; plain sends carry none. */
export interface Extra {
  readonly reply: Reply | undefined;
  readonly bytes: number;
  /** Called when the message leaves the mailbox: the link it came by gives out its place again. */
  readonly taken?: () => void;
}

/** A link's claim on places in the mailbox. */
export interface Claimant {
  recall(): void;
}

/** Rides with what an actor sent itself (timers, pipes): void once the actor has been rebuilt. */
export class Own {
  readonly generation: number;
  readonly taken: (() => void) | undefined;

  constructor(generation: number, taken?: () => void) {
    this.generation = generation;
    this.taken = taken;
  }
}

export interface CellOptions {
  readonly name: string;
  readonly parent: Cell | undefined;
  readonly factory: AnyFactory;
  readonly restart: RestartPolicy;
}

/**
 * One actor's place: mailbox, state and children; the address points here, the instance inside is replaced at a
 * restart.
 *
 *     starting ─► running ⇄ restarting        any ─► stopping ─► stopped
 *
 * Invariants: 1. A handler never runs inside another handler of the same cell. 2. `#scheduled` is true exactly while the
 * dispatcher holds the cell. 3. The ordinary lane never exceeds `capacity`, nor its weight `maxBytes`. 4. After
 * `stopped` nothing is accepted and every ask has been answered. 5. Children are stopped before their owner's
 * `stopped()` runs.
 */
export class Cell implements Runnable {
  readonly name: string;
  readonly path: string;
  readonly host: CellHost;
  readonly parent: Cell | undefined;
  readonly address: LocalAddress;
  readonly children: Cell[] = [];
  state: ActorState = "starting";
  generation = 0;
  pending = 0;
  /** Whether the message being handled wants a reply. */
  asked = false;

  #actor: AnyActor;
  #handlers: AnyHandlers;
  #mailbox: MailboxOptions;
  readonly #factory: AnyFactory;
  readonly #restart: RestartPolicy;
  #context: CellContext | undefined;
  #intensity: RestartIntensity | undefined;
  readonly #ordinary = new Lane();
  #priority: Lane | undefined;
  #bytes = 0;
  #reservedSlots = 0;
  #reservedBytes = 0;
  #claimants: Set<Claimant> | undefined;
  #scheduled = false;

  #timers: Set<{ cancel(): void }> | undefined;
  #replies: Set<Reply> | undefined;
  #freeWaiters: (() => void)[] | undefined;
  #watchers: ((ended: Terminated) => void)[] | undefined;
  #readiness: { waiting: Reply[]; failure: unknown } | undefined;
  #whenEmpty: (() => void) | undefined;
  #stop: Promise<void> | undefined;

  #highWater = 0;
  #handled = 0;
  #refused = 0;
  #dropped = 0;
  #restarts = 0;
  #handlingMs = 0;

  constructor(host: CellHost, options: CellOptions) {
    this.host = host;
    this.name = options.name;
    this.parent = options.parent;
    this.path = options.parent
      ? `${options.parent.path === "/" ? "" : options.parent.path}/${options.name}`
      : "/";
    this.#factory = options.factory;
    this.#restart = options.restart;
    this.address = new LocalAddress(this);
    this.#actor = this.#factory();
    this.#handlers = this.#actor.handlers;
    this.#mailbox = this.#actor.mailbox ?? DEFAULT_MAILBOX;
  }

  get context(): CellContext {
    this.#context ??= new CellContext(this);
    return this.#context;
  }

  // ---- receiving ----------------------------------------------------------------------------------------------

  /** @returns false when refused */
  offer(type: string, message: unknown, reply: Reply | undefined): boolean {
    if (this.state === "stopped") return this.#refuse();
    const options = this.#mailbox;
    if (options.urgent?.includes(type)) {
      this.#priority ??= new Lane();
      if (this.#priority.size >= options.capacity) return this.#refuse();
      this.#priority.push(type, message, reply && { reply, bytes: 0 });
    } else {
      const bytes = options.weigh ? options.weigh(type, message) : 0;
      if (!this.#fits(bytes) && !this.#makeRoom(bytes)) {
        this.#wantBack();
        return this.#refuse();
      }
      this.#bytes += bytes;
      this.#ordinary.push(type, message, reply || bytes > 0 ? { reply, bytes } : undefined);
      if (this.#ordinary.size > this.#highWater) this.#highWater = this.#ordinary.size;
    }
    if (!this.#scheduled) this.#schedule();
    return true;
  }

  /** Puts what the actor sent itself on the priority lane; never refused, bounded by what it started. */
  offerOwn(type: string, message: unknown, own: Own): void {
    if (this.state === "stopped" || own.generation !== this.generation) return;
    this.#priority ??= new Lane();
    this.#priority.push(type, message, own);
    if (!this.#scheduled) this.#schedule();
  }

  /** Calls back once when room appeared, or the actor stopped. */
  onceFree(callback: () => void): void {
    if (this.state === "stopped" || this.#fits(0)) callback();
    else {
      this.#freeWaiters ??= [];
      this.#freeWaiters.push(callback);
    }
  }

  #fits(bytes: number): boolean {
    const { capacity, maxBytes } = this.#mailbox;
    if (this.#ordinary.size + this.#reservedSlots >= capacity) return false;
    // A single message heavier than the bound is let in alone: it could never be sent otherwise.
    if (maxBytes === undefined || this.#bytes + this.#reservedBytes + bytes <= maxBytes) return true;
    return this.#ordinary.size === 0;
  }

  /** Places reserved for other Arbiters may be what is missing here. */
  #wantBack(): void {
    if (this.#reservedSlots > 0) for (const claimant of this.#claimants ?? []) claimant.recall();
  }

  // ---- receiving from other Arbiters --------------------------------------------------------------------------

  get bounds(): { readonly capacity: number; readonly maxBytes: number | undefined } {
    return { capacity: this.#mailbox.capacity, maxBytes: this.#mailbox.maxBytes };
  }

  get inbounds(): Set<Claimant> {
    this.#claimants ??= new Set();
    return this.#claimants;
  }

  /** What is neither taken nor reserved. */
  room(): { readonly slots: number; readonly bytes: number } {
    const { capacity, maxBytes } = this.#mailbox;
    return {
      slots: capacity - this.#ordinary.size - this.#reservedSlots,
      bytes: maxBytes === undefined ? Number.MAX_SAFE_INTEGER : maxBytes - this.#bytes - this.#reservedBytes,
    };
  }

  reserve(slots: number, bytes: number): void {
    this.#reservedSlots += slots;
    if (this.#mailbox.maxBytes !== undefined) this.#reservedBytes += bytes;
  }

  unreserve(slots: number, bytes: number): void {
    this.#reservedSlots -= slots;
    if (this.#mailbox.maxBytes !== undefined) this.#reservedBytes = Math.max(0, this.#reservedBytes - bytes);
  }

  roomAppeared(): void {
    if (this.#freeWaiters) this.#wakeWaiters();
  }

  /** Takes a message whose place was reserved: it cannot be refused for want of room. */
  accept(type: string, message: unknown, reply: Reply | undefined, bytes: number, taken: () => void): void {
    if (this.state === "stopped") {
      reply?.reject(askFault("BATON_ASK_STOPPED", `${this.path} has stopped`));
      return;
    }
    const weight = this.#mailbox.maxBytes === undefined ? 0 : bytes;
    const lane = this.#mailbox.urgent?.includes(type) ? this.#priorityLane() : this.#ordinary;
    if (lane === this.#ordinary) this.#bytes += weight;
    lane.push(type, message, { reply, bytes: lane === this.#ordinary ? weight : 0, taken });
    if (this.#ordinary.size > this.#highWater) this.#highWater = this.#ordinary.size;
    if (!this.#scheduled) this.#schedule();
  }

  #priorityLane(): Lane {
    this.#priority ??= new Lane();
    return this.#priority;
  }

  #makeRoom(bytes: number): boolean {
    const options = this.#mailbox;
    if (options.whenFull !== "dropOldest" || options.capacity === 0) return false;
    while (!this.#fits(bytes)) {
      const type = this.#ordinary.take() as string;
      const message = this.#ordinary.message;
      this.#forget(
        this.#ordinary.extra as Extra | undefined,
        "BATON_ASK_REFUSED",
        "dropped as the oldest of a full mailbox",
      );
      this.#dropped++;
      options.onDrop?.(type, message);
    }
    return true;
  }

  #forget(extra: Extra | undefined, code: "BATON_ASK_REFUSED" | "BATON_ASK_STOPPED", why: string): void {
    if (!extra) return;
    this.#bytes -= extra.bytes;
    extra.taken?.();
    extra.reply?.reject(askFault(code, `${this.path}: ${why}`));
  }

  #refuse(): false {
    this.#refused++;
    return false;
  }

  #schedule(): void {
    if (this.state !== "running" && this.state !== "stopping") return;
    this.#scheduled = true;
    this.host.dispatcher.schedule(this);
  }

  // ---- handling -----------------------------------------------------------------------------------------------

  run(budget: number): boolean {
    const startedMs = this.host.watching ? performance.now() : 0;
    let left = budget;
    while (left > 0 && (this.state === "running" || this.state === "stopping")) {
      if (!this.#takeOne()) break;
      left--;
    }
    if (startedMs !== 0) this.#handlingMs += performance.now() - startedMs;
    const more = (this.state === "running" || this.state === "stopping") && this.#hasWork();
    this.#scheduled = more;
    if (!more && this.#whenEmpty && this.#isEmpty()) this.#whenEmpty();
    return more;
  }

  #hasWork(): boolean {
    if (this.#priority && this.#priority.size > 0) return true;
    return this.#ordinary.size > 0 && this.pending < (this.#mailbox.inFlight ?? Number.POSITIVE_INFINITY);
  }

  #isEmpty(): boolean {
    return this.#ordinary.size === 0 && (this.#priority === undefined || this.#priority.size === 0);
  }

  #takeOne(): boolean {
    const priority = this.#priority;
    if (priority && priority.size > 0) {
      const type = priority.take() as string;
      const extra = priority.extra;
      if (extra instanceof Own) {
        extra.taken?.();
        if (extra.generation === this.generation) this.#handle(type, priority.message, undefined);
      } else {
        const message = priority.message;
        (extra as Extra | undefined)?.taken?.();
        this.#handle(type, message, extra as Extra | undefined);
      }
      return true;
    }
    if (!this.#hasWork()) return false;
    const lane = this.#ordinary;
    const type = lane.take() as string;
    const message = lane.message;
    const extra = lane.extra as Extra | undefined;
    if (extra) {
      this.#bytes -= extra.bytes;
      extra.taken?.();
    }
    if (this.#freeWaiters) this.#wakeWaiters();
    this.#handle(type, message, extra);
    return true;
  }

  #handle(type: string, message: unknown, extra: Extra | undefined): void {
    const reply = extra?.reply;
    if (reply?.settled) return; // its asker has given up
    this.asked = reply !== undefined;
    this.#handled++;
    try {
      const handler = this.#handlers[type];
      if (handler === undefined) throw new Error(`${this.path} has no handler for ${JSON.stringify(type)}`);
      const result = (handler as (message: unknown, ctx: unknown) => unknown)(message, this.context);
      if (reply) this.#answer(reply, result);
      else if (result instanceof Promise) this.#guardOrphan(type, result);
    } catch (error) {
      reply?.reject(crashFault(this.path, type, error));
      this.crash(error);
    }
  }

  #answer(reply: Reply, result: unknown): void {
    if (!(result instanceof Promise)) {
      reply.resolve(result);
      return;
    }
    this.#replies ??= new Set();
    const open = this.#replies;
    open.add(reply);
    result.then(
      (value) => {
        open.delete(reply);
        if (!reply.settled) reply.resolve(value);
      },
      (error) => {
        open.delete(reply);
        if (!reply.settled) reply.reject(error);
      },
    );
  }

  /** A promise that nobody asked for still must not become an unhandled rejection of the process. */
  #guardOrphan(type: string, result: Promise<unknown>): void {
    result.catch((error: unknown) => {
      log("error", "baton::actor", "a reply that nobody asked for failed", {
        actor: this.path,
        message_type: type,
        error: String(error),
      });
    });
  }

  #wakeWaiters(): void {
    const waiters = this.#freeWaiters as (() => void)[];
    while (waiters.length > 0 && (this.state === "stopped" || this.#fits(0)))
      (waiters.shift() as () => void)();
    if (waiters.length === 0) this.#freeWaiters = undefined;
  }

  become(handlers: AnyHandlers): void {
    this.#handlers = handlers;
  }

  // ---- starting, crashing, restarting -------------------------------------------------------------------------

  start(): void {
    this.state = "starting";
    const generation = this.generation;
    let waiting: unknown;
    try {
      waiting = this.#actor.started?.(this.context);
    } catch (error) {
      this.crash(error);
      return;
    }
    if (!(waiting instanceof Promise)) {
      this.#started();
      return;
    }
    waiting.then(
      () => generation === this.generation && this.state === "starting" && this.#started(),
      (error: unknown) => generation === this.generation && this.state === "starting" && this.crash(error),
    );
  }

  #started(): void {
    this.state = "running";
    for (const reply of this.#readiness?.waiting ?? []) reply.resolve(undefined);
    this.#readiness = undefined;
    if (!this.#scheduled && this.#hasWork()) this.#schedule();
  }

  /** Resolves once running; rejects when it never will be. */
  ready(): Promise<void> {
    if (this.state === "running") return Promise.resolve();
    if (this.state === "stopping" || this.state === "stopped") {
      return Promise.reject(
        this.#readiness?.failure ?? askFault("BATON_ASK_STOPPED", `${this.path} has stopped`),
      );
    }
    this.#readiness ??= { waiting: [], failure: undefined };
    const reply = new Reply();
    this.#readiness.waiting.push(reply);
    return reply.promise as Promise<void>;
  }

  /** The instance failed: it is given up, and the owner decides what follows. */
  crash(error: unknown): void {
    if (this.state === "stopped" || this.state === "restarting") return;
    log("error", "baton::actor", "actor crashed", { actor: this.path, error: errorText(error) });
    this.host.crashed(this.path, error);
    const wasStopping = this.state === "stopping";
    this.#readiness ??= { waiting: [], failure: error };
    this.#readiness.failure = error;
    if (wasStopping) {
      this.#whenEmpty?.(); // its stop goes on without what is left in the mailbox
      return;
    }
    this.state = "restarting";
    this.#endIncarnation("crashed");
    if (this.parent) this.parent.childCrashed(this, error);
    else this.host.escalated(error);
  }

  #endIncarnation(why: "crashed" | "stopped"): void {
    this.generation++;
    for (const timer of this.#timers ?? []) timer.cancel();
    this.#timers = undefined;
    this.pending = 0;
    const open =
      why === "stopped"
        ? askFault("BATON_ASK_STOPPED", `${this.path} stopped before it replied`)
        : crashFault(this.path, "another message", "the actor was rebuilt");
    for (const reply of this.#replies ?? []) reply.reject(open);
    this.#replies = undefined;
  }

  childCrashed(child: Cell, error: unknown): void {
    if (this.state === "stopping" || this.state === "stopped" || child.#restart === "never") {
      void child.terminate("crashed");
      return;
    }
    this.#intensity ??= new RestartIntensity(this.#actor.supervision);
    const decision = this.#intensity.decide(this.host.clock.monotonicMs());
    if (decision.kind === "escalate") {
      void child.terminate("crashed");
      this.crash(new Error(`${child.path} crashed too often`, { cause: error }));
      return;
    }
    const at = this.children.indexOf(child);
    const strategy = this.#intensity.strategy;
    const affected =
      strategy === "one_for_one"
        ? [child]
        : strategy === "one_for_all"
          ? [...this.children]
          : this.children.slice(at);
    void this.#restartAll(affected, decision.delayMs);
  }

  async #restartAll(affected: readonly Cell[], delayMs: number): Promise<void> {
    for (const cell of affected.toReversed()) await cell.#suspend();
    if (delayMs > 0) await new Promise<void>((resolve) => this.host.clock.after(delayMs, resolve));
    for (const cell of affected) if (cell.state === "restarting") cell.#rebuild();
  }

  /** Ends the instance, keeps mailbox and address. */
  async #suspend(): Promise<void> {
    if (this.state === "stopped" || this.state === "stopping") return;
    if (this.state !== "restarting") {
      this.state = "restarting";
      this.#endIncarnation("crashed");
    }
    await this.#stopChildren("immediate");
    await this.#runStopped();
  }

  #rebuild(): void {
    this.#restarts++;
    try {
      this.#actor = this.#factory();
      this.#handlers = this.#actor.handlers;
      this.#mailbox = this.#actor.mailbox ?? DEFAULT_MAILBOX;
      this.#intensity = undefined;
    } catch (error) {
      this.state = "starting";
      this.crash(error);
      return;
    }
    this.start();
  }

  // ---- stopping -----------------------------------------------------------------------------------------------

  stop(mode: "graceful" | "immediate" = "graceful"): Promise<void> {
    if (this.state === "stopped") return Promise.resolve();
    this.#stop ??= this.#stopNow(mode);
    return this.#stop;
  }

  async #stopNow(mode: "graceful" | "immediate"): Promise<void> {
    if (mode === "graceful" && this.state === "starting") await this.ready().catch(() => {});
    const wasRunning = this.state === "running";
    if (this.state === "restarting") this.state = "stopping";
    if (wasRunning) {
      this.state = "stopping";
      if (mode === "graceful") await this.#runStopping();
    }
    await this.#stopChildren(mode);
    if (wasRunning && mode === "graceful") await this.#drained();
    await this.terminate("stopped");
  }

  async #runStopping(): Promise<void> {
    try {
      await this.#actor.stopping?.(this.context);
    } catch (error) {
      log("error", "baton::actor", "stopping failed", { actor: this.path, error: errorText(error) });
    }
  }

  #drained(): Promise<void> {
    if (this.#isEmpty()) return Promise.resolve();
    if (!this.#scheduled && this.#hasWork()) this.#schedule();
    return new Promise((resolve) => {
      this.#whenEmpty = resolve;
    });
  }

  async #stopChildren(mode: "graceful" | "immediate"): Promise<void> {
    for (const child of this.children.toReversed()) await child.stop(mode);
  }

  async #runStopped(): Promise<void> {
    try {
      await this.#actor.stopped?.();
    } catch (error) {
      log("error", "baton::actor", "stopped failed", { actor: this.path, error: errorText(error) });
    }
  }

  /** The end: refuses everything, answers every open ask, tells who watches. */
  async terminate(reason: Terminated["reason"]): Promise<void> {
    if (this.state === "stopped") return;
    if (reason === "crashed") await this.#stopChildren("immediate");
    this.state = "stopped";
    this.#endIncarnation("stopped");
    for (const lane of [this.#ordinary, this.#priority]) {
      while (lane?.take() !== undefined) {
        if (!(lane.extra instanceof Own))
          this.#forget(lane.extra as Extra | undefined, "BATON_ASK_STOPPED", "stopped");
      }
    }
    await this.#runStopped();
    if (this.#freeWaiters) this.#wakeWaiters();
    for (const reply of this.#readiness?.waiting ?? [])
      reply.reject(this.#readiness?.failure ?? askFault("BATON_ASK_STOPPED", this.path));
    const siblings = this.parent?.children;
    if (siblings?.includes(this)) siblings.splice(siblings.indexOf(this), 1);
    for (const tell of this.#watchers ?? []) tell({ path: this.path, reason });
    this.#watchers = undefined;
  }

  onEnd(tell: (ended: Terminated) => void): void {
    if (this.state === "stopped") tell({ path: this.path, reason: "stopped" });
    else {
      this.#watchers ??= [];
      this.#watchers.push(tell);
    }
  }

  // ---- for the context ----------------------------------------------------------------------------------------

  addChild(name: string, factory: AnyFactory, restart: RestartPolicy): Cell {
    if (this.children.some((child) => child.name === name))
      throw new Error(`${this.path} already has a child ${name}`);
    const child = new Cell(this.host, { name, parent: this, factory, restart });
    this.children.push(child);
    child.start();
    return child;
  }

  keepTimer(timer: { cancel(): void }): void {
    this.#timers ??= new Set();
    this.#timers.add(timer);
  }

  dropTimer(timer: { cancel(): void }): void {
    this.#timers?.delete(timer);
  }

  /** Piped work ended: the ordinary lane may move again. */
  pipeEnded(generation: number): void {
    if (generation !== this.generation) return;
    this.pending--;
    if (!this.#scheduled && this.#hasWork()) this.#schedule();
  }

  stats(): ActorStats {
    return {
      path: this.path,
      arbiter: this.host.arbiter,
      state: this.state,
      depth: this.#ordinary.size + (this.#priority?.size ?? 0),
      highWater: this.#highWater,
      capacity: this.#mailbox.capacity,
      bytes: this.#bytes,
      handled: this.#handled,
      refused: this.#refused,
      dropped: this.#dropped,
      restarts: this.#restarts,
      pending: this.pending,
      handlingMs: this.#handlingMs,
    };
  }
}

function crashFault(path: string, what: string, cause: unknown): Fault {
  return new Fault(`${path} crashed handling ${what}`, {
    code: "BATON_ACTOR_CRASHED",
    source: "local",
    cause,
  });
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}
