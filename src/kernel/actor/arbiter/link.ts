import { log } from "../../telemetry/log.ts";
import type { Terminated } from "../context.ts";
import { askFault, endFault, Reply, unsendable } from "../reply.ts";
import type { ActorStats } from "../stats.ts";
import type { ActorSystem } from "../system.ts";
import { AddressBook, type WireAddress } from "./address-book.ts";
import { decode, decodeFault, encode, encodeFault } from "./encode.ts";
import type { Batch, Frame, LinkPort } from "./frames.ts";
import type { Credits, InboundSink } from "./inbound.ts";
import type { Undelivered } from "./purse.ts";
import type { RemoteAddress } from "./remote-address.ts";

/** How long a sender may keep credit that it asked for and others need. */
const GRACE_MS = 20;
/** Frames posted together at most. */
const BATCH = 256;

export interface LinkOptions {
  readonly system: ActorSystem;
  readonly port: LinkPort;
  /** Frames that are not about single actors: start, stop, heartbeat, statistics. */
  readonly onControl: (frame: Frame) => void;
  /** What was sent into the other Arbiter and died with it. */
  readonly onUndelivered?: (lost: readonly Undelivered[]) => void;
}

/**
 * One end of the connection between two Arbiters: carries messages, replies and credits. Frames of one turn go as one post.
 *
 * Invariants: 1. Frames arrive in the order they were sent, so messages of one pair and lane do. 2. Every ask is settled: by its reply,
 * its deadline, or the end of the link. 3. After `close` nothing is posted, and nothing is reserved for the other end.
 */
export class Link implements InboundSink {
  readonly system: ActorSystem;
  readonly #options: LinkOptions;
  readonly #book: AddressBook;
  readonly #asks = new Map<number, Reply>();
  readonly #unreported = new Set<Credits>();
  #nextAsk = 1;
  #out: Frame[] = [];
  #transfer: ArrayBuffer[] = [];
  #closed: "stopped" | "arbiter_lost" | undefined;

  constructor(options: LinkOptions) {
    this.system = options.system;
    this.#options = options;
    this.#book = new AddressBook(this, this.system);
  }

  // ---- out ----------------------------------------------------------------------------------------------------

  control(frame: Frame): void {
    this.#push(frame);
  }

