import type { Actor, ActorFactory, Handlers } from "./actor.ts";
import type { Address, AskOptions } from "./address.ts";
import type { Cell } from "./cell.ts";
import type { Timer } from "./clock.ts";
import type { Context, SpawnOptions } from "./context.ts";
import { Own } from "./extra.ts";
import type { Incarnation } from "./incarnation.ts";
import { Forwarded, type Later } from "./later.ts";
import { type KernelAddress, LocalAddress } from "./local-address.ts";
import { PipedReply } from "./piped-reply.ts";
import type { OpenReply } from "./reply.ts";
import { GRACEFUL, GRACEFUL_LIMIT_MS } from "./stopping.ts";

const CANCELLED: Timer = { cancel: () => {} };

/**
 * The context of one instance. Its types are laid over it by `Context<P>`. Once the instance has ended, it starts nothing any more:
 * what an old one does late must not reach the one that took its place.
 */
// biome-ignore lint/suspicious/noExplicitAny: one class serves every protocol
export class CellContext implements Context<any> {
  readonly #cell: Cell;
  readonly #incarnation: Incarnation;

  constructor(cell: Cell, incarnation: Incarnation) {
    this.#cell = cell;
    this.#incarnation = incarnation;
  }

  get self(): LocalAddress {
    return this.#cell.address;
  }

  get pending(): number {
    return this.#incarnation.pending;
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
    this.#incarnation.handlers = handlers;
  }

  spawn<C>(name: string, actor: Actor<C> | ActorFactory<C>, options?: SpawnOptions): Address<C> {
    if (!this.#incarnation.alive) throw new Error(`${this.#cell.path} has ended: it cannot own ${name}`);
    const rebuildable = typeof actor === "function";
    const factory = rebuildable ? actor : () => actor;
    const restart = rebuildable ? (options?.restart ?? "on_crash") : "never";
    return this.#cell.addChild(name, factory, restart).address as unknown as Address<C>;
  }

  ready(child: { readonly path: string }): Promise<void> {
    return child instanceof LocalAddress ? child.cell.ready() : Promise.resolve();
  }

  stop(child?: { readonly path: string }): Promise<void> {
    if (child === undefined)
      return this.#incarnation.alive ? this.#cell.stop(GRACEFUL, GRACEFUL_LIMIT_MS) : Promise.resolve();
    const cell = this.#cell.children.all().find((candidate) => candidate.path === child.path);
    return cell ? cell.stop(GRACEFUL, GRACEFUL_LIMIT_MS) : Promise.resolve();
  }

  after(delayMs: number, type: string, message?: unknown): Timer {
    const cell = this.#cell;
    const incarnation = this.#incarnation;
    if (!incarnation.alive) return CANCELLED;
    const own = new Own(incarnation);
    const timer: Timer = cell.host.clock.after(delayMs, () => {
      incarnation.disown(timer);
      cell.offerOwn(type, message, own);
    });
    incarnation.own(timer);
    return {
      cancel: () => {
        timer.cancel();
        incarnation.disown(timer);
      },
    };
  }

  every(intervalMs: number, type: string, message?: unknown): Timer {
    const cell = this.#cell;
    const incarnation = this.#incarnation;
    if (!incarnation.alive) return CANCELLED;
    let waiting = false;
    const own = new Own(incarnation, () => {
      waiting = false;
    });
    let running: Timer;
    const timer: Timer = {
      cancel: () => {
        running.cancel();
        incarnation.disown(timer);
      },
    };
    const tick = (): void => {
      running = cell.host.clock.after(intervalMs, tick);
      if (waiting) return;
      waiting = true;
      cell.offerOwn(type, message, own);
    };
    running = cell.host.clock.after(intervalMs, tick);
    incarnation.own(timer);
    return timer;
  }

  ask(to: unknown, type: string, message: unknown, options: AskOptions, then: string): void {
    const incarnation = this.#incarnation;
    if (!incarnation.alive) return;
    incarnation.pending++;
    askFor(new PipedReply(this.#cell, new Own(incarnation), then, message), to, type, message, options);
  }

  // biome-ignore lint/suspicious/noExplicitAny: see the class
  forward(to: unknown, type: string, message: unknown, options: AskOptions, convert: any): Later<any> {
    const forwarded = new Forwarded(convert);
    if (this.#incarnation.alive) askFor(forwarded, to, type, message, options);
    return forwarded.later;
  }

  pipe(work: Promise<unknown>, type: string): void {
    const cell = this.#cell;
    const incarnation = this.#incarnation;
    if (incarnation.alive) incarnation.pending++;
    const own = new Own(incarnation);
    const arrived = (result: unknown): void => {
      cell.offerOwn(type, result, own);
      cell.pipeEnded(incarnation);
    };
    work.then(
      (value) => arrived({ ok: true, value }),
      (error: unknown) => arrived({ ok: false, error }),
    );
  }

  sendWhenFree(to: { readonly path: string }, type: string, message: readonly unknown[], then: string): void {
    const incarnation = this.#incarnation;
    if (!incarnation.alive) return;
    const target = to as unknown as KernelAddress;
    const sent = Promise.withResolvers<boolean>();
    let forget = (): void => {};
    const wait = { cancel: () => forget() };
    const settle = (taken: boolean): void => {
      incarnation.disown(wait);
      sent.resolve(taken);
    };
    const attempt = (): void => {
      if (!incarnation.alive) return;
      if (target.offer(type, message[0])) settle(true);
      else if (target.closed) settle(false);
      else forget = target.onceFree(attempt, type, message[0]);
    };
    incarnation.own(wait);
    if (target.closed) settle(false);
    else forget = target.onceFree(attempt, type, message[0]); // behind those that wait already
    this.pipe(sent.promise, then);
  }

  watch(other: { readonly path: string }, type: string): void {
    const cell = this.#cell;
    const incarnation = this.#incarnation;
    if (!incarnation.alive) return;
    const own = new Own(incarnation);
    const subscription = { cancel: (): void => {} };
    incarnation.own(subscription);
    subscription.cancel = (other as unknown as KernelAddress).onEnd((ended) => {
      incarnation.disown(subscription);
      cell.offerOwn(type, ended, own);
    });
  }
}

/** Asks with a reply of our own; another Arbiter can only be asked with a promise. */
function askFor(reply: OpenReply, to: unknown, type: string, message: unknown, options: AskOptions): void {
  if (to instanceof LocalAddress) {
    to.askFor(reply, type, message, options.timeoutMs);
    return;
  }
  const asked = (to as Address<Record<string, (message: unknown) => unknown>>).ask(type, message, options);
  asked.then(
    (value) => reply.resolve(value),
    (error: unknown) => reply.reject(error),
  );
}
