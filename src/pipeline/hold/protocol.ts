import type { Rejection } from "../../domain/protocol/rejection.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { HeldEnvelope } from "../held-envelope.ts";

/** Where accepted envelopes wait until they are delivered. */
export interface HoldProtocol {
  /**
   * Takes an envelope whose bytes its sender has taken from the budget; they are given back when it leaves memory.
   * With `before_answer` the reply comes once it is on disk; `false` when it could not be written: nothing was taken.
   */
  push(held: HeldEnvelope): boolean;
  /** Stops taking. Replies when nothing is left to do: delivered, or safe on disk, or `deadlineMs` have passed. */
  drain(request: { readonly deadlineMs: number }): DrainReport;
  /** Turns sending on and off (SIGUSR1). */
  pause(on: boolean): void;
  state(): HoldState;
}

export interface DrainReport {
  readonly delivered: number;
  readonly spooled: number;
  /** Neither delivered nor on disk. */
  readonly lost: number;
}

export interface HoldState {
  /** Envelopes in memory, waiting. */
  readonly waiting: number;
  readonly waitingBytes: number;
  readonly inFlight: number;
  readonly delivered: number;
  readonly spooled: number;
  readonly lost: number;
  /** The sink takes nothing at present: an outage. */
  readonly closed: boolean;
}

/** Where a held envelope ends up: upstream, or the local store. Never fails. */
export interface SinkProtocol {
  deliver(held: HeldEnvelope): SinkResult;
}

export type SinkResult =
  /** Its receiver answers for it from here on; `status` is what the upstream said, where there is one. */
  | { readonly kind: "done"; readonly status?: number }
  /**
   * Not taken; `outage`: not before the sink says `opened`. `instead`: what is left of it, to be tried in its place.
   */
  | { readonly kind: "retry"; readonly outage: boolean; readonly instead?: readonly HeldEnvelope[] }
  /** Will never be taken. */
  | { readonly kind: "refused" };

/** What the hold is told by those it waits for. */
export interface HoldListener {
  /** The sink takes envelopes again. */
  opened(): void;
  /** The states of these projects are known now. */
  projectsReady(news: { readonly publicKeys: readonly string[] }): void;
  /** What holds for all projects is known now. */
  globalReady(): void;
}

/** Decides whether an envelope's turn has come. Asked in the hold's own thread; must be quick and not throw. */
export interface HoldGate {
  /** Nothing may go at all, until `globalReady`. */
  isShut(): boolean;
  /** `wait`: until `projectsReady` for one of its keys. A rejection ends it. */
  judge(held: HeldEnvelope): "go" | "wait" | Rejection;
}

/** Sees what the hold has to answer for. Called in the hold's own thread; must be quick and not throw. */
export interface HoldWatch {
  /** The hold begins, or begins anew after a crash: it has nothing. */
  begins(): void;
  /** This one waits. Told anew when it was sent in vain, or comes back from the disk. */
  has(held: HeldEnvelope): void;
  /** Delivered, or at its end; not told of what goes to disk, which is still to be delivered. */
  done(held: HeldEnvelope): void;
}

export interface SpoolProtocol {
  /**
   * Writes all envelopes or none; replies with their rows once they are committed, or hands them back. `keep`: whoever
   * writes them keeps them in memory as well, as if taken.
   */
  store(batch: { readonly envelopes: readonly HeldEnvelope[]; readonly keep: boolean }): StoreReply;
  /** Hands out stored envelopes, fairly between pairs; they stay on disk until removed. */
  take(request: { readonly count: number; readonly bytes: number }): {
    readonly envelopes: readonly HeldEnvelope[];
  };
  /** Deletes rows whose envelopes were delivered. */
  remove(rows: { readonly ids: readonly number[] }): void;
  /** Gives rows back that were taken and not delivered. */
  release(rows: { readonly ids: readonly number[] }): void;
  state(): SpoolState;
  listen(listener: Address<SpoolListener>): void;
}

export type StoreReply =
  | { readonly ids: readonly number[] }
  | { readonly refused: readonly HeldEnvelope[]; readonly code: string };

export interface SpoolListener {
  /** There is something on disk that nobody has taken. */
  spoolFilled(count: number): void;
  /** Whether the disk can take more. */
  spoolFull(full: boolean): void;
}

export interface SpoolState {
  readonly stored: number;
  readonly taken: number;
  readonly usedBytes: number;
  readonly full: boolean;
}
