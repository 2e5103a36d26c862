import { Fault } from "../base/fault.ts";
import type { Terminated } from "./context.ts";

/**
 * The open end of one ask. Settles once; what comes later is ignored. A settled one refers to neither question nor answer:
 * deadlines keep it for a while, and what was answered may be megabytes.
 */
export interface OpenReply {
  readonly settled: boolean;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** One whose asker waits for a promise. */
export class Reply implements OpenReply {
  #resolve: ((value: unknown) => void) | undefined;
  #reject: ((error: unknown) => void) | undefined;

  static open(): { readonly reply: Reply; readonly promise: Promise<unknown> } {
    const reply = new Reply();
    const promise = new Promise((resolve, reject) => {
      reply.#resolve = resolve;
      reply.#reject = reject;
    });
    return { reply, promise };
  }

  get settled(): boolean {
    return this.#resolve === undefined;
  }

  resolve(value: unknown): void {
    this.#resolve?.(value);
    this.#forget();
  }

  reject(error: unknown): void {
    this.#reject?.(error);
    this.#forget();
  }

  #forget(): void {
    this.#resolve = undefined;
    this.#reject = undefined;
  }
}

/** Of a message that was sent, not asked: only a failure is told. */
export class Unasked implements OpenReply {
  readonly settled = false;
  readonly reject: (error: unknown) => void;

  constructor(failed: (error: unknown) => void) {
    this.reject = failed;
  }

  resolve(): void {}
}

export function askFault(
  code: "BATON_ASK_REFUSED" | "BATON_ASK_STOPPED" | "BATON_ASK_TIMEOUT",
  what: string,
): Fault {
  return new Fault(what, { code, source: "local", retryable: code !== "BATON_ASK_STOPPED" });
}

/** Of an ask that its actor, or the whole Arbiter, did not live to answer. */
export function endFault(what: string, reason: Terminated["reason"]): Fault {
  if (reason !== "arbiter_lost") return askFault("BATON_ASK_STOPPED", `${what} has stopped`);
  return new Fault(`${what} was lost with its thread`, {
    code: "BATON_ARBITER_LOST",
    source: "local",
    retryable: true,
  });
}

export function crashFault(path: string, what: string, cause: unknown): Fault {
  return new Fault(`${path} crashed handling ${what}`, {
    code: "BATON_ACTOR_CRASHED",
    source: "local",
    cause,
  });
}

export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? String(error)) : String(error);
}

/** Of an ask whose message cannot be cloned. */
export function unsendable(type: string, cause: unknown): Fault {
  const code = "BATON_ASK_UNSENDABLE";
  return new Fault(`${type} cannot travel to another Arbiter`, { code, source: "local", cause });
}
