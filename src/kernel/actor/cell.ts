import { Fault } from "../base/fault.ts";
import { log } from "../telemetry/log.ts";
import { DEFAULT_MAILBOX } from "./actor.ts";
import { CellContext } from "./cell-context.ts";
import type { CellHost } from "./cell-host.ts";
import { Children } from "./children.ts";
import type { Terminated } from "./context.ts";
import { type AnyFactory, Incarnation } from "./incarnation.ts";
import { LocalAddress } from "./local-address.ts";
import { MessageLoop } from "./message-loop.ts";
import { Readiness } from "./readiness.ts";
import { askFault, crashFault, errorText } from "./reply.ts";
import type { ActorState, ActorStats } from "./stats.ts";
import { ABANDONED, GRACEFUL, IMMEDIATE, IMMEDIATE_LIMIT_MS, Stopping, type Urgency } from "./stopping.ts";
import type { RestartPolicy } from "./supervision.ts";
import { Watchers } from "./watchers.ts";

export interface CellOptions {
  readonly name: string;
  readonly parent: Cell | undefined;
  readonly factory: AnyFactory;
  readonly restart: RestartPolicy;
}

/**
 * One actor's place, and its state machine. The address points here; the mailbox stays, the instance inside is replaced at a
 * restart.
 *
 *     starting ─► running ⇄ restarting        any ─► stopping ─► stopped
 *
 * Invariants: 1. Handlers run while it is running, or draining for a graceful stop, and never in an instance that has crashed.
 * 2. After `stopped` nothing is accepted and every ask has been answered. 3. Children are stopped before their owner's
 * `stopped()` runs. 4. A stop ends: by itself, or by its deadline.
 */
export class Cell extends MessageLoop {
  readonly name: string;
  readonly parent: Cell | undefined;
  readonly address: LocalAddress;
  readonly watchers = new Watchers();
  state: ActorState = "starting";

  readonly #factory: AnyFactory;
  readonly #restart: RestartPolicy;
  #children: Children | undefined;
  #readiness: Readiness | undefined;
  #stopping: Stopping | undefined;
  #suspension: Stopping | undefined;
  #stop: Promise<void> | undefined;
  #ended: Promise<void> | undefined;
  #restarts = 0;

  constructor(host: CellHost, options: CellOptions) {
    const { name, parent, factory, restart } = options;
    const path = parent ? `${parent.path === "/" ? "" : parent.path}/${name}` : "/";
    super(host, path, new Incarnation(factory()));
    this.name = name;
    this.parent = parent;
    this.#factory = factory;
    this.#restart = restart;
    this.address = new LocalAddress(this);
  }

  get context(): CellContext {
    this.incarnation.context ??= new CellContext(this, this.incarnation);
    return this.incarnation.context;
  }

  // ---- starting, crashing, restarting -------------------------------------------------------------------------

  start(): void {
    const { incarnation } = this;
    const isCurrent = (): boolean => incarnation === this.incarnation && this.state === "starting";
    this.state = "starting";
    try {
      const waiting = incarnation.actor.started?.(this.context);
      if (!(waiting instanceof Promise)) {
        if (isCurrent()) this.#started();
        return;
      }
      waiting.then(
        () => isCurrent() && this.#started(),
        (error: unknown) => isCurrent() && this.crash(error),
      );
    } catch (error) {
      if (isCurrent()) this.crash(error);
    }
  }

