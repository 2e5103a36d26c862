import type { Actor, ActorFactory } from "./actor.ts";
import type { Address } from "./address.ts";
import { Cell, type CellHost } from "./cell.ts";
import { type Clock, systemClock } from "./clock.ts";
import type { SpawnOptions } from "./context.ts";
import { type Dispatcher, LoopDispatcher } from "./dispatcher.ts";
import { Deadlines } from "./reply.ts";
import type { ActorStats } from "./stats.ts";
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

  constructor(options: SystemOptions = {}) {
    this.arbiter = options.arbiter ?? "main";
    this.clock = options.clock ?? systemClock;
    this.dispatcher = options.dispatcher ?? new LoopDispatcher();
    this.deadlines = new Deadlines(this.clock);
    this.#onCrash = options.onCrash;
    this.#onEscalated = options.onEscalated;
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

  /** Stops all actors, the last started first. */
  async stop(mode: "graceful" | "immediate" = "graceful"): Promise<void> {
    await this.#root.stop(mode);
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

  /** The address of a living actor, by its path. For tools and tests: actors are given the addresses they need. */
  find(path: string): Address<unknown> | undefined {
    let cell: Cell | undefined = this.#root;
    for (const name of path.split("/").slice(1)) cell = cell?.children.find((child) => child.name === name);
    return cell?.address as unknown as Address<unknown> | undefined;
  }

  /** All actors, owners before their children. */
  stats(): ActorStats[] {
    const all: ActorStats[] = [];
    const visit = (cell: Cell): void => {
      for (const child of cell.children) {
        all.push(child.stats());
        visit(child);
      }
    };
    visit(this.#root);
    return all;
  }
}
