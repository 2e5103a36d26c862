import type { ReportedOutcome } from "../../domain/client-report/client-report.ts";
import type { FinalizeOptions } from "../../domain/event/normalize/finalize.ts";
import type { NormalizeSettings } from "../../domain/event/normalize/settings.ts";
import type { MetricBucket } from "../../domain/metrics/metric-bucket.ts";
import type { DataCategory } from "../../domain/protocol/data-category.ts";
import type { EnvelopeHeaders } from "../../domain/protocol/envelope.ts";
import type { Item } from "../../domain/protocol/item.ts";
import type { Rejection } from "../../domain/protocol/rejection.ts";
import type { Managed } from "../managed.ts";
import type { ProcessContext } from "./processor.ts";

/** Everything that a step may look at besides its item, fixed for one envelope. Steps read nothing else. */
export interface StepContext extends ProcessContext {
  readonly headers: EnvelopeHeaders;
  readonly receivedAtMs: number;
  /** By the sender's clock; `undefined` when it did not say. */
  readonly sentAtMs: number | undefined;
  readonly options: ProcessOptions;
}

/** What the configuration says, resolved. */
export interface ProcessOptions {
  /** Unknown items are passed on. */
  readonly acceptsUnknown: boolean;
  /** `processing.max_session_secs_in_past`. */
  readonly maxSessionAgeMs: number;
  /** `processing.max_secs_in_future`. */
  readonly maxFutureMs: number;
  /** `limits.max_event_size`. */
  readonly maxEventSizeBytes: number;
  /** `limits.max_log_size`. */
  readonly maxLogSizeBytes: number;
  /** `limits.max_trace_metric_size`. */
  readonly maxTraceMetricSizeBytes: number;
  /** `limits.max_replay_uncompressed_size`. */
  readonly maxReplaySizeBytes: number;
  /** Who this relay is, as events tell by whom they came; `undefined`: they do not. */
  readonly relay: FinalizeOptions["relay"];
  /** `normalization.level: full`. */
  readonly isFullyNormalized: boolean;
  /** Where an address is; `undefined` without a database of places. */
  readonly geoOf: NormalizeSettings["geoOf"];
  /** How old a transaction may be, and how far ahead. */
  readonly metricsRange: NormalizeSettings["metricsRange"];
}

/** What a family reaches the world through. All of it is for one envelope. */
export interface ProcessPorts {
  readonly quotas: Quotas;
  /** What the items came to as metrics of their project. */
  measure(buckets: readonly MetricBucket[]): void;
  /** What the sender says it dropped, at a time of ours. */
  report(timestampMs: number, outcomes: readonly ReportedOutcome[]): void;
}

/**
 * Counts items against quotas and limits, and rejects what they refuse. A relay that only knows limits answers at once;
 * one that counts asks Redis, which is the one thing a family waits for.
 */
export interface Quotas {
  /** By everything that the items count as, event and company together. */
  enforce(items: Managed<Item>): void | Promise<void>;
  /** Why nothing of this category gets through. */
  refusal(category: DataCategory): Rejection | undefined;
  /** Things of which nobody is told: sessions. */
  enforceSilently<T>(things: Managed<T>, category: "session"): void | Promise<void>;
}

/**
 * One kind of items, with everything that is done to it. Families follow each other in an order that is a contract:
 * each takes what is its own from what is left.
 */
export interface Family {
  readonly name: string;
  /** What is its own among what is left; `undefined`: nothing. */
  take(left: Managed<Item>): Managed<Item> | undefined;
  /** @returns what goes upstream, in one envelope of its own */
  process(items: Managed<Item>, ctx: StepContext, ports: ProcessPorts): Promise<Managed<Item> | Outgoing>;
}

/** What goes upstream in one envelope, under headers that are not all those it came with. */
export interface Outgoing {
  readonly items: Managed<Item>;
  readonly headers: Partial<EnvelopeHeaders>;
}

/** A family that takes all items of a kind. */
export function takeAll(isOwn: (item: Item) => boolean): Family["take"] {
  return (left) => (left.some(isOwn) ? left.take(isOwn) : undefined);
}
