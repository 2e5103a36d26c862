import type { DataCategory } from "../../domain/protocol/data-category.ts";
import type { OutcomeKind } from "../../domain/protocol/outcome.ts";
import type { Address } from "../../kernel/actor/address.ts";

/** Where it was decided. `sdk`: by the client, which told of it in a client report. */
const DROP_STAGES = ["sdk", "receive", "hold", "process", "metrics", "send"] as const;
export type DropStage = (typeof DROP_STAGES)[number];

/** What did not go on and why, for whoever runs this relay. Plain data, without keys or anything personal. */
export interface Drop {
  readonly atMs: number;
  readonly stage: DropStage;
  readonly outcome: OutcomeKind;
  /** The outcome's reason, as the upstream sees it. */
  readonly reason: string | undefined;
  /** Which option, feature, limit or rule decided. */
  readonly rule: string | undefined;
  readonly projectId: string | undefined;
  readonly category: DataCategory;
  readonly quantity: number;
  /** The upstream is not told. */
  readonly isSilent: boolean;
}

/** Equal drops since the start. */
export interface DropTotal extends Pick<Drop, "stage" | "outcome" | "reason" | "rule" | "category"> {
  readonly quantity: number;
}

/** Somebody who watches drops as they happen: `baton tap --dropped`, the page. */
export interface DropListener {
  dropped(drops: readonly Drop[]): void;
}

/** The port that every drop is told at, from all Arbiters. A refused `send` costs its explanation, nothing else. */
export interface DropsProtocol {
  dropped(drops: readonly Drop[]): void;
  /** The latest ones, oldest first. */
  recent(): readonly Drop[];
  totals(): readonly DropTotal[];
  /** Told of all that follow, until it stops. */
  listen(listener: Address<DropListener>): void;
}
