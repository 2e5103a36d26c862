import { log } from "../telemetry/log.ts";
import type { Actor, ActorFactory } from "./actor.ts";
import type { Address } from "./address.ts";
import { Cell } from "./cell.ts";
import type { CellHost } from "./cell-host.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { SpawnOptions } from "./context.ts";
import { Deadlines } from "./deadlines.ts";
import { type Dispatcher, LoopDispatcher } from "./dispatcher.ts";
import type { ActorStats } from "./stats.ts";
import { GRACEFUL, GRACEFUL_LIMIT_MS, IMMEDIATE, IMMEDIATE_LIMIT_MS, type StopMode } from "./stopping.ts";
import type { SupervisionOptions } from "./supervision.ts";

export interface SystemOptions {
  /** Name of the thread, as it appears in statistics. */
  readonly arbiter?: string;
  readonly clock?: Clock;
  readonly dispatcher?: Dispatcher;
  /** How top-level actors are restarted. */
  readonly supervision?: SupervisionOptions;
  /** Told of every crash, contained or not. */
  readonly onCrash?: (path: string, error: unknown) => void;
  /** A crash that no owner contained. Without it, the error is thrown out of the event loop. */
  readonly onEscalated?: (error: unknown) => void;
  /** A stop went on without waiting for an actor's `stopped` hook any longer. */
  readonly onAbandoned?: (path: string) => void;
}

/** The actors of one thread: their clock, their turns, and the owner of those that nobody else owns. */
export class ActorSystem implements CellHost {
  readonly arbiter: string;
  readonly clock: Clock;
  readonly dispatcher: Dispatcher;
  readonly deadlines: Deadlines;
  watching = false;
  readonly #root: Cell;
  readonly #onCrash: ((path: string, error: unknown) => void) | undefined;
  readonly #onEscalated: ((error: unknown) => void) | undefined;
  readonly #onAbandoned: ((path: string) => void) | undefined;

  constructor(options: SystemOptions = {}) {
    this.arbiter = options.arbiter ?? "main";
    this.clock = options.clock ?? systemClock;
    this.dispatcher = options.dispatcher ?? new LoopDispatcher();
    this.deadlines = new Deadlines(this.clock);
    this.#onCrash = options.onCrash;
    this.#onEscalated = options.onEscalated;
    this.#onAbandoned = options.onAbandoned;
    const supervision = options.supervision;
    const guardian: Actor<object> = supervision ? { handlers: {}, supervision } : { handlers: {} };
    this.#root = new Cell(this, { name: "", parent: undefined, factory: () => guardian, restart: "never" });
    this.#root.start();
  }

  /** Creates a top-level actor. Give a factory, or it cannot be restarted. */
  spawn<P>(name: string, actor: Actor<P> | ActorFactory<P>, options?: SpawnOptions): Address<P> {
    return this.#root.context.spawn(name, actor, options);
  }

  /** Resolves when the actor has started, rejects when it never will. */
  ready(address: { readonly path: string }): Promise<void> {
    return this.#root.context.ready(address);
  }

  /** Stops one top-level actor. */
  stopActor(address: { readonly path: string }): Promise<void> {
    return this.#root.context.stop(address);
  }

  /**
   * Stops all actors, the last started first. At the deadline a graceful stop becomes immediate; after 5 s more nothing is waited for
   * any longer, so that it always ends. A second call hurries the first.
   */
  async stop(mode: StopMode = "graceful", deadlineMs?: number): Promise<void> {
    await (mode === "graceful"
      ? this.#root.stop(GRACEFUL, deadlineMs ?? GRACEFUL_LIMIT_MS)
      : this.#root.stop(IMMEDIATE, deadlineMs ?? IMMEDIATE_LIMIT_MS));
    this.deadlines.close();
  }

  crashed(path: string, error: unknown): void {
    this.#onCrash?.(path, error);
  }

  escalated(error: unknown): void {
    if (this.#onEscalated) this.#onEscalated(error);
    else
      queueMicrotask(() => {
        throw error;
      });
  }

  abandoned(path: string): void {
    log("error", "baton::actor", "an actor did not stop in time and was given up", { actor: path });
    this.#onAbandoned?.(path);
  }

  /** The address of a living actor, by its path. For tools and tests: actors are given the addresses they need. */
  find(path: string): Address<unknown> | undefined {
    let cell: Cell | undefined = this.#root;
    for (const name of path.split("/").slice(1)) cell = cell?.children.get(name);
    return cell?.address as unknown as Address<unknown> | undefined;
  }

  /** All actors, owners before their children. */
  stats(): ActorStats[] {
    const all: ActorStats[] = [];
    const visit = (cell: Cell): void => {
      for (const child of cell.children.all()) {
        all.push(child.stats());
        visit(child);
      }
    };
    visit(this.#root);
    return all;
  }
}
