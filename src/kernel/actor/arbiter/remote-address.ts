import { type Address, splitAskArgs } from "../address.ts";
import type { Terminated } from "../context.ts";
import type { KernelAddress } from "../local-address.ts";
import type { Link } from "./link.ts";

/** A message that was sent into an Arbiter which died before handling it. Moved byte arrays in it are empty. */
export interface Undelivered {
  readonly path: string;
  readonly type: string;
  readonly message: unknown;
}

/**
 * The address of an actor in another Arbiter. Sending spends credits, so a full mailbox over there refuses here, at once.
 */
// biome-ignore lint/suspicious/noExplicitAny: one class serves every protocol
export class RemoteAddress implements Address<any>, KernelAddress {
  readonly path: string;
  readonly link: Link;
  readonly id: number;
  #slots: number;
  #bytes: number;
  #wanted = false;
  #ended: Terminated["reason"] | undefined;
  #inFlight: (readonly [type: string, message: unknown])[] = [];
  readonly #free: (() => void)[] = [];
  readonly #watchers: ((ended: Terminated) => void)[] = [];

  constructor(link: Link, id: number, path: string, slots: number, bytes: number) {
    this.link = link;
    this.id = id;
    this.path = path;
    this.#slots = slots;
    this.#bytes = bytes;
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  send(type: string, message?: unknown): boolean {
    return this.offer(type, message);
  }

  offer(type: string, message: unknown): boolean {
    if (!this.#mayTry()) return false;
    return this.link.post(this, type, message, undefined);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the reply's type is laid over it where the address is handed out
  ask(type: string, ...args: unknown[]): Promise<any> {
    const { message, timeoutMs } = splitAskArgs(args);
    return this.askRaw(type, message, timeoutMs);
  }

  askRaw(type: string, message: unknown, timeoutMs: number): Promise<unknown> {
    return this.link.ask(this, type, message, timeoutMs, this.#mayTry());
  }

  #mayTry(): boolean {
    if (this.#ended !== undefined) return false;
    if (this.#slots > 0) return true;
    this.#want();
    return false;
  }

  #want(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.link.want(this.id);
  }

  /**
   * Takes credit for a message of `bytes`; `undefined` when it does not reach. A heavy message may go alone.
   * @returns the bytes of credit spent
   */
  spend(type: string, message: unknown, bytes: number): number | undefined {
    if (bytes > this.#bytes && this.#inFlight.length > 0) {
      this.#want();
      return undefined;
    }
    const paid = Math.min(bytes, this.#bytes);
    this.#slots--;
    this.#bytes -= paid;
    this.#inFlight.push([type, message]);
    return paid;
  }

  credit(handled: number, slots: number, bytes: number): void {
    this.#inFlight.splice(0, handled);
    this.#slots += slots;
    this.#bytes += bytes;
    if (this.#slots <= 0 || this.#bytes <= 0) return;
    this.#wanted = false;
    while (this.#free.length > 0 && this.#slots > 0) (this.#free.shift() as () => void)();
  }

  /** Gives back what is not in use. */
  giveBack(): { slots: number; bytes: number } {
    const unused = { slots: this.#slots, bytes: this.#bytes };
    this.#slots = 0;
    this.#bytes = 0;
    return unused;
  }

  onceFree(callback: () => void): void {
    if (this.#ended !== undefined || this.#slots > 0) callback();
    else {
      this.#free.push(callback);
      this.#want();
    }
  }

  onEnd(tell: (ended: Terminated) => void): void {
    if (this.#ended === undefined) this.#watchers.push(tell);
    else tell({ path: this.path, reason: this.#ended });
  }

  /** The actor, or its thread, is gone. @returns what it never handled, when the thread was lost */
  end(reason: Terminated["reason"]): Undelivered[] {
    if (this.#ended !== undefined) return [];
    this.#ended = reason;
    const lost = this.#inFlight.map(([type, message]) => ({ path: this.path, type, message }));
    this.#inFlight = [];
    for (const tell of this.#watchers.splice(0)) tell({ path: this.path, reason });
    for (const wake of this.#free.splice(0)) wake();
    return reason === "arbiter_lost" ? lost : [];
  }
}
