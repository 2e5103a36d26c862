import { deflate, inflate } from "#compression";
import type { HttpEncoding } from "../../config/sections/http.ts";
import type { Actor, Handlers, MailboxOptions } from "../../kernel/actor/actor.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Context } from "../../kernel/actor/context.ts";
import { faultCode } from "../../kernel/base/fault.ts";
import { freeBytes } from "../../kernel/runtime/buffers.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { deliveryOf, type HeldEnvelope, heldSize, itemsQuantities } from "../held-envelope.ts";
import { parseStoredEnvelope } from "../parse/parse-envelope.ts";
import type { SpoolListener, SpoolProtocol, SpoolState, StoreReply } from "./protocol.ts";
import { isZstd } from "./spool-codec.ts";
import type { StoredEnvelope } from "./spool-database.ts";
import { SpoolFiles, type SpoolFilesOptions } from "./spool-files.ts";
import { SpoolReserve } from "./spool-reserve.ts";

export interface SpoolOptions extends SpoolFilesOptions {
  readonly usageRefreshMs: number;
  /** How bodies are sent; rows are always zstd. */
  readonly encoding: HttpEncoding;
  readonly maxEnvelopeBytes: number;
}

interface SpoolInternal extends SpoolProtocol {
  tryDisk(): void;
}

/** Pause after a failed write, until the disk is tried again. */
const DISK_PAUSE_MS = 500;

/**
 * The one writer of the spool's files. Everything it is told to store is committed before it replies; a disk that takes
 * no more hands the envelopes back, so nothing is lost to a failed write.
 *
 * Started by `app/`; after a crash it opens the files anew, and what was taken is free again.
 */
export class Spool implements Actor<SpoolInternal> {
  readonly mailbox: MailboxOptions = { capacity: 1_000, whenFull: "refuse", urgent: ["state"] };
  readonly #options: SpoolOptions;
  readonly #db: SpoolFiles;
  readonly #listeners: Address<SpoolListener>[] = [];
  #usedBytes: number;
  #measuredAtMs = Number.NEGATIVE_INFINITY;
  #full = false;
  /** The last write failed: the disk itself is full, or broken. */
  #failing = false;
  #trying = false;
  /** Rows that are done and could not be deleted yet: taken until then, so nobody sends them again. */
  readonly #doomed: number[] = [];
  readonly #reserve: SpoolReserve;

  constructor(options: SpoolOptions) {
    this.#options = options;
    this.#db = new SpoolFiles(options);
    this.#reserve = new SpoolReserve(options.path);
    this.#usedBytes = this.#db.measure().usedBytes;
    const { free } = this.#db;
    if (free > 0) log("info", "baton::spool", "found envelopes of an earlier run", { rows: free });
  }

