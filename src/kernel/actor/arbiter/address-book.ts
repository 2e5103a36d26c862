import type { Cell } from "../cell.ts";
import type { Terminated } from "../context.ts";
import { LocalAddress } from "../local-address.ts";
import type { ActorSystem } from "../system.ts";
import type { AddressCodec } from "./encode.ts";
import { forwarderFor } from "./forwarder.ts";
import type { Introduction } from "./frames.ts";
import { Inbound } from "./inbound.ts";
import type { Link } from "./link.ts";
import type { Undelivered } from "./purse.ts";
import { RemoteAddress } from "./remote-address.ts";

/** `mine` lives with the sender of the frame and is introduced once; `yours` goes home; `gone` has ended. */
export type WireAddress =
  | readonly [owner: "mine", id: number, path: string, introduction?: Introduction]
  | readonly [owner: "yours", id: number]
  | readonly [owner: "gone", path: string, reason: Terminated["reason"]];

const NO_CREDIT: Introduction = [[], 0, 0, 0, 0];

interface Export {
  readonly inbound: Inbound;
  readonly forget: () => void;
}

/**
 * Which actors of this end are known over there, and which of the other end here.
 *
 * Invariants: 1. An actor has one number per link, an imported one one address. 2. Places are reserved for an export only once
 * the frame that introduces it is sure to be posted: an address that never arrives holds no credit.
 */
export class AddressBook implements AddressCodec {
  readonly #link: Link;
  readonly #system: ActorSystem;
  readonly #exports = new Map<number, Export>();
  readonly #exportIds = new Map<Cell, number>();
  readonly #imports = new Map<number, RemoteAddress>();
  #fresh: { readonly inbound: Inbound; readonly wire: unknown[] }[] = [];
  #nextId = 1;

  constructor(link: Link, system: ActorSystem) {
    this.#link = link;
    this.#system = system;
  }

  inbound(id: number): Inbound | undefined {
    return this.#exports.get(id)?.inbound;
  }

  imported(id: number): RemoteAddress | undefined {
    return this.#imports.get(id);
  }

  toWire(value: object): WireAddress | undefined {
    if (value instanceof LocalAddress) return this.#export(value.cell);
    if (!(value instanceof RemoteAddress)) return undefined;
    if (value.endReason !== undefined) return ["gone", value.path, value.endReason];
    return value.link === this.#link ? ["yours", value.id] : this.#export(forwarderFor(value, this.#system));
  }

  #export(cell: Cell): WireAddress {
    const known = this.#exportIds.get(cell);
    if (known !== undefined) return ["mine", known, cell.path];
    let ended: Terminated | undefined;
    const id = this.#nextId++;
    const forget = cell.watchers.add((what) => {
      ended = what;
      this.#drop(id);
      this.#link.ended(id, what.reason);
    });
    if (ended !== undefined) return ["gone", cell.path, (ended as Terminated).reason];
    const inbound = new Inbound(id, cell, this.#link);
    this.#exports.set(id, { inbound, forget });
    this.#exportIds.set(cell, id);
    const wire: ["mine", number, string] = ["mine", id, cell.path];
    this.#fresh.push({ inbound, wire });
    return wire;
  }

  /** The message with the new addresses will be posted: they are introduced in it. */
  introduce(): void {
    if (this.#fresh.length === 0) return;
    for (const { inbound, wire } of this.#fresh) wire.push(inbound.introduction());
    this.#fresh = [];
  }

  /** The message will not be posted: its new addresses stay unknown over there. */
  withdraw(): void {
    if (this.#fresh.length === 0) return;
    for (const { inbound } of this.#fresh) this.#drop(inbound.id);
    this.#fresh = [];
  }

  /** A message that turned out not to travel: what was introduced in it is not known over there. */
  revoke(wire: WireAddress): void {
    if (wire[0] === "mine" && wire[3] !== undefined) this.#drop(wire[1]);
  }

  #drop(id: number): void {
    const known = this.#exports.get(id);
    if (known === undefined) return;
    this.#exports.delete(id);
    this.#exportIds.delete(known.inbound.cell);
    known.forget();
    known.inbound.close();
  }

  fromWire(wire: WireAddress): unknown {
    if (wire[0] === "gone") return this.#ended(wire[1], wire[2]);
    if (wire[0] === "yours") return this.inbound(wire[1])?.cell.address ?? this.#ended("/gone", "stopped");
    const [, id, path, introduction] = wire;
    const known = this.#imports.get(id);
    if (known !== undefined) return known;
    if (introduction === undefined) return this.#ended(path, "stopped");
    const address = new RemoteAddress(this.#link, id, path, introduction);
    this.#imports.set(id, address);
    return address;
  }

  #ended(path: string, reason: Terminated["reason"]): RemoteAddress {
    const address = new RemoteAddress(this.#link, -1, path, NO_CREDIT);
    address.end(reason);
    return address;
  }

  /** An imported actor has ended. */
  end(id: number, reason: Terminated["reason"]): void {
    const address = this.#imports.get(id);
    this.#imports.delete(id);
    address?.end(reason);
  }

  /** The link is gone. @returns what was sent over it and is not known to have been handled */
  close(reason: "stopped" | "arbiter_lost"): Undelivered[] {
    for (const id of [...this.#exports.keys()]) this.#drop(id);
    const imports = [...this.#imports.values()];
    this.#imports.clear();
    return imports.flatMap((address) => address.end(reason));
  }
}
