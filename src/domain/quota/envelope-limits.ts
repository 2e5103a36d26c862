import type { DataCategory, Quantities } from "../protocol/data-category.ts";
import { METRIC_NAMESPACES, type MetricNamespace } from "./metric-namespace.ts";
import type { RateLimit } from "./rate-limit.ts";
import { RateLimits } from "./rate-limits.ts";

/** What the check must know of an item of an envelope; an envelope's own items fit. */
export interface LimitedItem {
  /** By its name on the wire, aliases resolved. */
  readonly type: string;
  readonly createsEvent: boolean;
  /** Leaves with its event. */
  readonly requiresEvent: boolean;
  readonly isTraceAttachment: boolean;
  readonly isSpanAttachment: boolean;
  /** An attachment that was limited before and kept for its event's sake: counted already. */
  readonly rateLimited: boolean;
}

/** The active limits that refuse data of `category` (which is of the envelope's key). */
export type CheckCategory = (category: DataCategory, namespace?: MetricNamespace) => readonly RateLimit[];

/** An item that a limit refuses. */
export interface LimitRejection<I> {
  readonly item: I;
  readonly limit: RateLimit;
  readonly quantities: Quantities;
  /** False: the item stays, to be marked `rateLimited`, since the event depends on it. */
  readonly isRemoved: boolean;
  /** No outcome is sent: the reference says nothing of these. */
  readonly isSilent: boolean;
}

export interface LimitVerdict<I> {
  readonly rejections: readonly LimitRejection<I>[];
  /** What the client is told by 429; may hold limits that removed nothing. Empty: nothing. */
  readonly told: readonly RateLimit[];
}

const CATEGORY_OF_EVENT: Readonly<Record<string, DataCategory>> = {
  transaction: "transaction",
  security: "security",
  raw_security: "security",
  feedback: "feedback",
};

/**
 * Holds an envelope against the limits that are already known, at the door and when it leaves the buffer. What is
 * in it and of which quantities decides which categories are asked for, and in which order; indexed categories
 * are not: only the last relay counts them. The reference's answers, pinned by test/differential.
 */
export function checkEnvelopeLimits<I extends LimitedItem>(
  items: readonly I[],
  quantitiesOf: (item: I) => Quantities,
  check: CheckCategory,
): LimitVerdict<I> {
  return new EnvelopeCheck(items, quantitiesOf, check).run();
}

class EnvelopeCheck<I extends LimitedItem> {
  readonly #items: readonly I[];
  readonly #quantities: ReadonlyMap<I, Quantities>;
  readonly #check: CheckCategory;
  readonly #told = new RateLimits();
  readonly #rejections = new Map<I, LimitRejection<I>>();

  constructor(items: readonly I[], quantitiesOf: (item: I) => Quantities, check: CheckCategory) {
    this.#items = items;
    this.#quantities = new Map(items.map((item) => [item, quantitiesOf(item)]));
    this.#check = check;
  }

  run(): LimitVerdict<I> {
    const event = this.#items.find((item) => item.createsEvent);
    const eventLimit = event === undefined ? undefined : this.#limitOf(categoryOfEvent(event));
    if (event !== undefined && eventLimit !== undefined) this.#rejectEvent(event, eventLimit);
    this.#limitSpans(event?.type === "transaction", eventLimit);
    this.#limitEventAttachments();
    this.#limitTraceAttachments(isTraceOnly);
    this.#limitItems(["session"], ({ type }) => type === "session" || type === "sessions");
    this.#limitItems(["trace_metric", "trace_metric_byte"], (item) => this.#counts(item, "trace_metric"));
    this.#limitItems(["log_item", "log_byte"], (item) => this.#counts(item, "log_item"));
    this.#limitProfiles(event !== undefined);
    this.#limitItems(["replay"], (item) => this.#counts(item, "replay"));
    this.#limitItems(["feedback"], ({ type }) => type === "user_report");
    this.#limitItems(["monitor"], (item) => this.#counts(item, "monitor"));
    this.#limitItems(["profile_chunk"], (item) => this.#counts(item, "profile_chunk"));
    this.#limitItems(["profile_chunk_ui"], (item) => this.#counts(item, "profile_chunk_ui"));
    this.#tellOfMetrics();
    if (eventLimit !== undefined) this.#rejectCompany(eventLimit);
    return { rejections: [...this.#rejections.values()], told: this.#told.all };
  }

  /** The limit that refuses the first limited of `categories`: of several the longest. The client is told of all. */
  #limitOf(...categories: readonly DataCategory[]): RateLimit | undefined {
    const limits = this.#ask(categories);
    for (const limit of limits) this.#told.add(limit);
    return longest(limits);
  }

  #ask(categories: readonly DataCategory[]): readonly RateLimit[] {
    for (const category of categories) {
      const limits = this.#check(category);
      if (limits.length > 0) return limits;
    }
    return [];
  }

