import type { Cell } from "./cell.ts";
import type { Clock } from "./clock.ts";
import type { Incarnation } from "./incarnation.ts";
import type { Urgency } from "./stopping.ts";
import { RestartIntensity, type SupervisionOptions } from "./supervision.ts";

/**
 * The children of one actor, in the order of their start, and what is done when one of them crashes.
 *
 * Invariants: 1. Children affected by one another's crashes end in reverse and start in order: there is one plan
 * for them, which a crash on the way extends, so no child starts before one that comes before it. 2. A plan ends with the
 * instance of the owner that made it.
 */
export class Children {
  readonly #cells = new Map<string, Cell>();
  #intensity: RestartIntensity | undefined;
  /** Cells to be rebuilt together, and the run that does it; a newer run takes over. */
  readonly #plan = new Set<Cell>();
  #run = 0;

  get(name: string): Cell | undefined {
    return this.#cells.get(name);
  }

  all(): Cell[] {
    return [...this.#cells.values()];
  }

  add(cell: Cell): void {
    this.#cells.set(cell.name, cell);
  }

  remove(cell: Cell): void {
    if (this.#cells.get(cell.name) === cell) this.#cells.delete(cell.name);
  }

  /** The owner has been rebuilt: it counts anew. */
  renewed(): void {
    this.#intensity = undefined;
    this.#plan.clear();
  }

  /**
   * Restarts whom the strategy says.
   * @returns false when that would be too often: the child has been ended, and the owner's crash is to follow
   */
  crashed(child: Cell, owner: Incarnation, clock: Clock): boolean {
    const supervision: SupervisionOptions | undefined = owner.actor.supervision;
    this.#intensity ??= new RestartIntensity(supervision);
    const decision = this.#intensity.decide(clock.monotonicMs());
    if (decision.kind === "escalate") {
      void child.terminate("crashed");
      return false;
    }
    const { strategy } = this.#intensity;
    if (strategy === "one_for_one") {
      void this.#restartOne(child, decision.delayMs, owner, clock);
      return true;
    }
    const cells = this.all();
    const affected = strategy === "one_for_all" ? cells : cells.slice(cells.indexOf(child));
    for (const cell of affected) this.#plan.add(cell);
    void this.#restartPlanned(decision.delayMs, owner, clock);
    return true;
  }

  async #restartOne(child: Cell, delayMs: number, owner: Incarnation, clock: Clock): Promise<void> {
    await child.suspend();
    await pause(delayMs, owner, clock);
    if (owner.alive) child.rebuild();
  }

  async #restartPlanned(delayMs: number, owner: Incarnation, clock: Clock): Promise<void> {
    const run = ++this.#run;
    const overtaken = (): boolean => run !== this.#run || !owner.alive;
    for (const cell of this.#planned().toReversed()) {
      await cell.suspend();
      if (overtaken()) return;
    }
    await pause(delayMs, owner, clock);
    for (const cell of this.#planned()) {
      if (overtaken()) return;
      this.#plan.delete(cell);
      cell.rebuild();
    }
  }

  #planned(): Cell[] {
    return this.all().filter((cell) => this.#plan.has(cell));
  }

  /** Stops them one after the other, the last started first; those that come meanwhile too. */
  async stopAll(urgency: () => Urgency): Promise<void> {
    while (this.#cells.size > 0) {
      for (const cell of this.all().toReversed()) {
        await cell.stopWith(urgency());
        this.remove(cell);
      }
    }
  }

  hurry(urgency: Urgency): void {
    for (const cell of this.#cells.values()) cell.hurry(urgency);
  }
}

/** Ends early, and for good, with the owner's instance. */
function pause(delayMs: number, owner: Incarnation, clock: Clock): Promise<void> {
  if (delayMs <= 0 || !owner.alive) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.after(delayMs, () => {
      owner.disown(timer);
      resolve();
    });
    owner.own(timer);
  });
}
