import type { Config } from "../../config/config.ts";
import type { HttpEncoding } from "../../config/sections/http.ts";
import type { DataCategory } from "../../domain/protocol/data-category.ts";
import type { Dsn } from "../../domain/protocol/dsn.ts";
import type { Envelope } from "../../domain/protocol/envelope.ts";
import type { Item } from "../../domain/protocol/item.ts";
import type { Scoping } from "../../domain/protocol/outcome.ts";
import { by, invalid, type Rejection } from "../../domain/protocol/rejection.ts";
import { limitCheck } from "../../domain/quota/limit-check.ts";
import type { Quota } from "../../domain/quota/quota.ts";
import type { RateLimit } from "../../domain/quota/rate-limit.ts";
import { formatRateLimits, retryAfterSeconds } from "../../domain/quota/rate-limit-headers.ts";
import type { RateLimitStore } from "../../domain/quota/rate-limit-store.ts";
import { type Address, within } from "../../kernel/actor/address.ts";
import type { ByteBudget } from "../../kernel/base/byte-budget.ts";
import { faultCode } from "../../kernel/base/fault.ts";
import type { HttpResponse } from "../../kernel/runtime/http.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { JournalProtocol } from "../../services/journal/protocol.ts";
import type { MetricsProtocol } from "../../services/metrics/protocol.ts";
import { receivedBuckets } from "../../services/metrics/received-buckets.ts";
import { itemsReceived } from "../../services/telemetry/events.ts";
import { holdEnvelope } from "../held-envelope.ts";
import type { HoldProtocol } from "../hold/protocol.ts";
import type { Ledger, LedgerBook } from "../ledger.ts";
import { limitItems } from "../limit-items.ts";
import { Managed } from "../managed.ts";
import { findTooLarge, tooLargeDetail } from "../parse/size-limits.ts";
import { overloaded } from "./body.ts";
import type { AdmissionObserver, ItemVerdict } from "./observer.ts";
import { failure } from "./responses.ts";

/** Why an envelope is not let in: as its sender is told, and as it is counted. */
export interface DoorRefusal {
  readonly reason: string;
  readonly invalid: "project_id" | "cors" | "invalid_signature" | "missing_signature" | "feature_disabled";
}

/** What the door knows of a project: the proxy knows nothing and lets everything in. */
export interface ProjectDoor {
  /** What stands against this envelope, judged by what is cached; `undefined` lets it in. */
  check(envelope: Envelope): DoorRefusal | undefined;
  /** Everybody's quotas, and the project's own. */
  quotasOf(publicKey: string): readonly (readonly Quota[])[];
  scopingOf(envelope: Envelope): Scoping;
}

export interface AdmissionDeps {
  readonly config: Config;
  readonly hold: Address<Pick<HoldProtocol, "push">>;
  readonly budget: ByteBudget;
  readonly limits: RateLimitStore;
  readonly book: LedgerBook;
  readonly now: () => number;
  /** Whether the process is so short of memory that nothing may be taken in. Asked for every envelope. */
  readonly isOutOfMemory?: () => boolean;
  readonly project?: ProjectDoor;
  /** How envelopes are kept until they are sent; default as they are sent. What is processed first stays as it is. */
  readonly encoding?: HttpEncoding;
  /** Takes metric buckets; absent: they stay where they are. */
  readonly metrics?: Address<Pick<MetricsProtocol, "merge">>;
  /** Keeps on disk what is counted here; absent: nobody does. */
  readonly journal?: Address<Pick<JournalProtocol, "commit">>;
  /** Looked at anew for each envelope: watchers come and go. */
  readonly observer?: AdmissionObserver | undefined;
  /** Sees each envelope first, and may change its items' payloads. Must not throw. */
  readonly prepare?: (envelope: Envelope) => void;
  /** Sends everything to this project instead of the sender's own. */
  readonly retarget?: Dsn;
}

export interface AdmissionOptions {
  /** Endpoints whose senders would not understand a 429 apply limits silently. */
  readonly tellsLimits: boolean;
}

/** The answer that a refused envelope gets. */
type Verdict = HttpResponse | undefined;

/** Kept only when somebody watches. */
type Verdicts = Map<Item, ItemVerdict> | undefined;

