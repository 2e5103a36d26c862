import type { Actor, ActorFactory, Handlers } from "./actor.ts";
import type { Address, AskOptions } from "./address.ts";
import type { Timer } from "./clock.ts";
import type { Later } from "./later.ts";
import type { MessageArgs, MessageName, MessageOf, ReplyOf } from "./protocol.ts";
import type { RestartPolicy } from "./supervision.ts";

export interface SpawnOptions {
  /** Default `on_crash` for a factory; an instance cannot be rebuilt, so `never`. */
  readonly restart?: RestartPolicy;
}

/** Why a watched actor ended. */
export interface Terminated {
  readonly path: string;
  readonly reason: "stopped" | "crashed" | "arbiter_lost";
}

/** Message names of `P` whose message is `M`. */
type NamesTaking<P, M> = {
  [K in MessageName<P>]: MessageArgs<P, K> extends [infer T] ? (M extends T ? K : never) : never;
}[MessageName<P>];

/** How piped work came out. */
export type Piped<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: unknown };

/** How an ask came out, and what was asked. */
export type Answered<M, R> = Piped<R> & { readonly message: M };

/**
 * What an actor can do, from within its handlers and hooks. All it starts belongs to it: timers, piped work and
 * children end with it, and a restart begins without them.
 */
export interface Context<P> {
  readonly self: Address<P>;
  /** Wall time, Unix milliseconds. */
  now(): number;
  /** Monotonic milliseconds. */
  monotonic(): number;

  /** Handles the next messages with other functions. */
  become(handlers: Handlers<P>): void;

  /** Creates a child. Children start in the order of these calls and stop in reverse. */
  spawn<C>(name: string, actor: Actor<C> | ActorFactory<C>, options?: SpawnOptions): Address<C>;
  /** Resolves when a child has started; rejects with what its start failed with, once no restart follows. */
  ready(child: Address<never> | Address<unknown>): Promise<void>;
  /** Stops this actor, or one of its children, gracefully. */
  stop(child?: { readonly path: string }): Promise<void>;

  /** Sends itself a message once. */
  after<K extends MessageName<P>>(delayMs: number, type: K, ...message: MessageArgs<P, K>): Timer;
  /**
   * Sends itself a message again and again. A tick that finds the one before it still waiting is left out, so a
   * thawed or late process gets one tick, not a burst.
   */
  every<K extends MessageName<P>>(intervalMs: number, type: K, ...message: MessageArgs<P, K>): Timer;

  /**
   * Asks another actor and lets the outcome come back as a message on the priority lane, with what was asked: `address.ask`
   * and `pipe` in one, without their promises.
   */
  ask<Q, K extends MessageName<Q>, T extends NamesTaking<P, Answered<MessageOf<Q, K>, ReplyOf<Q, K>>>>(
    to: Address<Q>,
    type: K,
    message: MessageOf<Q, K>,
    options: AskOptions,
    then: T,
  ): void;
  /**
   * Asks another actor, and is itself the reply to the message being handled: what `convert` makes of the other's. Where that
   * fails, or `convert` throws, so does the reply. `convert` runs between messages, when the reply comes.
   */
  forward<Q, K extends MessageName<Q>, R>(
    to: Address<Q>,
    type: K,
    message: MessageOf<Q, K>,
    options: AskOptions,
    convert: (reply: ReplyOf<Q, K>) => R,
  ): Later<R>;
  /** Lets a promise's outcome come back as a message on the priority lane. */
  pipe<T, K extends NamesTaking<P, Piped<T>>>(work: Promise<T>, type: K): void;
  /** Sends as soon as the other mailbox takes it; the outcome (`false`: it stopped) is piped back. */
  sendWhenFree<Q, K extends MessageName<Q>, B extends NamesTaking<P, Piped<boolean>>>(
    to: Address<Q>,
    type: K,
    message: MessageArgs<Q, K>,
    then: B,
  ): void;

  /** Has a message sent to itself when the other actor has ended for good. */
  watch<K extends NamesTaking<P, Terminated>>(other: { readonly path: string }, type: K): void;
  /** Piped work still outstanding. */
  readonly pending: number;
}
