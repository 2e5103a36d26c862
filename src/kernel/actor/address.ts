import type { MessageArgs, MessageName, ReplyOf } from "./protocol.ts";

/** Options of one ask; made by {@link within}, so that they can never be mistaken for a message. */
export class AskOptions {
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    this.timeoutMs = timeoutMs;
  }
}

/** Deadline of an ask: `address.ask("flush", within(500))`. Without it an ask waits 5 s. */
export function within(timeoutMs: number): AskOptions {
  return new AskOptions(timeoutMs);
}

const DEFAULT_ASK_TIMEOUT_MS = 5_000;

/**
 * Where messages to one actor are sent. It stays valid across restarts of the actor, and works the same from another
 * Arbiter. An address of an actor that understands more is an address of one that understands less, so a narrowed
 * view is plain assignment.
 */
export interface Address<P> {
  /** Place in the tree of owners, such as `/relay/hold`. Unique in the process at any one time. */
  readonly path: string;

  /**
   * Puts a message into the actor's mailbox. Never throws.
   * @returns `false` when it was refused: the mailbox is full, or the actor has stopped. The sender decides what that means.
   */
  send<K extends MessageName<P>>(type: K, ...message: MessageArgs<P, K>): boolean;

  /**
   * Sends a message and resolves with its reply. Rejects with a Fault: `BATON_ASK_REFUSED` (mailbox full),
   * `BATON_ASK_STOPPED` (actor stopped, before or while it held the question), `BATON_ASK_TIMEOUT`,
   * `BATON_ACTOR_CRASHED` (the handler threw), `BATON_ARBITER_LOST` (its thread died), `BATON_ASK_UNSENDABLE` (it holds what
   * cannot travel between threads).
   */
  ask<K extends MessageName<P>>(
    type: K,
    ...message: [...message: MessageArgs<P, K>, options?: AskOptions]
  ): Promise<ReplyOf<P, K>>;
}

/** Takes the options off the end of an ask's arguments. */
export function splitAskArgs(args: readonly unknown[]): { message: unknown; timeoutMs: number } {
  const last = args[args.length - 1];
  if (last instanceof AskOptions) {
    return { message: args.length > 1 ? args[0] : undefined, timeoutMs: last.timeoutMs };
  }
  return { message: args[0], timeoutMs: DEFAULT_ASK_TIMEOUT_MS };
}