const TELLS: AdmissionOptions = { tellsLimits: true };
const NO_QUOTAS: readonly (readonly Quota[])[] = [];
const RATE_LIMITED_DETAIL =
  "Sentry dropped data due to a quota or internal rate limit being reached. This will not affect your application. See https://docs.sentry.io/product/accounts/quotas/ for more information.";
/** Time for the disk to confirm, in `before_answer` mode. */
const WRITE = within(30_000);

/** The last check before an envelope is ours: from here on it is delivered, stored, or has an outcome. */
export class Admission {
  readonly #deps: AdmissionDeps;
  readonly #acceptsUnknown: boolean;
  readonly #waitsForDisk: boolean;

  constructor(deps: AdmissionDeps) {
    this.#deps = deps;
    const { routing, processing, spool } = deps.config;
    this.#acceptsUnknown = routing.acceptUnknownItems ?? !processing.enabled;
    this.#waitsForDisk = spool.baton.write === "before_answer" && spool.envelopes.path !== null;
  }

  /**
   * Takes an envelope in; without a promise unless it waits for the disk.
   * @returns `undefined` when it was taken (or had nothing in it that we take), else the answer to its sender
   */
  admit(envelope: Envelope, options: AdmissionOptions = TELLS): Verdict | Promise<Verdict> {
    if (!this.#acceptsUnknown) envelope.items = envelope.items.filter((item) => item.type !== "unknown");
    if (envelope.isEmpty) return undefined;
    this.#deps.prepare?.(envelope);
    const all = envelope.items;
    itemsReceived(all);
    const items = Managed.receive(envelope, this.#deps.book);
    const verdicts = this.#deps.observer ? new Map<Item, ItemVerdict>() : undefined;
    const end = (verdict: Verdict): Verdict => {
      items.ledger.settle();
      if (verdicts) this.#deps.observer?.admitted(envelope, all, (item) => verdicts.get(item));
      return verdict;
    };
    const verdict = this.#judge(envelope, items, options, verdicts);
    const ended = verdict instanceof Promise ? verdict.then(end) : end(verdict);
    const { journal } = this.#deps;
    return journal ? this.#counted(ended, all.some(isBuckets), items.ledger, journal) : ended;
  }

  /** What was counted of it here, as dropped or as metrics, is on disk before the answer too. */
  async #counted(
    ended: Verdict | Promise<Verdict>,
    isMeasured: boolean,
    ledger: Ledger,
    journal: NonNullable<AdmissionDeps["journal"]>,
  ): Promise<Verdict> {
    const verdict = await ended;
    if (!ledger.hasRejected && !isMeasured) return verdict;
    const isOnDisk = await journal.ask("commit", WRITE).catch(() => false);
    return isOnDisk ? verdict : (verdict ?? overloaded());
  }

  /**
   * What stands against data of a category that does not come through here, such as an upload. `envelope` says whose it is;
   * nothing in it is looked at or counted.
   */
  refusal(envelope: Envelope, category: DataCategory): HttpResponse | undefined {
    const { project, limits, now } = this.#deps;
    const refusal = project?.check(envelope);
    if (refusal) return forbidden(refusal);
    const { dsn } = envelope.meta;
    const scoping = project?.scopingOf(envelope) ?? proxyScoping(dsn);
    const quotas = project?.quotasOf(dsn.publicKey) ?? NO_QUOTAS;
    const told = limitCheck({ learnt: limits, quotas }, scoping, now())?.(category) ?? [];
    return told.length > 0 ? this.#limited(told) : undefined;
  }

  #judge(
    envelope: Envelope,
    items: Managed<Item>,
    options: AdmissionOptions,
    verdicts: Verdicts,
  ): Verdict | Promise<Verdict> {
    const refusal = this.#deps.project?.check(envelope);
    if (refusal) {
      this.#rejectAll(items, by("project", invalid(refusal.invalid)), verdicts);
      return forbidden(refusal);
    }
    const told = this.#applyLimits(envelope, items, verdicts);
    const tooLarge = findTooLarge(envelope, this.#deps.config.limits);
    if (tooLarge !== undefined) {
      this.#rejectAll(items, by(tooLarge.rule, invalid(`too_large:${tooLarge.name}`)), verdicts);
      return failure(413, tooLargeDetail(tooLarge.name));
    }
    this.#measure(envelope, items);
    const limited = told.length > 0 && options.tellsLimits ? this.#limited(told) : undefined;
    if (items.isEmpty) return limited;
    const settle = (taken: boolean): Verdict => {
      if (taken) {
        items.forward();
        return limited;
      }
      this.#rejectAll(items, invalid("internal"), verdicts);
      return overloaded();
    };
    const taken = this.#hold(envelope);
    return taken instanceof Promise ? taken.then(settle) : settle(taken);
  }

  #rejectAll(items: Managed<Item>, rejection: Rejection, verdicts: Verdicts): void {
    if (verdicts) for (const item of items.values()) verdicts.set(item, rejection);
    items.rejectAll(rejection);
  }

