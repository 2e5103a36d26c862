import { type Address, splitAskArgs } from "./address.ts";
import type { Cell } from "./cell.ts";
import type { Terminated } from "./context.ts";
import { askFault, type OpenReply, Reply } from "./reply.ts";

/** What every address can do for the kernel itself, whatever thread its actor lives in. */
export interface KernelAddress {
  readonly path: string;
  offer(type: string, message: unknown): boolean;
  askRaw(type: string, message: unknown, timeoutMs: number): Promise<unknown>;
  /** It takes nothing any more, and never will again. */
  readonly closed: boolean;
  /** Calls back once when that message, refused before, may be tried again, or never will be taken. @returns how to give up */
  onceFree(wake: () => void, type: string, message: unknown): () => void;
  /** Tells once when the actor has ended for good. @returns how to forget that */
  onEnd(tell: (ended: Terminated) => void): () => void;
}

/** The address of an actor of this thread. Protocol types are laid over it where it is handed out. */
// biome-ignore lint/suspicious/noExplicitAny: one class serves every protocol
export class LocalAddress implements Address<any>, KernelAddress {
  readonly cell: Cell;

  constructor(cell: Cell) {
    this.cell = cell;
  }

  get path(): string {
    return this.cell.path;
  }

  send(type: string, message?: unknown): boolean {
    return this.cell.offer(type, message, undefined);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the reply's type is laid over it where the address is handed out
  ask(type: string, ...args: unknown[]): Promise<any> {
    const { message, timeoutMs } = splitAskArgs(args);
    return this.askRaw(type, message, timeoutMs);
  }

  askRaw(type: string, message: unknown, timeoutMs: number): Promise<unknown> {
    const { reply, promise } = Reply.open();
    this.askFor(reply, type, message, timeoutMs);
    return promise;
  }

  askFor(reply: OpenReply, type: string, message: unknown, timeoutMs: number): void {
    const cell = this.cell;
    if (!cell.offer(type, message, reply)) {
      const stopped = cell.inbox.closed;
      reply.reject(
        askFault(
          stopped ? "BATON_ASK_STOPPED" : "BATON_ASK_REFUSED",
          `${cell.path} ${stopped ? "has stopped" : "is full"}`,
        ),
      );
    } else {
      cell.host.deadlines.add(reply, timeoutMs, `${cell.path} ${type}`);
    }
  }

  offer(type: string, message: unknown): boolean {
    return this.cell.offer(type, message, undefined);
  }

  get closed(): boolean {
    return this.cell.inbox.closed;
  }

  onceFree(wake: () => void, type: string, message: unknown): () => void {
    const { inbox } = this.cell;
    const urgent = inbox.isUrgent(type);
    return inbox.onceFree(wake, urgent, urgent ? 0 : inbox.weight(type, message));
  }

  onEnd(tell: (ended: Terminated) => void): () => void {
    return this.cell.watchers.add(tell);
  }

  toString(): string {
    return this.path;
  }
}
