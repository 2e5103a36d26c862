import { Fault } from "../../base/fault.ts";
import type { Cell } from "../cell.ts";
import { LocalAddress } from "../local-address.ts";
import { askFault, Reply } from "../reply.ts";
import type { ActorStats } from "../stats.ts";
import type { ActorSystem } from "../system.ts";
import { type AddressCodec, decode, decodeFault, encode, encodeFault } from "./encode.ts";
import { forwarderFor } from "./forwarder.ts";
import type { Batch, Frame, LinkPort, Weight } from "./frames.ts";
import { Inbound, type InboundSink } from "./inbound.ts";
import { RemoteAddress, type Undelivered } from "./remote-address.ts";

/** Frames posted together at most. */
const BATCH = 256;

type WireAddress =
  | readonly [owner: "mine", id: number, path: string, slots: number, bytes: number]
  | readonly [owner: "yours", id: number];

export interface LinkOptions {
  readonly system: ActorSystem;
  readonly port: LinkPort;
  /** Frames that are not about single actors: start, stop, heartbeat, statistics. */
  readonly onControl: (frame: Frame) => void;
  /** What was sent into the other Arbiter and died with it. */
  readonly onUndelivered?: (lost: readonly Undelivered[]) => void;
}

/**
 * One end of the connection between two Arbiters: numbers the actors it exports, keeps the addresses it imported, carries
 * messages, replies and credits. Frames of one turn go as one post.
 *
 * Invariants: 1. Frames arrive in the order they were sent, so messages of one pair do. 2. Every ask is settled: by its reply, its
 * deadline, or the end of the link. 3. After `close` nothing is posted.
 */
export class Link implements AddressCodec, InboundSink {
  readonly system: ActorSystem;
  readonly #port: LinkPort;
  readonly #onControl: (frame: Frame) => void;
  readonly #onUndelivered: ((lost: readonly Undelivered[]) => void) | undefined;
  readonly #exports = new Map<number, Inbound>();
  readonly #exportIds = new Map<Cell, number>();
  readonly #imports = new Map<number, RemoteAddress>();
  readonly #asks = new Map<number, Reply>();
  #nextId = 1;
  #nextAsk = 1;
  #out: Frame[] = [];
  #transfer: ArrayBuffer[] = [];
  #closed = false;

  constructor(options: LinkOptions) {
    this.system = options.system;
    this.#port = options.port;
    this.#onControl = options.onControl;
    this.#onUndelivered = options.onUndelivered;
  }

  // ---- out ----------------------------------------------------------------------------------------------------

  control(frame: Frame): void {
    this.#push(frame);
  }

  /** Encodes something that is no message, such as what an Arbiter starts with. */
  encodeValue(value: unknown): unknown {
    const { message, transfer } = encode(value, this);
    this.#transfer.push(...transfer);
    return message;
  }

  decodeValue(value: unknown): unknown {
    return decode(value, this);
  }

  post(to: RemoteAddress, type: string, message: unknown, ask: number | undefined): boolean {
    if (this.#closed) return false;
    const encoded = encode(message, this);
    const paid = to.spend(type, message, encoded.bytes);
    if (paid === undefined) return false;
    for (const buffer of encoded.transfer) this.#transfer.push(buffer);
    const { message: wire, marked } = encoded;
    const weight: Weight = [encoded.bytes, paid];
    this.#push(
      ask === undefined
        ? ["send", to.id, type, wire, weight, marked]
        : ["ask", to.id, type, wire, weight, marked, ask],
    );
    return true;
  }

