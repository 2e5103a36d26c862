import { type Address, within } from "../../kernel/actor/address.ts";
import { MOVE_FROM_BYTES } from "../../kernel/actor/arbiter/encode.ts";
import type { Context, Piped } from "../../kernel/actor/context.ts";
import type { ByteBudget } from "../../kernel/base/byte-budget.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import { DoneRows } from "./done-rows.ts";
import type { HoldInternal, HoldOptions, Written } from "./hold-messages.ts";
import { letGo } from "./let-go.ts";
import type { SpoolProtocol } from "./protocol.ts";
import type { Queues } from "./queues.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Bytes written to disk, or read from it, at a time. */
const CHUNK_BYTES = 4 * 1024 * 1024;
/** Pause after the disk refused a write, or a read failed. */
const DISK_PAUSE_MS = 1_000;
/** Until rows that were split, or taken by another Arbiter, are looked for again. */
const LOOK_AGAIN_MS = 100;
/** The disk is slow at times; a write that takes longer than this counts as failed. */
const DISK_TIMEOUT = within(30_000);

/**
 * The hold's way to the disk and back. Without a spool it does nothing, and says so.
 *
 * Invariants: 1. What was handed to the spool and refused is in the queues again. 2. One spill and one take at a time.
 */
export class SpoolLink {
  readonly #spool: Address<SpoolProtocol> | undefined;
  readonly #budget: ByteBudget;
  readonly #queues: Queues;
  readonly #options: HoldOptions;
  readonly #tokens: TokenBucket | undefined;
  readonly #lost: (held: HeldEnvelope, ctx: Context<HoldInternal>) => void;
  #writing: { held: HeldEnvelope; answer: (taken: boolean) => void }[] = [];
  #spilling = false;
  #taking = false;
  #pausing = false;
  /** Between two looks for rows. */
  #resting = false;
  #full = false;
  #onDisk = 0;
  /** Envelopes written so far. */
  spooled = 0;
  readonly rows: DoneRows;

  constructor(deps: {
    spool: Address<SpoolProtocol> | undefined;
    removals?: Address<Pick<SpoolProtocol, "remove">> | undefined;
    budget: ByteBudget;
    queues: Queues;
    options: HoldOptions;
    /** Called for an envelope whose bytes are gone. */
    lost: (held: HeldEnvelope, ctx: Context<HoldInternal>) => void;
  }) {
    this.#lost = deps.lost;
    this.#spool = deps.spool;
    this.rows = new DoneRows(deps.removals ?? deps.spool);
    this.#budget = deps.budget;
    this.#queues = deps.queues;
    this.#options = deps.options;
    const rate = deps.options.unspoolPerSecond;
    this.#tokens = rate === undefined ? undefined : new TokenBucket(rate);
  }

  /** Whether there is a disk that takes envelopes at present. */
  get works(): boolean {
    return this.#spool !== undefined && !this.#full && !this.#pausing;
  }

  get exists(): boolean {
    return this.#spool !== undefined;
  }

  get isSpilling(): boolean {
    return this.#spilling || this.#writing.length > 0;
  }

  get isTaking(): boolean {
    return this.#taking;
  }

  /** Envelopes whose senders wait for the disk. */
  get waiting(): number {
    return this.#writing.length;
  }

  listen(ctx: Context<HoldInternal>): void {
    this.#spool?.send("listen", ctx.self);
  }

  setFull(full: boolean): void {
    this.#full = full;
  }

  setOnDisk(count: number): void {
    this.#onDisk = count;
  }

  // ---- before the answer --------------------------------------------------------------------------------------

  /** Resolves once the envelope is on disk; what came in during one turn goes in one commit. */
  write(held: HeldEnvelope, ctx: Context<HoldInternal>): Promise<boolean> {
    return new Promise((answer) => {
      if (this.#writing.push({ held, answer }) === 1 && !ctx.self.send("write")) this.flushWrites(ctx);
    });
  }

  flushWrites(ctx: Context<HoldInternal>): void {
    const batch = this.#writing.splice(0);
    if (batch.length === 0) return;
    const keep = this.#budget.ratio < this.#options.watermarkRatio;
    const answers = batch.map(({ answer }) => answer);
    this.#store(
      ctx,
      batch.map(({ held }) => held),
      keep,
      "written",
      answers,
    );
  }

  written({ reply, envelopes, answers, keep }: Written): void {
    const refused = "refused" in reply;
    if (!refused) this.spooled += envelopes.length;
    envelopes.forEach((held, i) => {
      if (!refused && keep) this.#queues.push({ ...held, row: { id: reply.ids[i] as number } });
      else this.#budget.give(held.sizeBytes);
    });
    for (const answer of answers) answer(!refused);
  }

  // ---- to disk ------------------------------------------------------------------------------------------------

