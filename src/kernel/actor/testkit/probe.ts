import { type Address, splitAskArgs } from "../address.ts";
import type { Terminated } from "../context.ts";
import type { KernelAddress } from "../local-address.ts";
import type { AnyMessage, MessageName, MessageOf, ReplyOf } from "../protocol.ts";
import { askFault, Reply } from "../reply.ts";
import { Watchers } from "../watchers.ts";

export interface ProbeOptions {
  /** Messages it takes before it refuses. */
  readonly capacity?: number;
}

type Responders<P> = {
  [K in MessageName<P>]?: (message: MessageOf<P, K>) => ReplyOf<P, K> | Promise<ReplyOf<P, K>>;
};

/** Stands in for an actor: keeps what it is sent, answers what it was told to answer, refuses when full. */
export class Probe<P> {
  readonly address: Address<P>;
  /** May be changed at any time. */
  capacity: number;
  readonly #inbox: AnyMessage<P>[] = [];
  readonly #responders: Responders<P> = {};
  readonly #free = new Set<() => void>();
  readonly #watchers = new Watchers();
  stopped = false;

  constructor(path: string, options: ProbeOptions = {}) {
    this.capacity = options.capacity ?? Number.POSITIVE_INFINITY;
    this.address = new ProbeAddress(path, this) as unknown as Address<P>;
  }

  /** Takes out what has arrived since the last call. */
  drain(): AnyMessage<P>[] {
    const taken = this.#inbox.splice(0);
    this.#wake();
    return taken;
  }

  /** Messages waiting to be drained. */
  get size(): number {
    return this.#inbox.length;
  }

  /** Says how asks of one name are answered; they are kept in the inbox as well. */
  respond<K extends MessageName<P>>(
    type: K,
    answer: (message: MessageOf<P, K>) => ReplyOf<P, K> | Promise<ReplyOf<P, K>>,
  ): this {
    this.#responders[type] = answer;
    return this;
  }

  /** Ends it: refuses from now on, and tells who watches. */
  stop(reason: Terminated["reason"] = "stopped"): void {
    this.stopped = true;
    this.#watchers.tell({ path: this.address.path, reason });
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#free];
    this.#free.clear();
    for (const wake of waiting) wake();
  }

  /** For the address only. */
  take(type: string, message: unknown): boolean {
    if (this.stopped || this.#inbox.length >= this.capacity) return false;
    this.#inbox.push((message === undefined ? { type } : { type, msg: message }) as AnyMessage<P>);
    return true;
  }

  /** For the address only. */
  answer(type: string, message: unknown): unknown {
    const responder = this.#responders[type as MessageName<P>] as ((message: unknown) => unknown) | undefined;
    return responder ? responder(message) : new Promise(() => {});
  }

  /** For the address only. */
  onFree(wake: () => void): () => void {
    if (this.stopped || this.#inbox.length < this.capacity) wake();
    else this.#free.add(wake);
    return () => void this.#free.delete(wake);
  }

  /** For the address only. */
  onEnd(tell: (ended: Terminated) => void): () => void {
    return this.#watchers.add(tell);
  }
}

// biome-ignore lint/suspicious/noExplicitAny: one class serves every protocol
class ProbeAddress implements KernelAddress, Address<any> {
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: see the class
  readonly #probe: Probe<any>;

  // biome-ignore lint/suspicious/noExplicitAny: see the class
  constructor(path: string, probe: Probe<any>) {
    this.path = path;
    this.#probe = probe;
  }

  send(type: string, message?: unknown): boolean {
    return this.#probe.take(type, message);
  }

  offer(type: string, message: unknown): boolean {
    return this.#probe.take(type, message);
  }

  // biome-ignore lint/suspicious/noExplicitAny: see the class
  ask(type: string, ...args: unknown[]): Promise<any> {
    return this.askRaw(type, splitAskArgs(args).message);
  }

  askRaw(type: string, message: unknown): Promise<unknown> {
    const { reply, promise } = Reply.open();
    if (!this.#probe.take(type, message))
      reply.reject(
        this.closed
          ? askFault("BATON_ASK_STOPPED", `${this.path} has stopped`)
          : askFault("BATON_ASK_REFUSED", `${this.path} is full`),
      );
    else
      Promise.resolve(this.#probe.answer(type, message)).then(
        (v) => reply.resolve(v),
        (e) => reply.reject(e),
      );
    return promise;
  }

  get closed(): boolean {
    return this.#probe.stopped;
  }

  onceFree(wake: () => void): () => void {
    return this.#probe.onFree(wake);
  }

  onEnd(tell: (ended: Terminated) => void): () => void {
    return this.#probe.onEnd(tell);
  }
}