  /** Metric buckets leave the envelope here: they are merged with those of others. */
  #measure(envelope: Envelope, items: Managed<Item>): void {
    const { metrics } = this.#deps;
    if (metrics === undefined || !items.some(isBuckets)) return;
    const received = receivedBuckets(items.take(isBuckets).forward(), envelope.headers);
    envelope.items = items.values();
    if (received.buckets.length > 0 && !metrics.send("merge", [received]))
      log("error", "baton::receive", "metric buckets were lost", { buckets: received.buckets.length });
  }

  /** Takes out what known limits refuse. @returns what the sender is to be told of */
  #applyLimits(envelope: Envelope, items: Managed<Item>, verdicts: Verdicts): readonly RateLimit[] {
    const { limits, project, now, retarget } = this.#deps;
    const dsn = retarget ?? envelope.meta.dsn; // limits are known of the project that it goes to
    const { publicKey } = dsn;
    if (!project && !limits.has(publicKey)) return [];
    const nowMs = now();
    const scoping = project?.scopingOf(envelope) ?? proxyScoping(dsn);
    const check = limitCheck(
      { learnt: limits, quotas: project?.quotasOf(publicKey) ?? NO_QUOTAS },
      scoping,
      nowMs,
    );
    if (check === undefined) return [];
    const { told, refused } = limitItems(items, check);
    if (verdicts) for (const [item, rejection] of refused) verdicts.set(item, rejection);
    envelope.items = items.values();
    return told;
  }

  #hold(envelope: Envelope): boolean | Promise<boolean> {
    const { config, budget, hold, retarget } = this.#deps;
    if (this.#deps.isOutOfMemory?.()) return false;
    const outgoing = retarget
      ? envelope.withItems(envelope.items, { meta: { ...envelope.meta, dsn: retarget } })
      : envelope;
    const captureId = this.#deps.observer?.nameOf?.(envelope);
    const held = holdEnvelope(outgoing, this.#deps.encoding ?? config.http.encoding, captureId);
    if (!budget.tryTake(held.sizeBytes)) return false;
    if (!this.#waitsForDisk) {
      if (hold.send("push", held)) return true;
      budget.give(held.sizeBytes);
      return false;
    }
    // Refused by a full mailbox: nothing was taken. A reply that never came may mean that it was written after all; then it
    // is delivered although the sender was told otherwise, and may come twice.
    return hold.ask("push", held, WRITE).catch((error: unknown) => {
      if (faultCode(error) === "BATON_ASK_REFUSED") budget.give(held.sizeBytes);
      return false;
    });
  }

  #limited(told: readonly RateLimit[]): HttpResponse {
    const nowMs = this.#deps.now();
    return failure(
      429,
      RATE_LIMITED_DETAIL,
      [],
      [
        ["retry-after", String(retryAfterSeconds(told, nowMs))],
        ["x-sentry-rate-limits", formatRateLimits(told, nowMs)],
      ],
    );
  }
}

function isBuckets({ type }: Item): boolean {
  return type === "metric_buckets";
}

function proxyScoping({ publicKey, projectId }: Dsn): Scoping {
  return { organizationId: undefined, projectId, publicKey, keyId: undefined };
}

function forbidden({ reason }: DoorRefusal): HttpResponse {
  return failure(403, `event submission rejected with_reason: ${reason}`);
}