  /** Encodes something that is no message, such as what an Arbiter starts with. */
  encodeValue(value: unknown): unknown {
    const { message, transfer } = encode(value, this.#book);
    this.#book.introduce();
    for (const buffer of transfer) this.#transfer.push(buffer);
    return message;
  }

  decodeValue(value: unknown): unknown {
    return decode(value, this.#book);
  }

  /** @returns false when it was refused for want of credit */
  post(to: RemoteAddress, type: string, message: unknown, ask: number | undefined): boolean {
    const purse = to.purseFor(type);
    if (purse.slots === 0 || this.#closed !== undefined) {
      purse.want(0);
      return false;
    }
    const encoded = encode(message, this.#book);
    const bytes = to.cost(purse, encoded.bytes);
    if (!purse.affords(bytes)) {
      this.#book.withdraw();
      purse.want(bytes);
      return false;
    }
    this.#book.introduce();
    purse.pay(type, message, bytes, ask !== undefined);
    for (const buffer of encoded.transfer) this.#transfer.push(buffer);
    const { message: wire, marked } = encoded;
    this.#push(
      ask === undefined
        ? ["send", to.id, type, wire, encoded.bytes, marked]
        : ["ask", to.id, type, wire, encoded.bytes, marked, ask],
    );
    return true;
  }

  ask(to: RemoteAddress, type: string, message: unknown, timeoutMs: number): Promise<unknown> {
    const ask = this.#nextAsk++;
    if (to.endReason !== undefined) return Promise.reject(endFault(to.path, to.endReason));
    if (!this.post(to, type, message, ask))
      return Promise.reject(askFault("BATON_ASK_REFUSED", `${to.path} is full`));
    return this.#open(ask, timeoutMs, `${to.path} ${type}`);
  }

  /** Asks the other end's kernel for the state of its actors. */
  stats(timeoutMs: number): Promise<readonly ActorStats[]> {
    if (this.#closed !== undefined) return Promise.reject(endFault("statistics", this.#closed));
    const ask = this.#nextAsk++;
    this.#push(["stats?", ask]);
    return this.#open(ask, timeoutMs, "statistics") as Promise<readonly ActorStats[]>;
  }

  #open(ask: number, timeoutMs: number, what: string): Promise<unknown> {
    const { reply, promise } = Reply.open();
    this.#asks.set(ask, reply);
    this.system.deadlines.add(reply, timeoutMs, what);
    promise.catch(() => this.#asks.delete(ask));
    return promise;
  }

  want(id: number, urgent: boolean, bytes: number): void {
    this.#push(["want", id, urgent, bytes]);
  }

  credit(id: number, urgent: boolean, handled: number, slots: number, bytes: number): void {
    this.#push(["credit", id, urgent, handled, slots, bytes]);
  }

  recall(id: number): void {
    this.#push(["recall", id]);
  }

  ended(id: number, reason: Terminated["reason"]): void {
    this.#push(["ended", id, reason]);
  }

  unreported(credits: Credits): void {
    this.#unreported.add(credits);
  }

  #push(frame: Frame): void {
    if (this.#closed !== undefined) return;
    if (this.#out.push(frame) === 1) queueMicrotask(this.#flush);
    else if (this.#out.length >= BATCH) this.#flush();
  }

  readonly #flush = (): void => {
    if (this.#out.length === 0 || this.#closed !== undefined) return;
    for (const credits of this.#unreported) credits.report();
    this.#unreported.clear();
    const batch = this.#out;
    const transfer = this.#transfer;
    this.#out = [];
    this.#transfer = [];
    try {
      this.#options.port.post(batch, transfer.length > 1 ? [...new Set(transfer)] : transfer);
    } catch {
      for (const frame of batch) this.#postAlone(frame);
    }
  };

  /** One frame of the batch cannot be cloned: the others still go, and its sender is told. */
  #postAlone(frame: Frame): void {
    try {
      this.#options.port.post([frame]);
    } catch (error) {
      const [kind] = frame;
      log("error", "baton::actor", "a message cannot travel to another Arbiter", {
        frame: kind,
        message_type: kind === "send" || kind === "ask" ? frame[2] : "",
        error: String(error),
      });
      if (kind === "reply") this.#options.port.post([["reply", frame[1], false, encodeFault(error), false]]);
      else if (kind === "ready") this.#options.port.post([["failed", encodeFault(error)]]);
      else if (kind === "send" || kind === "ask") {
        decode(frame[3], {
          toWire: () => undefined,
          fromWire: (wire) => this.#book.revoke(wire as WireAddress),
        });
        this.#options.port.post([["void", frame[1], frame[2], frame[4]]]);
        if (kind === "ask") this.#asks.get(frame[6])?.reject(unsendable(frame[2], error));
      }
    }
  }

  // ---- in -----------------------------------------------------------------------------------------------------

  receive(batch: Batch): void {
    for (const frame of batch) if (this.#closed === undefined) this.#frame(frame);
  }

  #frame(frame: Frame): void {
    switch (frame[0]) {
      case "send":
      case "ask":
        this.#message(frame);
        return;
      case "reply":
        this.#reply(frame);
        return;
      case "void":
        this.#void(frame[1], frame[2], frame[3]);
        return;
      case "credit":
        this.#book.imported(frame[1])?.purse(frame[2]).credit(frame[3], frame[4], frame[5]);
        return;
      case "want":
        this.#book.inbound(frame[1])?.of(frame[2]).wanted(frame[3]);
        return;
      case "recall":
        this.#recalled(frame[1], true);
        return;
      case "returned":
        this.#book.inbound(frame[1])?.returned(frame[2], frame[3], frame[4]);
        return;
      case "ended":
        this.#book.end(frame[1], frame[2]);
        return;
      case "stats?":
        this.#push(["stats", frame[1], this.system.stats()]);
        return;
      case "stats":
        this.#asks.get(frame[1])?.resolve(frame[2]);
        this.#asks.delete(frame[1]);
        return;
      default:
        this.#options.onControl(frame);
    }
  }

  #message(frame: Extract<Frame, readonly ["send" | "ask", ...unknown[]]>): void {
    const [kind, id, type, wire, bytes, marked] = frame;
    const message = marked ? decode(wire, this.#book) : wire;
    const inbound = this.#book.inbound(id);
    const reply = kind === "ask" ? this.#remoteReply(frame[6]) : undefined;
    if (!inbound) {
      reply?.reject(askFault("BATON_ASK_STOPPED", "the actor has stopped"));
      return;
    }
    const { cell } = inbound;
    const credits = inbound.of(cell.inbox.isUrgent(type));
    credits.arrived(bytes);
    cell.accept(type, message, reply, bytes, credits);
  }

  #void(id: number, type: string, bytes: number): void {
    const inbound = this.#book.inbound(id);
    const credits = inbound?.of(inbound.cell.inbox.isUrgent(type));
    credits?.arrived(bytes);
    credits?.left();
  }

  /** One that has just got what it asked for may use it first. */
  #recalled(id: number, isGraced: boolean): void {
    const address = this.#book.imported(id);
    if (!address || this.#closed !== undefined) return; // it has ended, and the credits with it
    if (isGraced && (address.ordinary.isFresh || address.urgent.isFresh)) {
      this.system.clock.after(GRACE_MS, () => this.#recalled(id, false));
      return;
    }
    const { slots, bytes } = address.ordinary.giveBack();
    this.#push(["returned", id, slots, bytes, address.urgent.giveBack().slots]);
    address.ordinary.wake();
    address.urgent.wake();
  }

  #remoteReply(ask: number): Reply {
    const { reply, promise } = Reply.open();
    promise.then(
      (value) => {
        const { message, marked, transfer } = encode(value, this.#book);
        this.#book.introduce();
        for (const buffer of transfer) this.#transfer.push(buffer);
        this.#push(["reply", ask, true, message, marked]);
      },
      (error: unknown) => this.#push(["reply", ask, false, encodeFault(error), false]),
    );
    return reply;
  }

  #reply([, ask, ok, wire, marked]: Extract<Frame, readonly ["reply", ...unknown[]]>): void {
    const reply = this.#asks.get(ask);
    this.#asks.delete(ask);
    const value = marked ? decode(wire, this.#book) : wire; // also when its asker has given up: it may introduce addresses
    if (ok) reply?.resolve(value);
    else reply?.reject(decodeFault(value));
  }

  /** The other end is gone: pending asks fail, sends that were not handled come back, watchers are told. */
  close(reason: "stopped" | "arbiter_lost"): void {
    if (this.#closed !== undefined) return;
    this.#closed = reason;
    this.#out = [];
    this.#transfer = [];
    this.#unreported.clear();
    for (const reply of this.#asks.values()) reply.reject(endFault("the other Arbiter", reason));
    this.#asks.clear();
    const lost = this.#book.close(reason);
    if (lost.length > 0) this.#options.onUndelivered?.(lost);
  }
}
