import { type Address, splitAskArgs } from "./address.ts";
import type { Cell } from "./cell.ts";
import { askFault, Reply } from "./reply.ts";

/** What every address can do for the kernel itself, whatever thread its actor lives in. */
export interface KernelAddress {
  readonly path: string;
  offer(type: string, message: unknown): boolean;
  askRaw(type: string, message: unknown, timeoutMs: number): Promise<unknown>;
  /** Calls back once when a refused message may be tried again. */
  onceFree(callback: () => void): void;
  onEnd(
    tell: (ended: { readonly path: string; readonly reason: "stopped" | "crashed" | "arbiter_lost" }) => void,
  ): void;
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
    const cell = this.cell;
    const reply = new Reply();
    if (!cell.offer(type, message, reply)) {
      const stopped = cell.state === "stopped";
      reply.reject(
        askFault(
          stopped ? "BATON_ASK_STOPPED" : "BATON_ASK_REFUSED",
          `${cell.path} ${stopped ? "has stopped" : "is full"}`,
        ),
      );
    } else {
      cell.host.deadlines.add(reply, timeoutMs, `${cell.path} ${type}`);
    }
    return reply.promise;
  }

  offer(type: string, message: unknown): boolean {
    return this.cell.offer(type, message, undefined);
  }

  onceFree(callback: () => void): void {
    this.cell.onceFree(callback);
  }

  onEnd(tell: Parameters<KernelAddress["onEnd"]>[0]): void {
    this.cell.onEnd(tell);
  }

  toString(): string {
    return this.path;
  }
}
