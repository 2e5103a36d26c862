import type { Terminated } from "../context.ts";
import type { ActorStats } from "../stats.ts";
import type { StopMode } from "../stopping.ts";

/** What a sender must know of a mailbox, and its first credits: urgent names, bound by weight (0: none), ordinary places and bytes, urgent places. */
export type Introduction = readonly [
  urgent: readonly string[],
  maxBytes: number,
  slots: number,
  bytes: number,
  urgentSlots: number,
];

/**
 * What travels between two Arbiters, as tuples: they clone fastest. `id` numbers an exported actor within one link and one
 * direction, `ask` an open question. `bytes` is what a message weighs, as told by its byte arrays. `marked` says that
 * `message` holds addresses or faults to be rebuilt.
 */
export type Frame =
  | readonly [kind: "send", id: number, type: string, message: unknown, bytes: number, marked: boolean]
  | readonly [
      kind: "ask",
      id: number,
      type: string,
      message: unknown,
      bytes: number,
      marked: boolean,
      ask: number,
    ]
  /** Takes the place of a message that cannot travel: its credit comes back. */
  | readonly [kind: "void", id: number, type: string, bytes: number]
  | readonly [kind: "reply", ask: number, ok: boolean, value: unknown, marked: boolean]
  /** `handled` messages of this link have left that lane of the mailbox; `slots` and `bytes` more may be sent. */
  | readonly [kind: "credit", id: number, urgent: boolean, handled: number, slots: number, bytes: number]
  /** The sender ran dry: it waits for a place, and that many bytes. */
  | readonly [kind: "want", id: number, urgent: boolean, bytes: number]
  /** Another sender ran dry: give back what you do not use. */
  | readonly [kind: "recall", id: number]
  | readonly [kind: "returned", id: number, slots: number, bytes: number, urgentSlots: number]
  | readonly [kind: "ended", id: number, reason: Terminated["reason"]]
  | readonly [kind: "ping", count: number]
  | readonly [kind: "pong", count: number]
  | readonly [kind: "ready", exports: unknown]
  | readonly [kind: "failed", fault: unknown]
  | readonly [kind: "escalated", fault: unknown]
  | readonly [kind: "stop", mode: StopMode, deadlineMs: number]
  | readonly [kind: "stopped"]
  | readonly [kind: "watching", on: boolean]
  | readonly [kind: "stats?", ask: number]
  | readonly [kind: "stats", ask: number, stats: readonly ActorStats[]];

/** Frames of one turn, posted together. */
export type Batch = readonly Frame[];

/** The least a link needs of a thread's port; what stands in `transfer` is moved. */
export interface LinkPort {
  post(batch: Batch, transfer?: readonly ArrayBuffer[]): void;
}
