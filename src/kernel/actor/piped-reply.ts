import type { Cell } from "./cell.ts";
import type { Own } from "./extra.ts";
import type { OpenReply } from "./reply.ts";

/** The open end of an ask whose outcome comes back as a message, with what was asked. */
export class PipedReply implements OpenReply {
  settled = false;
  readonly #cell: Cell;
  readonly #own: Own;
  readonly #then: string;
  #message: unknown;

  /** @param then the message's name */
  constructor(cell: Cell, own: Own, then: string, message: unknown) {
    this.#cell = cell;
    this.#own = own;
    this.#then = then;
    this.#message = message;
  }

  resolve(value: unknown): void {
    this.#settle({ ok: true, value, message: this.#message });
  }

  reject(error: unknown): void {
    this.#settle({ ok: false, error, message: this.#message });
  }

  #settle(answered: unknown): void {
    if (this.settled) return;
    this.settled = true;
    this.#message = undefined;
    this.#cell.offerOwn(this.#then, answered, this.#own);
    this.#cell.pipeEnded(this.#own.incarnation);
  }
}