  readonly handlers: Handlers<SpoolInternal> = {
    store: ({ envelopes, keep }, ctx) => this.#store(envelopes, keep, ctx),
    take: ({ count, bytes }, ctx) => ({ envelopes: this.#take(count, bytes, ctx) }),
    remove: ({ ids }, ctx) => {
      this.#doomed.push(...ids);
      this.#removeDoomed(ctx);
    },
    tryDisk: (_, ctx) => {
      this.#trying = false;
      if (this.#failing) this.#removeDoomed(ctx);
    },
    release: ({ ids }) => {
      this.#db.release(ids);
      this.#tellFilled();
    },
    state: () => this.#state(),
    listen: (listener) => {
      this.#listeners.push(listener);
      if (this.#db.free > 0) listener.send("spoolFilled", this.#db.free);
      if (this.#full) listener.send("spoolFull", true);
    },
  };

  stopped(): void {
    this.#db.close();
  }

  #state(): SpoolState {
    return {
      stored: this.#db.free + this.#db.taken,
      taken: this.#db.taken,
      usedBytes: this.#usedBytes,
      full: this.#full || this.#failing,
    };
  }

  #store(envelopes: readonly HeldEnvelope[], keep: boolean, ctx: Context<SpoolInternal>): StoreReply {
    this.#measure(ctx);
    if (this.#full || this.#failing) return { refused: envelopes, code: "BATON_HOLD_DISK_FULL" };
    try {
      const rows = envelopes.map(toStored);
      const ids = this.#db.insert(rows, keep);
      for (const { body } of envelopes) freeBytes(body); // given up, as large ones are
      for (const { blob } of rows) freeBytes(blob);
      this.#measure(ctx);
      if (!keep) this.#tellFilled();
      return { ids };
    } catch (error) {
      this.#failed(ctx);
      log("error", "baton::spool", "cannot write, envelopes stay in memory", {
        code: faultCode(error) ?? "BATON_HOLD_DISK_FAILED",
        error: String(error),
      });
      return { refused: envelopes, code: faultCode(error) ?? "BATON_HOLD_DISK_FAILED" };
    }
  }

  #failed(ctx: Context<SpoolInternal>): void {
    this.#failing = true;
    this.#reserve.giveUp();
    if (!this.#trying) ctx.after(DISK_PAUSE_MS, "tryDisk");
    this.#trying = true;
  }

  /**
   * Rows of delivered envelopes go; on a disk that is full one by one, since each needs room of its own to go. Nothing is
   * stored again before there is a reserve again.
   */
  #removeDoomed(ctx: Context<SpoolInternal>): void {
    const atOnce = this.#failing ? 1 : Math.max(1, this.#doomed.length);
    try {
      if (this.#failing) this.#db.checkpoint(); // the log is given back first: it is what grew
      while (this.#doomed.length > 0) {
        this.#db.remove(this.#doomed.slice(0, atOnce));
        this.#doomed.splice(0, atOnce);
        if (this.#failing) this.#db.checkpoint();
      }
    } catch {
      this.#failed(ctx);
      return;
    }
    if (this.#failing && !this.#reserve.hold()) {
      this.#failed(ctx);
      return;
    }
    this.#failing = false;
    this.#measure(ctx);
  }

  #take(count: number, bytes: number, ctx: Context<SpoolInternal>): HeldEnvelope[] {
    const held: HeldEnvelope[] = [];
    const broken: number[] = [];
    for (const stored of this.#rows(count, bytes, ctx)) {
      const envelope = this.#fromStored(stored);
      if (envelope) held.push(envelope);
      else broken.push(stored.id);
    }
    if (broken.length > 0) {
      log("error", "baton::spool", "dropped rows that cannot be read", {
        rows: broken.length,
      });
      this.#doomed.push(...broken);
      this.#removeDoomed(ctx);
    }
    return held;
  }

  /** Batches of the reference are split when they are first read, which a full disk does not let happen. */
  #rows(count: number, bytes: number, ctx: Context<SpoolInternal>): StoredEnvelope[] {
    try {
      return this.#db.take(count, bytes);
    } catch {
      this.#failed(ctx);
      return [];
    }
  }

  #fromStored(stored: StoredEnvelope): HeldEnvelope | undefined {
    const { encoding, maxEnvelopeBytes } = this.#options;
    const plain = isZstd(stored.blob)
      ? inflate("zstd", stored.blob, maxEnvelopeBytes)
      : { ok: true as const, value: stored.blob };
    const parsed = plain.ok ? parseStoredEnvelope(plain.value, stored.receivedAtMs) : undefined;
    if (!plain.ok || !parsed?.ok) return undefined;
    const envelope = parsed.value;
    const body =
      encoding === "identity"
        ? plain.value
        : encoding === "zstd" && isZstd(stored.blob)
          ? stored.blob
          : deflate(encoding, plain.value);
    const held = {
      body,
      encoding,
      receivedAtMs: stored.receivedAtMs,
      ownKey: stored.ownKey,
      samplingKey: stored.samplingKey,
      delivery: deliveryOf(envelope.meta, envelope.items),
      quantities: itemsQuantities(envelope.items),
      eventId: envelope.eventId,
      sizeBytes: heldSize(body),
      row: { id: stored.id },
    };
    if (body !== plain.value) freeBytes(plain.value);
    if (body !== stored.blob) freeBytes(stored.blob);
    return held;
  }

  /** How much lies on disk; measured now and then, since it costs a query. */
  #measure(ctx: Context<SpoolInternal>): void {
    const nowMs = ctx.monotonic();
    if (nowMs - this.#measuredAtMs < this.#options.usageRefreshMs) return;
    this.#measuredAtMs = nowMs;
    const { usedBytes, isFull: full } = this.#db.measure();
    this.#usedBytes = usedBytes;
    if (full === this.#full) return;
    this.#full = full;
    log(full ? "error" : "info", "baton::spool", full ? "the spool is full" : "the spool has room again", {
      used_bytes: this.#usedBytes,
    });
    for (const listener of this.#listeners) listener.send("spoolFull", full);
  }

  #tellFilled(): void {
    for (const listener of this.#listeners) listener.send("spoolFilled", this.#db.free);
  }
}

function toStored(held: HeldEnvelope): Omit<StoredEnvelope, "id"> {
  const { receivedAtMs, ownKey, samplingKey, body, encoding } = held;
  if (encoding === "zstd") return { receivedAtMs, ownKey, samplingKey, blob: body };
  // Ours to decode: we encoded it.
  const plain = encoding === "identity" ? body : decoded(encoding, body);
  return { receivedAtMs, ownKey, samplingKey, blob: deflate("zstd", plain) };
}

function decoded(encoding: Exclude<HttpEncoding, "identity">, body: Uint8Array): Uint8Array {
  const plain = inflate(encoding, body, Number.MAX_SAFE_INTEGER);
  if (!plain.ok) throw new Error("a body of our own encoding cannot be decoded");
  return plain.value;
}