  /** Above the watermark the oldest go to disk, chunk by chunk, until there is room again; or all of them. */
  spill(ctx: Context<HoldInternal>, everything: boolean): void {
    if (!this.works || this.#spilling) return;
    if (!everything && this.#budget.ratio < this.#options.watermarkRatio) return;
    this.shelve(this.#queues.takeOldest(Math.min(CHUNK_BYTES, this.#budget.limitBytes / 16)), ctx);
  }

  /** Takes envelopes out of memory: those on disk already are let go of, the others are written. */
  shelve(envelopes: readonly HeldEnvelope[], ctx: Context<HoldInternal>): void {
    const fresh: HeldEnvelope[] = [];
    const stored: number[] = [];
    for (const held of envelopes) {
      if (!held.row) {
        fresh.push(held);
        continue;
      }
      stored.push(held.row.id);
      letGo(held, this.#budget);
    }
    if (stored.length > 0) this.#spool?.send("release", { ids: stored });
    if (fresh.length === 0) return;
    if (this.#spilling) {
      for (const held of fresh) this.#queues.push(held); // with the next chunk
      return;
    }
    this.#spilling = true;
    this.#store(ctx, fresh, false, "spilled", []);
  }

  spilled({ reply, envelopes }: Written, ctx: Context<HoldInternal>): void {
    this.#spilling = false;
    if ("refused" in reply) {
      for (const held of reply.refused) {
        if (held.body.length > 0) this.#queues.push(held);
        else this.#lost(held, ctx); // it had moved to the spool's thread, which never answered
      }
      this.#pausing = true;
      ctx.after(DISK_PAUSE_MS, "diskAgain");
      return;
    }
    this.spooled += envelopes.length;
    for (const held of envelopes) {
      this.#budget.give(held.sizeBytes);
      this.rows.done(held, ctx); // it has a row of its own now
    }
  }

  /** After a pause the disk is tried again. */
  again(): void {
    this.#pausing = false;
  }

  #store(
    ctx: Context<HoldInternal>,
    envelopes: readonly HeldEnvelope[],
    keep: boolean,
    then: "written" | "spilled",
    answers: Written["answers"],
  ): void {
    // A large body moves to the spool's thread: who keeps the envelope sends a copy.
    const sent = keep ? envelopes.map(withOwnBody) : envelopes;
    const stored = (this.#spool as Address<SpoolProtocol>)
      .ask("store", { envelopes: sent, keep }, DISK_TIMEOUT)
      .then(
        (reply): Written => ({ reply, envelopes, answers, keep }),
        (error: unknown): Written => ({
          reply: { refused: envelopes, code: String(error) },
          envelopes,
          answers,
          keep,
        }),
      );
    ctx.pipe(stored, then);
  }

  // ---- and back -----------------------------------------------------------------------------------------------

  /** Brings up to `idle` envelopes back while there is room for them. */
  take(idle: number, ctx: Context<HoldInternal>): void {
    if (!this.#spool || this.#onDisk === 0 || this.#taking || this.#resting || idle <= 0) return;
    if (this.#budget.ratio >= this.#options.watermarkRatio) return;
    const count = this.#tokens ? this.#tokens.take(idle, ctx.monotonic()) : idle;
    if (count === 0) {
      this.#rest(LOOK_AGAIN_MS, ctx);
      return;
    }
    this.#taking = true;
    ctx.pipe(
      this.#spool.ask(
        "take",
        { count, bytes: Math.min(CHUNK_BYTES, this.#budget.limitBytes / 16) },
        DISK_TIMEOUT,
      ),
      "taken",
    );
  }

  taken(result: Piped<{ readonly envelopes: readonly HeldEnvelope[] }>, ctx: Context<HoldInternal>): void {
    this.#taking = false;
    const envelopes = result.ok ? result.value.envelopes : [];
    this.#onDisk = Math.max(0, this.#onDisk - envelopes.length);
    for (const held of envelopes) {
      this.#budget.take(held.sizeBytes);
      this.#queues.push(held);
    }
    if (!result.ok) this.#rest(DISK_PAUSE_MS, ctx);
    else if (envelopes.length === 0 && this.#onDisk > 0) this.#rest(LOOK_AGAIN_MS, ctx);
  }

  /** Nothing is asked of the disk until then: asking again at once would never let this thread do anything else. */
  #rest(ms: number, ctx: Context<HoldInternal>): void {
    this.#resting = true;
    ctx.after(ms, "unspool");
  }

  rested(): void {
    this.#resting = false;
  }

  /** Takes what was made of an envelope in its place. Its row stays until all of that is done. */
  replace(
    held: HeldEnvelope,
    made: readonly HeldEnvelope[],
    ctx: Context<HoldInternal>,
  ): readonly HeldEnvelope[] {
    for (const { sizeBytes } of made) this.#budget.take(sizeBytes);
    letGo(held, this.#budget);
    if (held.row === undefined || made.length === 0) {
      this.rows.done(held, ctx);
      return made;
    }
    const origin = held.row.id;
    this.rows.share(origin, made.length);
    return made.map((part) => ({ ...part, origin }));
  }
}

function withOwnBody(held: HeldEnvelope): HeldEnvelope {
  return held.body.length < MOVE_FROM_BYTES ? held : { ...held, body: held.body.slice() };
}
