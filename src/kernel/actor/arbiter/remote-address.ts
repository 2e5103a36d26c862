import { type Address, splitAskArgs } from "../address.ts";
import type { Terminated } from "../context.ts";
import type { KernelAddress } from "../local-address.ts";
import { Watchers } from "../watchers.ts";
import { bytesIn } from "./encode.ts";
import type { Introduction } from "./frames.ts";
import type { Link } from "./link.ts";
import { Purse, type Undelivered } from "./purse.ts";

/**
 * The address of an actor in another Arbiter. Sending spends credits, so a full mailbox over there refuses here, at once.
 */
// biome-ignore lint/suspicious/noExplicitAny: one class serves every protocol
export class RemoteAddress implements Address<any>, KernelAddress {
  readonly path: string;
  readonly link: Link;
  readonly id: number;
  readonly ordinary: Purse;
  readonly urgent: Purse;
  readonly #urgentNames: readonly string[];
  readonly #maxBytes: number;
  #ended: Terminated["reason"] | undefined;
  readonly #watchers = new Watchers();

  constructor(link: Link, id: number, path: string, [urgent, maxBytes, slots, bytes, places]: Introduction) {
    const want = (isUrgent: boolean, needed: number): void => link.want(id, isUrgent, needed);
    const ended = (): boolean => this.#ended !== undefined;
    this.link = link;
    this.id = id;
    this.path = path;
    this.#urgentNames = urgent;
    this.#maxBytes = maxBytes;
    this.ordinary = new Purse(false, want, ended);
    this.urgent = new Purse(true, want, ended);
    this.ordinary.credit(0, slots, bytes);
    this.urgent.credit(0, places, 0);
  }

  /** Why it takes nothing any more; `undefined` while it lives. */
  get endReason(): Terminated["reason"] | undefined {
    return this.#ended;
  }

  get closed(): boolean {
    return this.#ended !== undefined;
  }

  purse(isUrgent: boolean): Purse {
    return isUrgent ? this.urgent : this.ordinary;
  }

  purseFor(type: string): Purse {
    return this.#urgentNames.includes(type) ? this.urgent : this.ordinary;
  }

  /** What a message of so many bytes costs: at most the whole mailbox, in which it then lies alone. */
  cost(purse: Purse, bytes: number): number {
    return purse.urgent ? 0 : Math.min(bytes, this.#maxBytes);
  }

  send(type: string, message?: unknown): boolean {
    return this.offer(type, message);
  }

  offer(type: string, message: unknown): boolean {
    return this.#ended === undefined && this.link.post(this, type, message, undefined);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the reply's type is laid over it where the address is handed out
  ask(type: string, ...args: unknown[]): Promise<any> {
    const { message, timeoutMs } = splitAskArgs(args);
    return this.askRaw(type, message, timeoutMs);
  }

  askRaw(type: string, message: unknown, timeoutMs: number): Promise<unknown> {
    return this.link.ask(this, type, message, timeoutMs);
  }

  onceFree(wake: () => void, type: string, message: unknown): () => void {
    const purse = this.purseFor(type);
    return purse.onceFree(wake, this.cost(purse, bytesIn(message)));
  }

  onEnd(tell: (ended: Terminated) => void): () => void {
    return this.#watchers.add(tell);
  }

  /** The actor, or its thread, is gone. @returns what it is not known to have handled, when the thread was lost */
  end(reason: Terminated["reason"]): Undelivered[] {
    if (this.#ended !== undefined) return [];
    this.#ended = reason;
    const lost = [...this.urgent.drain(this.path), ...this.ordinary.drain(this.path)];
    this.#watchers.tell({ path: this.path, reason });
    this.urgent.wake();
    this.ordinary.wake();
    return reason === "arbiter_lost" ? lost : [];
  }

  toString(): string {
    return this.path;
  }
}