  #started(): void {
    this.state = "running";
    this.open = true;
    this.#readiness?.resolve();
    this.#readiness = undefined;
    this.wake();
  }

  /** Resolves once running; rejects when it never will be. */
  ready(): Promise<void> {
    if (this.state === "running") return Promise.resolve();
    this.#readiness ??= new Readiness();
    if (this.state === "stopping" || this.state === "stopped") return this.#readiness.failed(this.path);
    return this.#readiness.wait();
  }

  /** The instance failed: it is given up, and the owner decides what follows. */
  crash(error: unknown): void {
    if (this.state === "stopped" || this.state === "restarting") return;
    if (!this.#isToldOf(error))
      log("error", "baton::actor", "actor crashed", { actor: this.path, error: errorText(error) });
    this.host.crashed(this.path, error);
    if (this.parent === undefined) {
      this.host.escalated(error); // the guardian itself is in order: what is left runs on until it is stopped
      return;
    }
    this.#readiness ??= new Readiness();
    this.#readiness.failure = error;
    this.open = false;
    if (this.state === "stopping") {
      this.giveUpDraining(); // its stop goes on without what is left in the mailbox
      return;
    }
    this.state = "restarting";
    this.incarnation.end(() => crashFault(this.path, "another message", error));
    if (this.#stopping) this.#readiness.reject(this.path);
    else this.parent.childCrashed(this, error);
  }

  /** The world did not let it start, nobody will try again, and whoever waits for it gets the fault: theirs to report. */
  #isToldOf(error: unknown): boolean {
    if (this.state !== "starting" || this.#restart !== "never" || !(error instanceof Fault)) return false;
    return this.#readiness?.isAwaited === true;
  }

  childCrashed(child: Cell, error: unknown): void {
    if (this.state === "stopping" || this.state === "stopped" || child.#restart === "never") {
      void child.terminate("crashed");
    } else if (!this.children.crashed(child, this.incarnation, this.host.clock)) {
      this.crash(new Error(`${child.path} crashed too often`, { cause: error }));
    }
  }

  /** Ends the instance, keeps mailbox and address. */
  suspend(): Promise<void> {
    if (this.#stopping !== undefined || this.state === "stopped") return Promise.resolve();
    this.incarnation.suspended ??= this.#suspend();
    return this.incarnation.suspended;
  }

  async #suspend(): Promise<void> {
    this.state = "restarting";
    this.open = false;
    this.incarnation.end(() => crashFault(this.path, "another message", "the actor was rebuilt"));
    const patience = new Stopping(this.host.clock, IMMEDIATE, (urgency) => this.#children?.hurry(urgency));
    this.#suspension = patience;
    patience.bound(IMMEDIATE_LIMIT_MS);
    await this.#children?.stopAll(() => patience.urgency);
    await this.#runStopped(patience);
    patience.close();
  }

  rebuild(): void {
    if (this.state !== "restarting" || this.#stopping !== undefined) return;
    this.#restarts++;
    try {
      this.incarnation = new Incarnation(this.#factory());
      this.inbox.options = this.incarnation.actor.mailbox ?? DEFAULT_MAILBOX;
      this.#children?.renewed();
    } catch (error) {
      this.state = "starting";
      this.crash(error);
      return;
    }
    this.start();
  }

  // ---- stopping -----------------------------------------------------------------------------------------------

  /** Stops it for good; a second call may hurry the first. */
  stop(urgency: Urgency, limitMs: number): Promise<void> {
    const work = this.stopWith(urgency);
    if (this.state !== "stopped") this.#stopping?.bound(limitMs);
    return work;
  }

  /** As part of the stop of its owner, who bounds it. */
  stopWith(urgency: Urgency): Promise<void> {
    if (this.#stop !== undefined) {
      this.hurry(urgency);
      return this.#stop;
    }
    const stopping = this.#patience(urgency);
    this.#stop = this.#ended ?? this.#runStop(stopping);
    return this.#stop;
  }

  /** Makes a stop that is under way more urgent. */
  hurry(urgency: Urgency): void {
    this.#stopping?.raise(urgency);
  }

  #patience(urgency: Urgency): Stopping {
    this.#stopping ??= new Stopping(this.host.clock, urgency, (raised) => {
      if (raised >= IMMEDIATE) this.open = false;
      this.#children?.hurry(raised);
    });
    this.#stopping.raise(urgency);
    return this.#stopping;
  }

  async #runStop(stopping: Stopping): Promise<void> {
    const ready = this.state === "starting" ? this.ready().catch(() => {}) : undefined;
    if (ready) await stopping.wait(ready, IMMEDIATE);
    const orderly = this.state === "running" && stopping.urgency === GRACEFUL;
    if (!orderly) this.open = false;
    this.state = "stopping";
    if (orderly) await stopping.wait(this.#runStopping(), IMMEDIATE);
    await this.#children?.stopAll(() => stopping.urgency);
    this.inbox.close();
    if (this.open && this.inbox.size > 0) await stopping.wait(this.drain(), IMMEDIATE);
    await this.terminate("stopped");
  }

  async #runStopping(): Promise<void> {
    try {
      await this.incarnation.actor.stopping?.(this.context);
    } catch (error) {
      log("error", "baton::actor", "stopping failed", { actor: this.path, error: errorText(error) });
    }
  }

  async #runStopped(patience: Stopping): Promise<void> {
    const waiting = this.incarnation.stopped((error) =>
      log("error", "baton::actor", "stopped failed", { actor: this.path, error: errorText(error) }),
    );
    if (waiting !== undefined && !(await patience.wait(waiting, ABANDONED))) this.host.abandoned(this.path);
  }

  /** The end: refuses everything, answers every open ask, tells who watches. */
  terminate(reason: Terminated["reason"]): Promise<void> {
    this.#ended ??= this.#end(reason, this.#patience(IMMEDIATE));
    return this.#ended;
  }

  async #end(reason: Terminated["reason"], stopping: Stopping): Promise<void> {
    if (this.#stop === undefined) stopping.bound(IMMEDIATE_LIMIT_MS);
    await this.#children?.stopAll(() => stopping.urgency);
    this.state = "stopped";
    this.open = false;
    this.incarnation.end(() => askFault("BATON_ASK_STOPPED", `${this.path} stopped before it replied`));
    this.inbox.seal();
    await this.#runStopped(stopping);
    stopping.close();
    this.#suspension?.close();
    this.#readiness?.reject(this.path);
    this.parent?.children.remove(this);
    this.watchers.tell({ path: this.path, reason });
  }

  // ---- for the context, and statistics

  get children(): Children {
    this.#children ??= new Children();
    return this.#children;
  }

  addChild(name: string, factory: AnyFactory, restart: RestartPolicy): Cell {
    if (this.state === "stopped") throw new Error(`${this.path} has stopped: it cannot own ${name}`);
    if (this.children.get(name)) throw new Error(`${this.path} already has a child ${name}`);
    const child = new Cell(this.host, { name, parent: this, factory, restart });
    this.children.add(child);
    child.start();
    return child;
  }

  stats(): ActorStats {
    const { inbox } = this;
    return {
      path: this.path,
      arbiter: this.host.arbiter,
      state: this.state,
      depth: inbox.size,
      highWater: inbox.highWater,
      capacity: inbox.options.capacity,
      bytes: inbox.bytes,
      handled: this.handled,
      refused: inbox.refused,
      dropped: inbox.dropped,
      restarts: this.#restarts,
      pending: this.incarnation.pending,
      handlingMs: this.handlingMs,
    };
  }
}
