import type { Actor, ActorFactory, Handlers } from "./actor.ts";
import type { Address } from "./address.ts";
import { type Cell, Own } from "./cell.ts";
import type { Timer } from "./clock.ts";
import type { Context, SpawnOptions } from "./context.ts";
import { type KernelAddress, LocalAddress } from "./local-address.ts";

/** The context of one cell. Its types are laid over it by `Context<P>`. */
// biome-ignore lint/suspicious/noExplicitAny: one class serves every protocol
export class CellContext implements Context<any> {
  readonly #cell: Cell;

  constructor(cell: Cell) {
    this.#cell = cell;
  }

  get self(): LocalAddress {
    return this.#cell.address;
  }

  get pending(): number {
    return this.#cell.pending;
  }

  get asked(): boolean {
    return this.#cell.asked;
  }

  now(): number {
    return this.#cell.host.clock.nowMs();
  }

  monotonic(): number {
    return this.#cell.host.clock.monotonicMs();
  }

  // biome-ignore lint/suspicious/noExplicitAny: see the class
  become(handlers: Handlers<any>): void {
    this.#cell.become(handlers);
  }

  spawn<C>(name: string, actor: Actor<C> | ActorFactory<C>, options?: SpawnOptions): Address<C> {
    const rebuildable = typeof actor === "function";
    const factory = rebuildable ? actor : () => actor;
    const restart = rebuildable ? (options?.restart ?? "on_crash") : "never";
    return this.#cell.addChild(name, factory, restart).address as unknown as Address<C>;
  }

  ready(child: { readonly path: string }): Promise<void> {
    return child instanceof LocalAddress ? child.cell.ready() : Promise.resolve();
  }

  stop(child?: { readonly path: string }): Promise<void> {
    if (child === undefined) return this.#cell.stop();
    const cell = this.#cell.children.find((candidate) => candidate.path === child.path);
    return cell ? cell.stop() : Promise.resolve();
  }

  after(delayMs: number, type: string, message?: unknown): Timer {
    const cell = this.#cell;
    const own = new Own(cell.generation);
    const timer: Timer = cell.host.clock.after(delayMs, () => {
      cell.dropTimer(timer);
      cell.offerOwn(type, message, own);
    });
    cell.keepTimer(timer);
    return {
      cancel: () => {
        timer.cancel();
        cell.dropTimer(timer);
      },
    };
  }

  every(intervalMs: number, type: string, message?: unknown): Timer {
    const cell = this.#cell;
    let waiting = false;
    let cancelled = false;
    const own = new Own(cell.generation, () => {
      waiting = false;
    });
    let running: Timer;
    const timer: Timer = {
      cancel: () => {
        cancelled = true;
        running.cancel();
        cell.dropTimer(timer);
      },
    };
    const tick = (): void => {
      if (cancelled) return;
      running = cell.host.clock.after(intervalMs, tick);
      if (waiting) return;
      waiting = true;
      cell.offerOwn(type, message, own);
    };
    running = cell.host.clock.after(intervalMs, tick);
    cell.keepTimer(timer);
    return timer;
  }

  pipe(work: Promise<unknown>, type: string): void {
    const cell = this.#cell;
    const own = new Own(cell.generation);
    cell.pending++;
    const arrived = (result: unknown): void => {
      cell.offerOwn(type, result, own);
      cell.pipeEnded(own.generation);
    };
    work.then(
      (value) => arrived({ ok: true, value }),
      (error: unknown) => arrived({ ok: false, error }),
    );
  }

  sendWhenFree(to: { readonly path: string }, type: string, message: readonly unknown[], then: string): void {
    const target = to as unknown as KernelAddress;
    const attempt = new Promise<boolean>((resolve) => {
      let tries = 0;
      const next = (): void => {
        if (target.offer(type, message[0])) resolve(true);
        else if (tries++ > 0 && isStopped(target)) resolve(false);
        else target.onceFree(next);
      };
      next();
    });
    this.pipe(attempt, then);
  }

  watch(other: { readonly path: string }, type: string): void {
    const cell = this.#cell;
    const own = new Own(cell.generation);
    (other as unknown as KernelAddress).onEnd((ended) => cell.offerOwn(type, ended, own));
  }
}

function isStopped(target: KernelAddress): boolean {
  return target instanceof LocalAddress
    ? target.cell.state === "stopped"
    : (target as { ended?: boolean }).ended === true;
}
