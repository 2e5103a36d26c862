import type { Rejection } from "../../domain/protocol/rejection.ts";
import type { Address } from "../../kernel/actor/address.ts";
import type { Answered, Piped } from "../../kernel/actor/context.ts";
import type { ByteBudget } from "../../kernel/base/byte-budget.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import type {
  HoldGate,
  HoldListener,
  HoldProtocol,
  HoldWatch,
  SinkProtocol,
  SinkResult,
  SpoolListener,
  SpoolProtocol,
  StoreReply,
} from "./protocol.ts";

export interface HoldDeps {
  readonly sink: Address<SinkProtocol>;
  readonly spool: Address<SpoolProtocol> | undefined;
  /** Who removes rows once what was counted of them is on disk; absent: the spool itself, at once. */
  readonly removals?: Address<Pick<SpoolProtocol, "remove">>;
  readonly budget: ByteBudget;
  /** Holds envelopes back until what is to be done with them is known; absent: all may go. */
  readonly gate?: HoldGate;
  readonly watch?: HoldWatch;
  /** Called for an envelope that ends here, with what it counted as. */
  readonly rejected: (held: HeldEnvelope, rejection: Rejection) => void;
  readonly options: HoldOptions;
}

export interface HoldOptions {
  /** Envelopes on their way at once. */
  readonly maxInFlight: number;
  readonly retryDelayMs: number;
  /** Share of the budget above which envelopes go to disk, and none come back from it. */
  readonly watermarkRatio: number;
  readonly maxDelayMs: number;
  readonly writeBeforeAnswer: boolean;
  /** The disk goes with the process: drain by sending. */
  readonly ephemeral: boolean;
  readonly unspoolPerSecond: number | undefined;
}

/** What the hold tells itself, besides what it is told. */
export interface HoldInternal extends HoldProtocol, HoldListener, SpoolListener {
  settled(answered: Answered<HeldEnvelope, SinkResult>): void;
  retryNow(): void;
  write(): void;
  written(result: Piped<Written>): void;
  spilled(result: Piped<Written>): void;
  taken(result: Piped<{ readonly envelopes: readonly HeldEnvelope[] }>): void;
  unspool(): void;
  sweep(): void;
  diskAgain(): void;
  drainDue(): void;
  lookAgain(): void;
  tick(): void;
}

/** What came of an envelope; when the sink failed, what takes its place may be asked again. */
export function resultOf(answered: Answered<HeldEnvelope, SinkResult>): SinkResult {
  return answered.ok ? answered.value : UNANSWERED;
}

const UNANSWERED: SinkResult = { kind: "retry", outage: false };

/** Whether an envelope that ends in the hold was wanted: what its project refuses is not lost. */
export function isLoss(rejection: Rejection): boolean {
  return (
    rejection.outcome === "invalid" && (rejection.reason === "internal" || rejection.reason === "timestamp")
  );
}

/** What a write came to, and what was to be written. */
export interface Written {
  readonly reply: StoreReply;
  readonly envelopes: readonly HeldEnvelope[];
  readonly answers: readonly ((taken: boolean) => void)[];
  /** Whether they stay in memory too. */
  readonly keep: boolean;
}