  ask(
    to: RemoteAddress,
    type: string,
    message: unknown,
    timeoutMs: number,
    mayTry: boolean,
  ): Promise<unknown> {
    const reply = new Reply();
    const ask = this.#nextAsk++;
    if (to.ended || this.#closed) {
      reply.reject(
        this.#closed ? lostFault(to.path) : askFault("BATON_ASK_STOPPED", `${to.path} has stopped`),
      );
    } else if (!mayTry || !this.post(to, type, message, ask)) {
      reply.reject(askFault("BATON_ASK_REFUSED", `${to.path} is full`));
    } else {
      this.#asks.set(ask, reply);
      this.system.deadlines.add(reply, timeoutMs, `${to.path} ${type}`);
      reply.promise.catch(() => this.#asks.delete(ask));
    }
    return reply.promise;
  }

  /** Asks the other end's kernel for the state of its actors. */
  stats(timeoutMs: number): Promise<readonly ActorStats[]> {
    const reply = new Reply();
    const ask = this.#nextAsk++;
    if (this.#closed) reply.reject(lostFault("statistics"));
    else {
      this.#asks.set(ask, reply);
      this.system.deadlines.add(reply, timeoutMs, "statistics");
      reply.promise.catch(() => this.#asks.delete(ask));
      this.#push(["stats?", ask]);
    }
    return reply.promise as Promise<readonly ActorStats[]>;
  }

  want(id: number): void {
    this.#push(["want", id]);
  }

  credit(id: number, handled: number, slots: number, bytes: number): void {
    this.#push(["credit", id, handled, slots, bytes]);
  }

  recall(id: number): void {
    this.#push(["recall", id]);
  }

  #push(frame: Frame): void {
    if (this.#closed) return;
    if (this.#out.push(frame) === 1) queueMicrotask(this.#flush);
    else if (this.#out.length >= BATCH) this.#flush();
  }

  readonly #flush = (): void => {
    if (this.#out.length === 0 || this.#closed) return;
    const batch = this.#out;
    const transfer = this.#transfer;
    this.#out = [];
    this.#transfer = [];
    this.#port.post(batch, transfer);
  };

  // ---- addresses ----------------------------------------------------------------------------------------------

  toWire(value: object): WireAddress | undefined {
    if (value instanceof RemoteAddress) {
      if (value.link === this) return ["yours", value.id];
      return this.#export(forwarderFor(value, this.system));
    }
    return value instanceof LocalAddress ? this.#export(value.cell) : undefined;
  }

  fromWire(wire: unknown): unknown {
    const [owner, id, path, slots, bytes] = wire as ["mine" | "yours", number, string, number, number];
    if (owner === "yours")
      return this.#exports.get(id)?.cell.address ?? new RemoteAddress(this, -1, "/gone", 0, 0);
    const known = this.#imports.get(id);
    if (known) {
      known.credit(0, slots, bytes);
      return known;
    }
    const address = new RemoteAddress(this, id, path, slots, bytes);
    this.#imports.set(id, address);
    return address;
  }

  #export(cell: Cell): WireAddress {
    const known = this.#exportIds.get(cell);
    if (known !== undefined) return ["mine", known, cell.path, 0, 0];
    const id = this.#nextId++;
    const inbound = new Inbound(id, cell, this);
    this.#exports.set(id, inbound);
    this.#exportIds.set(cell, id);
    cell.onEnd(({ reason }) => {
      this.#exports.delete(id);
      this.#exportIds.delete(cell);
      this.#push(["ended", id, reason === "crashed" ? "crashed" : "stopped"]);
    });
    const { slots, bytes } = inbound.first();
    return ["mine", id, cell.path, slots, bytes];
  }

  // ---- in -----------------------------------------------------------------------------------------------------

  receive(batch: Batch): void {
    for (const frame of batch) this.#frame(frame);
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
      case "credit":
        this.#imports.get(frame[1])?.credit(frame[2], frame[3], frame[4]);
        return;
      case "want":
        this.#exports.get(frame[1])?.wanted();
        return;
      case "recall": {
        const unused = this.#imports.get(frame[1])?.giveBack();
        if (unused) this.#push(["returned", frame[1], unused.slots, unused.bytes]);
        return;
      }
      case "returned":
        this.#exports.get(frame[1])?.returned(frame[2], frame[3]);
        return;
      case "ended": {
        this.#imports.get(frame[1])?.end(frame[2]);
        this.#imports.delete(frame[1]);
        return;
      }
      case "stats?":
        this.#push(["stats", frame[1], this.system.stats()]);
        return;
      case "stats": {
        this.#asks.get(frame[1])?.resolve(frame[2]);
        this.#asks.delete(frame[1]);
        return;
      }
      default:
        this.#onControl(frame);
    }
  }

  #message(frame: Extract<Frame, readonly ["send" | "ask", ...unknown[]]>): void {
    const [kind, id, type, wire, [bytes, paid], marked] = frame;
    const message = marked ? decode(wire, this) : wire;
    const inbound = this.#exports.get(id);
    const reply = kind === "ask" ? this.#remoteReply(frame[6]) : undefined;
    if (!inbound) {
      reply?.reject(askFault("BATON_ASK_STOPPED", "the actor has stopped"));
      return;
    }
    inbound.arrived(paid);
    inbound.cell.accept(type, message, reply, bytes, inbound.taken);
  }

  #remoteReply(ask: number): Reply {
    const reply = new Reply();
    reply.promise.then(
      (value) => {
        const { message, marked, transfer } = encode(value, this);
        this.#transfer.push(...transfer);
        this.#push(["reply", ask, true, message, marked]);
      },
      (error: unknown) => this.#push(["reply", ask, false, encodeFault(error), false]),
    );
    return reply;
  }

  #reply([, ask, ok, wire, marked]: Extract<Frame, readonly ["reply", ...unknown[]]>): void {
    const reply = this.#asks.get(ask);
    if (!reply) return; // its asker has given up
    this.#asks.delete(ask);
    if (reply.settled) return;
    if (ok) reply.resolve(marked ? decode(wire, this) : wire);
    else reply.reject(decodeFault(wire));
  }

  /** The other end is gone: pending asks fail, sends that were not handled come back, watchers are told. */
  close(reason: "stopped" | "arbiter_lost"): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#out = [];
    for (const [, reply] of this.#asks) if (!reply.settled) reply.reject(lostFault("the other Arbiter"));
    this.#asks.clear();
    const lost: Undelivered[] = [];
    for (const address of this.#imports.values()) lost.push(...address.end(reason));
    this.#imports.clear();
    for (const inbound of this.#exports.values()) inbound.close();
    this.#exports.clear();
    this.#exportIds.clear();
    if (lost.length > 0) this.#onUndelivered?.(lost);
  }
}

function lostFault(what: string): Fault {
  return new Fault(`${what} was lost with its thread`, {
    code: "BATON_ARBITER_LOST",
    source: "local",
    retryable: true,
  });
}
