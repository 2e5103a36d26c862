import { Few } from "../base/few.ts";
import type { Actor, ActorFactory, Handlers } from "./actor.ts";
import type { CellContext } from "./cell-context.ts";
import type { Debtor, Later } from "./later.ts";
import type { OpenReply } from "./reply.ts";

// biome-ignore lint/suspicious/noExplicitAny: cells hold actors of every protocol; types live at the addresses.
export type AnyActor = Actor<any>;
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyFactory = ActorFactory<any>;
// biome-ignore lint/suspicious/noExplicitAny: see above
export type AnyHandlers = Handlers<any>;

/** Something that ends with the instance that began it: a timer, a watch, a wait for room. */
export interface Owned {
  cancel(): void;
}

/** Open replies beyond which those whose askers have given up are looked for. */
const FIRST_SWEEP = 64;

/**
 * One instance of an actor, from its factory to its end, and all it has started. A restart ends it and builds the next;
 * what comes back late for an ended one is void.
 *
 * Invariants: 1. Once `alive` is false, no timer, watch or wait of it is left, and every reply it owed has been given.
 * 2. `stopped()` of an instance runs at most once.
 */
export class Incarnation implements Debtor {
  readonly actor: AnyActor;
  handlers: AnyHandlers;
  alive = true;
  /** Piped work outstanding. */
  pending = 0;
  context: CellContext | undefined;
  /** Resolves when it has been put aside for its successor. */
  suspended: Promise<void> | undefined;
  #owned: Set<Owned> | undefined;
  #replies: Few<OpenReply> | undefined;
  #sweepAt = FIRST_SWEEP;
  #stopped: Promise<void> | undefined;

  constructor(actor: AnyActor) {
    this.actor = actor;
    this.handlers = actor.handlers;
  }

  own(owned: Owned): void {
    this.#owned ??= new Set();
    this.#owned.add(owned);
  }

  disown(owned: Owned): void {
    this.#owned?.delete(owned);
  }

  /** Gives a handler's promise to its asker; answered as failed if the instance ends first. */
  owe(reply: OpenReply, result: Promise<unknown>): void {
    this.#keep(reply);
    result.then(
      (value) => {
        this.paid(reply);
        reply.resolve(value);
      },
      (error: unknown) => {
        this.paid(reply);
        reply.reject(error);
      },
    );
  }

  /** The same for a reply without a promise. */
  oweLater(reply: OpenReply, later: Later<unknown>): void {
    if (later.owe(reply, this)) this.#keep(later);
  }

  paid(reply: OpenReply): void {
    this.#replies?.delete(reply);
  }

  #keep(reply: OpenReply): void {
    this.#replies ??= new Few();
    const open = this.#replies;
    if (open.size >= this.#sweepAt) {
      for (const other of open) if (other.settled) open.delete(other);
      this.#sweepAt = Math.max(FIRST_SWEEP, open.size * 2);
    }
    open.add(reply);
  }

  /** Ends it: cancels what it started, and fails the replies it owes with `fault`. */
  end(fault: () => unknown): void {
    if (!this.alive) return;
    this.alive = false;
    this.pending = 0;
    const owned = this.#owned;
    this.#owned = undefined;
    for (const each of owned ?? []) each.cancel();
    if (this.#replies !== undefined && this.#replies.size > 0) {
      const reason = fault();
      for (const reply of this.#replies) reply.reject(reason);
    }
    this.#replies = undefined;
  }

  /** Runs the `stopped` hook, once. @returns undefined when there is nothing to wait for */
  stopped(failed: (error: unknown) => void): Promise<void> | undefined {
    if (this.#stopped !== undefined) return this.#stopped;
    this.#stopped = Promise.resolve();
    try {
      const waiting = this.actor.stopped?.();
      if (!(waiting instanceof Promise)) return undefined;
      this.#stopped = waiting.catch(failed);
      return this.#stopped;
    } catch (error) {
      failed(error);
      return undefined;
    }
  }
}
