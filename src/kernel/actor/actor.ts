import type { Context } from "./context.ts";
import type { Later } from "./later.ts";
import type { MessageName, MessageOf, ReplyOf } from "./protocol.ts";
import type { SupervisionOptions } from "./supervision.ts";

/**
 * One function per message. It runs to completion before the next message is taken, and is not `async`: waiting work
 * goes through `ctx.pipe`. A returned promise, or `Later`, is the asker's reply, and the actor does not wait for it.
 */
export type Handlers<P> = {
  readonly [K in MessageName<P>]: (
    message: MessageOf<P, K>,
    ctx: Context<P>,
  ) => ReplyOf<P, K> | Promise<ReplyOf<P, K>> | Later<ReplyOf<P, K>>;
};

/** What happens to a message that finds the mailbox full. */
export type WhenFull = "refuse" | "dropOldest";

export interface MailboxOptions {
  /** Messages waiting at most, piped results and timers not counted. */
  readonly capacity: number;
  readonly whenFull: WhenFull;
  /** Weight of the waiting messages at most, as told by `weigh`. */
  readonly maxBytes?: number;
  /** Bytes one message stands for. Called once when it comes in, and kept. */
  readonly weigh?: (type: string, message: unknown) => number;
  /** Message names that go on the priority lane: taken before all others, and bounded by `capacity` on their own. */
  readonly urgent?: readonly string[];
  /** Told of each message that `dropOldest` threw out. */
  readonly onDrop?: (type: string, message: unknown) => void;
  /** Piped work outstanding at most; while it is reached, ordinary messages wait in the mailbox. */
  readonly inFlight?: number;
}

export const DEFAULT_MAILBOX: MailboxOptions = { capacity: 1_000, whenFull: "refuse" };

/**
 * An actor: private state, and handlers that may create actors, send messages, and say how the next message is handled
 * (`ctx.become`). A hook or handler that throws crashes the actor; its owner decides what follows.
 */
export interface Actor<P> {
  readonly handlers: Handlers<P>;
  readonly mailbox?: MailboxOptions;
  /** How this actor treats its children when they crash. */
  readonly supervision?: SupervisionOptions;
  /** Before the first message. Messages wait until a returned promise resolves. */
  started?(ctx: Context<P>): void | Promise<void>;
  /** A stop was asked for; children still run and messages still arrive until the returned promise resolves. */
  stopping?(ctx: Context<P>): void | Promise<void>;
  /** Children have stopped and the mailbox is empty (or given up). Also after a crash, for the old instance. */
  stopped?(): void | Promise<void>;
}

/** Builds an actor afresh: at the first start and at every restart. */
export type ActorFactory<P> = () => Actor<P>;