  /** What is counted with the event goes with it: a crash report counts as an event and as an attachment. */
  #rejectEvent(event: I, limit: RateLimit): void {
    for (const item of this.#items) {
      const isPart = item.createsEvent || item.type === "profile" || isEventAttachment(item);
      if (isPart) this.#reject(item, limit);
    }
    const category = categoryOfEvent(event);
    const isCounted = (item: I) =>
      item.createsEvent && item.type !== "attachment" && categoryOfEvent(item) === category;
    if (this.#items.some(isCounted)) return;
    const quantities = [{ category, quantity: 1 }, ...this.#quantitiesOf(event)];
    this.#reject(event, limit, { quantities });
  }

  /** Whatever else needs the event goes too, without an outcome, as the reference has it. */
  #rejectCompany(limit: RateLimit): void {
    for (const item of this.#rest()) {
      if (item.requiresEvent || item.type === "attachment") this.#reject(item, limit, { isSilent: true });
    }
  }

  /**
   * A transaction is a span: its limit holds for all spans that come with it. A span limit alone leaves the
   * transaction, whose nested spans are the upstream's to refuse.
   */
  #limitSpans(hasTransaction: boolean, eventLimit: RateLimit | undefined): void {
    const spans = this.#rest().filter((item) => !item.createsEvent && this.#counts(item, "span"));
    const hasAttachments = this.#items.some((item) => item.isSpanAttachment);
    if (!hasTransaction && spans.length === 0 && !hasAttachments) return;
    const limit = (hasTransaction ? eventLimit : undefined) ?? this.#limitOf("span");
    if (limit === undefined) {
      this.#limitTraceAttachments(({ isSpanAttachment }) => isSpanAttachment);
      return;
    }
    for (const item of spans) this.#reject(item, limit);
    for (const item of this.#rest()) if (item.isSpanAttachment) this.#reject(item, limit);
  }

  /** Attachments that the event depends on stay, marked; of those alone the client is not told. */
  #limitEventAttachments(): void {
    const attachments = this.#rest().filter((item) => isEventAttachment(item) && !item.rateLimited);
    const limits = attachments.length === 0 ? [] : this.#ask(["attachment", "attachment_item"]);
    const limit = longest(limits);
    if (limit === undefined) return;
    if (attachments.some((item) => !item.createsEvent)) for (const each of limits) this.#told.add(each);
    for (const item of attachments) this.#reject(item, limit, { isRemoved: !item.createsEvent });
  }

  /** The client is not told of these. */
  #limitTraceAttachments(isOf: (item: I) => boolean): void {
    const attachments = this.#rest().filter(isOf);
    const limit =
      attachments.length === 0 ? undefined : longest(this.#ask(["attachment", "attachment_item"]));
    if (limit !== undefined) for (const item of attachments) this.#reject(item, limit);
  }

  /** A profile without an event stands for its transaction, so that the transaction's limit holds for it too. */
  #limitProfiles(hasEvent: boolean): void {
    const isProfile = ({ type }: I) => type === "profile";
    this.#limitItems(hasEvent ? ["profile"] : ["profile", "transaction"], isProfile);
    this.#limitItems(["profile_backend"], (item) => isProfile(item) && this.#counts(item, "profile_backend"));
    this.#limitItems(["profile_ui"], (item) => isProfile(item) && this.#counts(item, "profile_ui"));
  }

  /** Of `sessions` the client is only told: they go where they become metrics. Sessions have no outcomes. */
  #limitItems(categories: readonly DataCategory[], isOf: (item: I) => boolean): void {
    const items = this.#rest().filter(isOf);
    const limit = items.length === 0 ? undefined : this.#limitOf(...categories);
    if (limit === undefined) return;
    for (const item of items) {
      if (item.type !== "sessions") this.#reject(item, limit, { isSilent: item.type === "session" });
    }
  }

  /** Of limits on metrics the client is only told, whatever namespace they are for: buckets are limited later. */
  #tellOfMetrics(): void {
    if (!this.#items.some(({ type }) => type === "metric_buckets")) return;
    for (const namespace of METRIC_NAMESPACES) {
      for (const limit of this.#check("metric_bucket", namespace)) this.#told.add(limit);
    }
  }

  #rest(): readonly I[] {
    return this.#items.filter((item) => !this.#rejections.has(item));
  }

  #counts(item: I, category: DataCategory): boolean {
    return this.#quantitiesOf(item).some((counted) => counted.category === category);
  }

  #quantitiesOf(item: I): Quantities {
    return this.#quantities.get(item) ?? [];
  }

  #reject(item: I, limit: RateLimit, how: Partial<LimitRejection<I>> = {}): void {
    const quantities = this.#quantitiesOf(item);
    this.#rejections.set(item, { item, limit, quantities, isRemoved: true, isSilent: false, ...how });
  }
}

function isEventAttachment(item: LimitedItem): boolean {
  return item.type === "attachment" && !item.isTraceAttachment;
}

function isTraceOnly(item: LimitedItem): boolean {
  return item.isTraceAttachment && !item.isSpanAttachment;
}

/** Of equally long ones the last. */
function longest(limits: readonly RateLimit[]): RateLimit | undefined {
  let found: RateLimit | undefined;
  for (const limit of limits) {
    if (found === undefined || limit.expiresAtMs >= found.expiresAtMs) found = limit;
  }
  return found;
}

function categoryOfEvent(item: LimitedItem): DataCategory {
  return CATEGORY_OF_EVENT[item.type] ?? "error";
}
