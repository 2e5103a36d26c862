import type { Address } from "../../kernel/actor/address.ts";
import type { Context } from "../../kernel/actor/context.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import type { HoldInternal } from "./hold-messages.ts";
import type { SpoolProtocol } from "./protocol.ts";

/** Until rows that nobody took are told of again. */
const AGAIN_MS = 100;

/** Rows of the spool whose envelopes are done, until whoever removes them knows. */
export class DoneRows {
  readonly #remover: Address<Pick<SpoolProtocol, "remove">> | undefined;
  #ids: number[] = [];
  /** Rows whose envelopes became several, and how many of those are not done yet. */
  readonly #shared = new Map<number, number>();

  constructor(remover: Address<Pick<SpoolProtocol, "remove">> | undefined) {
    this.#remover = remover;
  }

  /** What was made of a row's envelope shares the row: it stays until all of that is done. */
  share(id: number, count: number): void {
    this.#shared.set(id, count);
  }

  /** An envelope is done: its row goes, and its origin's when it was the last of that. */
  done({ row, origin }: HeldEnvelope, ctx: Context<HoldInternal>): void {
    if (row !== undefined) this.#add(row.id, ctx);
    if (origin === undefined) return;
    const left = (this.#shared.get(origin) ?? 1) - 1;
    if (left > 0) {
      this.#shared.set(origin, left);
      return;
    }
    this.#shared.delete(origin);
    this.#add(origin, ctx);
  }

  /** Goes with the next sweep, many in one commit. */
  #add(id: number, ctx: Context<HoldInternal>): void {
    if (this.#ids.push(id) === 1 && !ctx.self.send("sweep")) this.sweep(ctx);
  }

  sweep(ctx: Context<HoldInternal>): void {
    const ids = this.#ids;
    if (ids.length === 0) return;
    this.#ids = [];
    if (this.#remover?.send("remove", { ids })) return;
    this.#ids = ids;
    ctx.after(AGAIN_MS, "sweep");
  }
}
