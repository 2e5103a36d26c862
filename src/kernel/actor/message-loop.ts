import { log } from "../telemetry/log.ts";
import { DEFAULT_MAILBOX } from "./actor.ts";
import type { CellContext } from "./cell-context.ts";
import type { CellHost } from "./cell-host.ts";
import type { Runnable } from "./dispatcher.ts";
import { type Extra, type Origin, Own } from "./extra.ts";
import { Inbox, type InboxOwner } from "./inbox.ts";
import type { Incarnation } from "./incarnation.ts";
import { Later } from "./later.ts";
import { askFault, crashFault, type OpenReply, Unasked } from "./reply.ts";

/**
 * How messages reach an actor's handlers: from its mailbox, one at a time, in the turns that the dispatcher gives.
 *
 * Invariants: 1. A handler never runs inside another handler of the same actor. 2. `#scheduled` is true exactly while
 * the dispatcher holds the actor. 3. Handlers run only while `open`.
 */
export abstract class MessageLoop implements Runnable, InboxOwner {
  readonly host: CellHost;
  readonly path: string;
  readonly inbox: Inbox;
  incarnation: Incarnation;
  busy = false;
  /** Whether the message being handled wants a reply. */
  asked = false;
  /** Whether handlers may run. */
  protected open = false;
  protected handled = 0;
  protected handlingMs = 0;
  #scheduled = false;
  #drained: (() => void) | undefined;

  constructor(host: CellHost, path: string, incarnation: Incarnation) {
    this.host = host;
    this.path = path;
    this.incarnation = incarnation;
    this.inbox = new Inbox(this, incarnation.actor.mailbox ?? DEFAULT_MAILBOX);
  }

  abstract get context(): CellContext;
  abstract crash(error: unknown): void;

  // ---- receiving ----------------------------------------------------------------------------------------------

  /** @returns false when refused */
  offer(type: string, message: unknown, reply: OpenReply | undefined): boolean {
    if (!this.inbox.offer(type, message, reply)) return false;
    if (!this.#scheduled && this.open) this.#schedule();
    return true;
  }

  /** Takes a message from another Arbiter, whose place was reserved. */
  accept(type: string, message: unknown, reply: OpenReply | undefined, bytes: number, origin: Origin): void {
    if (this.inbox.sealed) {
      reply?.reject(askFault("BATON_ASK_STOPPED", `${this.path} has stopped`));
      return;
    }
    this.inbox.accept(type, message, reply, bytes, origin);
    if (!this.#scheduled && this.open) this.#schedule();
  }

  /** Takes what the actor sent itself; void once the instance has ended. */
  offerOwn(type: string, message: unknown, own: Own): void {
    if (!own.incarnation.alive || this.inbox.sealed) return;
    this.inbox.offerOwn(type, message, own);
    if (!this.#scheduled && this.open) this.#schedule();
  }

  /** Piped work ended: the ordinary lane may move again. */
  pipeEnded(incarnation: Incarnation): void {
    if (!incarnation.alive) return;
    incarnation.pending--;
    this.wake();
  }

  protected wake(): void {
    if (!this.#scheduled && this.open && this.#hasWork()) this.#schedule();
  }

  #schedule(): void {
    this.#scheduled = true;
    this.host.dispatcher.schedule(this);
  }

  // ---- handling -----------------------------------------------------------------------------------------------

  run(budget: number): boolean {
    const startedMs = this.host.watching ? performance.now() : 0;
    for (let left = budget; left > 0 && this.open; left--) if (!this.#handleNext()) break;
    if (startedMs !== 0) this.handlingMs += performance.now() - startedMs;
    this.#scheduled = this.open && this.#hasWork();
    if (this.#drained !== undefined && this.inbox.size === 0) this.#drained();
    return this.#scheduled;
  }

  #hasWork(): boolean {
    return this.inbox.hasPriority || (this.inbox.ordinarySize > 0 && this.#hasCapacity());
  }

  #hasCapacity(): boolean {
    return this.incarnation.pending < (this.inbox.options.inFlight ?? Number.POSITIVE_INFINITY);
  }

  #handleNext(): boolean {
    const inbox = this.inbox;
    const type = inbox.take(this.#hasCapacity());
    if (type === undefined) return false;
    const { message, extra } = inbox;
    inbox.message = undefined;
    inbox.extra = undefined;
    if (extra === undefined) this.#handle(type, message, undefined);
    else if (extra instanceof Own) {
      if (extra.incarnation.alive) this.#handle(type, message, undefined);
    } else {
      const { reply } = extra as Extra;
      if (!reply?.settled) this.#handle(type, message, reply); // else its asker has given up
    }
    return true;
  }

  #handle(type: string, message: unknown, reply: OpenReply | undefined): void {
    const { incarnation } = this;
    this.asked = reply !== undefined;
    this.handled++;
    this.busy = true;
    try {
      const handler = incarnation.handlers[type];
      if (handler === undefined) throw new Error(`${this.path} has no handler for ${JSON.stringify(type)}`);
      const result = (handler as (message: unknown, ctx: unknown) => unknown)(message, this.context);
      if (result instanceof Later) this.#awaitLater(type, reply, result, incarnation);
      else if (result instanceof Promise) this.#await(type, reply, result, incarnation);
      else reply?.resolve(result);
    } catch (error) {
      reply?.reject(crashFault(this.path, type, error));
      if (incarnation.alive) this.crash(error);
    } finally {
      this.busy = false;
    }
  }

  #await(
    type: string,
    reply: OpenReply | undefined,
    result: Promise<unknown>,
    incarnation: Incarnation,
  ): void {
    if (reply !== undefined && incarnation.alive) {
      incarnation.owe(reply, result);
      return;
    }
    reply?.reject(this.#ended(type));
    // A promise that nobody waits for still must not become an unhandled rejection of the process.
    result.catch((error: unknown) => this.#complain(type, error));
  }

  #awaitLater(
    type: string,
    reply: OpenReply | undefined,
    later: Later<unknown>,
    incarnation: Incarnation,
  ): void {
    if (incarnation.alive) {
      incarnation.oweLater(reply ?? new Unasked((error) => this.#complain(type, error)), later);
    } else reply?.reject(this.#ended(type));
  }

  #ended(type: string): unknown {
    return askFault("BATON_ASK_STOPPED", `${this.path} ended while it handled ${type}`);
  }

  #complain(type: string, error: unknown): void {
    log("error", "baton::actor", "a reply that nobody asked for failed", {
      actor: this.path,
      message_type: type,
      error: String(error),
    });
  }

  /** Resolves once the mailbox is empty, or has been given up. */
  protected drain(): Promise<void> {
    this.wake();
    return new Promise((resolve) => {
      this.#drained = resolve;
    });
  }

  protected giveUpDraining(): void {
    this.#drained?.();
  }
}
