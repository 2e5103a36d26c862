import type { EventDocument } from "../../../domain/event/document.ts";
import { EVENT_VIEW } from "../../../domain/event/event-filterable.ts";
import { listAt } from "../../../domain/event/read.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import { itemQuantities } from "../../../domain/protocol/item-quantities.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import type { TraceContext } from "../../../domain/protocol/trace-context.ts";
import { traceOfTransaction } from "../../../domain/sampling/event-trace.ts";
import type { Managed } from "../../managed.ts";
import type { Family, StepContext } from "../context.ts";
import { checkProfiles, limitProfiles } from "../profiles/check-profile.ts";
import { filtersOf } from "../project-rules.ts";
import { filter } from "../shared/filters.ts";
import { normalize } from "../shared/normalize.ts";
import { openEvent, subjectOf, writeEvent } from "../shared/open-event.ts";
import { rootProject, type Sampled, sample } from "../shared/sampling.ts";
import { scrub } from "../shared/scrub.ts";
import { scrubAttachments } from "../shared/scrub-attachments.ts";
import { dropUnsampled } from "./unsampled.ts";

/** One transaction with all attachments and its profile. */
export const transactions: Family = {
  name: "transactions",
  take: takeTransaction,
  async process(items, ctx, ports) {
    items.retain(oneProfile());
    checkProfiles(items, false, ctx);
    items.sortBy(({ type }) => (type === "transaction" ? 1 : 0));
    const item = items.values().find(({ type }) => type === "transaction") as Item;
    const event = open(items, item);
    if (event === undefined) {
      items.rejectAll(invalid("invalid_json"));
      return items;
    }
    const sampled = whatIsSampled(event, ctx);
    const refused = normalize(event, ctx, sampled.trace) ?? filter(subjectOf(event, ctx), EVENT_VIEW, ctx);
    if (refused !== undefined) items.rejectAll(refused);
    if (items.isEmpty) return items;
    countSpans(items, item, event); // Some may have been cut off.
    const unsampled = checkSampling(sampled, ctx) ?? ports.quotas.refusal("transaction_indexed");
    if (unsampled !== undefined) dropUnsampled(items, event.root, unsampled, ctx.receivedAtMs, ports);
    scrubAttachments(items, ctx);
    if (items.values().includes(item)) {
      scrub(event, ctx);
      writeEvent(event, item);
      item.setHeader("fully_normalized", ctx.options.isFullyNormalized);
    }
    limitProfiles(items, ports);
    await ports.quotas.enforce(items);
    return { items, headers: { trace: sampled.trace } };
  },
};

function takeTransaction(left: Managed<Item>): Managed<Item> | undefined {
  const transaction = left.values().find(({ type }) => type === "transaction");
  if (transaction === undefined) return undefined;
  return left.take((item) => item === transaction || item.type === "attachment" || item.type === "profile");
}

function oneProfile(): (item: Item) => Rejection | undefined {
  let profiles = 0;
  return ({ type }) =>
    type === "profile" && profiles++ > 0 ? invalid("profiling_too_many_profiles") : undefined;
}

/** Reads the transaction. Its spans count as what they are, whatever the sender said. */
function open(items: Managed<Item>, item: Item): EventDocument | undefined {
  const event = openEvent(item);
  if (event !== undefined) countSpans(items, item, event);
  return event;
}

function countSpans(items: Managed<Item>, item: Item, { root }: EventDocument): void {
  const spans = listAt(root, "spans")?.length ?? 0;
  if (spans === item.spanCount) return;
  item.setHeader("span_count", spans);
  items.recount(itemQuantities);
}

/**
 * What the head of the trace said is believed when its project is known; else the trace begins with this transaction, in
 * this project.
 */
function whatIsSampled(
  { root }: EventDocument,
  ctx: StepContext,
): Sampled & { readonly trace: TraceContext | undefined } {
  const { headers, project, scoping } = ctx;
  const transaction = { subject: { root, clientIp: undefined }, eventId: headers.eventId as string };
  const rootOfTrace = rootProject(ctx);
  if (rootOfTrace !== undefined && headers.trace)
    return { trace: headers.trace, root: rootOfTrace, transaction };
  const trace = traceOfTransaction(root, scoping.publicKey, headers.trace);
  return { trace, root: trace && project, transaction };
}

/** While some filter is not known here, what it would drop must not be counted as sampled. */
function checkSampling(sampled: Sampled, ctx: StepContext): Rejection | undefined {
  return filtersOf(ctx.project, ctx.global).areComplete ? sample(sampled, ctx) : undefined;
}
