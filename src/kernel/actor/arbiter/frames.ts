import type { ActorStats } from "../stats.ts";

/** What a message weighs, and how much of it was paid with credit: a heavy message that goes alone pays what there is. */
export type Weight = readonly [bytes: number, paid: number];

/**
 * What travels between two Arbiters, as tuples: they clone fastest. `id` numbers an exported actor within one link and one
 * direction, `ask` an open question. `marked` says that `message` holds addresses or faults to be rebuilt.
 */
export type Frame =
  | readonly [kind: "send", id: number, type: string, message: unknown, weight: Weight, marked: boolean]
  | readonly [
      kind: "ask",
      id: number,
      type: string,
      message: unknown,
      weight: Weight,
      marked: boolean,
      ask: number,
    ]
  | readonly [kind: "reply", ask: number, ok: boolean, value: unknown, marked: boolean]
  /** `handled` messages of this link have left the mailbox; `slots` and `bytes` more may be sent. */
  | readonly [kind: "credit", id: number, handled: number, slots: number, bytes: number]
  /** The sender ran dry. */
  | readonly [kind: "want", id: number]
  /** Another sender ran dry: give back what you do not use. */
  | readonly [kind: "recall", id: number]
  | readonly [kind: "returned", id: number, slots: number, bytes: number]
  | readonly [kind: "ended", id: number, reason: "stopped" | "crashed"]
  | readonly [kind: "ping", count: number]
  | readonly [kind: "pong", count: number]
  | readonly [kind: "ready", exports: unknown]
  | readonly [kind: "failed", fault: unknown]
  | readonly [kind: "escalated", fault: unknown]
  | readonly [kind: "stop", mode: "graceful" | "immediate"]
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
