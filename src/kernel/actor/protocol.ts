/**
 * A protocol is an interface whose methods are the messages an actor understands: the parameter is the message,
 * the return type its reply. `void` means fire-and-forget.
 *
 *     interface CounterProtocol { add(amount: number): void; total(): number }
 */
// biome-ignore lint/suspicious/noExplicitAny: the bound of every message signature; `unknown` would refuse them all.
type Signature = (...args: any) => unknown;

export type MessageName<P> = keyof P & string;

/** The message as an argument list: empty, or one element. */
export type MessageArgs<P, K extends MessageName<P>> = P[K] extends Signature ? Parameters<P[K]> : never;

/** The message itself; `undefined` where the protocol takes none. */
export type MessageOf<P, K extends MessageName<P>> = MessageArgs<P, K>[0];

/** What an asker gets. */
export type ReplyOf<P, K extends MessageName<P>> = P[K] extends Signature ? Awaited<ReturnType<P[K]>> : never;

/** One message with its name, as probes and undelivered-handlers see it. */
export type AnyMessage<P> = {
  [K in MessageName<P>]: MessageArgs<P, K> extends []
    ? { readonly type: K }
    : { readonly type: K; readonly msg: MessageOf<P, K> };
}[MessageName<P>];
