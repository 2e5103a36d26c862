import { SPAN_VIEW } from "../../../domain/filters/attribute-views.ts";
import { spanUsage } from "../../../domain/metrics/span-usage.ts";
import type { Quantities } from "../../../domain/protocol/data-category.ts";
import { NO_HEADER_FIELDS } from "../../../domain/protocol/header-fields.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import type { Rejection } from "../../../domain/protocol/rejection.ts";
import type { TraceContext } from "../../../domain/protocol/trace-context.ts";
import type { Managed } from "../../managed.ts";
import { type Family, type ProcessPorts, type StepContext, takeAll } from "../context.ts";
import { filter } from "../shared/filters.ts";
import { isIntegrationOf } from "../shared/kinds.ts";
import { momentMs } from "../shared/moments.ts";
import { rootProject, sample } from "../shared/sampling.ts";
import { scrubAttachments } from "../shared/scrub-attachments.ts";
import { Attachments, spanIdOf } from "./attachments.ts";
import { scrubSpan } from "./scrub.ts";
import { closeSpans, openSpans, type Span } from "./span.ts";
import * as check from "./validate.ts";

const ONE_SPAN: Quantities = [
  { category: "span", quantity: 1 },
  { category: "span_indexed", quantity: 1 },
];

/** Spans outside of transactions, in one of three forms, and the attachments that belong to them. */
export const spans: Family = {
  name: "spans",
  take: takeAll((item) => item.type === "span" || item.isSpanAttachment || isIntegrationOf(item, "span")),
  async process(items, ctx, ports) {
    items.retain((item) => check.checkAttachment(item, ctx));
    const refusal = check.checkForms(items.values());
    if (refusal !== undefined) items.rejectAll(refusal);
    const opened = items
      .take(({ type }) => type === "span")
      .expand(
        (item) => openSpans(item, ctx),
        () => ONE_SPAN,
      );
    const attachments = new Attachments(items);
    attachments.followAll(opened, check.checkId);
    opened.retain(check.onlyLast(opened.values()));
    attachments.dropStray(opened.values());
    if (!sampleTrace(opened, items, ctx, ports)) {
      attachments.followAll(opened, (span) => check.checkTime(span, ctx));
      attachments.followAll(opened, check.checkSegment);
      // normalising belongs here
      attachments.followAll(opened, (span) => filter(span, SPAN_VIEW, ctx));
      opened.update((span) => scrubSpan(span, ctx));
      attachments.followAll(opened, check.validate);
      limitIndexed(opened, items, ctx, ports);
    }
    scrubAttachments(items, ctx);
    items.absorb(closeSpans(opened));
    items.sortBy(rank);
    await ports.quotas.enforce(items);
    return { items, headers: { trace: traceOf(ctx) } };
  },
};

/** Drops everything of a trace that is not this project's, or not sampled. @returns whether it did */
function sampleTrace(
  spans: Managed<Span>,
  others: Managed<Item>,
  ctx: StepContext,
  ports: ProcessPorts,
): boolean {
  if (spans.isEmpty && others.isEmpty) return true;
  const foreign = check.checkTrace(spans.values(), ctx);
  if (foreign !== undefined) {
    for (const part of [spans, others]) part.rejectAll(foreign);
    return true;
  }
  const { trace } = ctx.headers;
  const unsampled = trace ? sample({ trace, root: rootProject(ctx) ?? ctx.project }, ctx) : undefined;
  if (unsampled === undefined) return false;
  dropIndexed(spans, others, unsampled, ctx, ports);
  return true;
}

function limitIndexed(
  spans: Managed<Span>,
  others: Managed<Item>,
  ctx: StepContext,
  ports: ProcessPorts,
): void {
  const refusal = ports.quotas.refusal("span_indexed");
  if (refusal !== undefined) dropIndexed(spans, others, refusal, ctx, ports);
}

/** What is not to be looked up is dropped; how much there was is still counted. Bodies of other protocols are not open yet. */
function dropIndexed(
  spans: Managed<Span>,
  others: Managed<Item>,
  rejection: Rejection,
  ctx: StepContext,
  ports: ProcessPorts,
): void {
  ports.measure(usageOf(spans.values(), ctx));
  spans.rejectBut(["span"], rejection);
  others.retain(({ type }) => (type === "attachment" ? rejection : undefined));
}

function usageOf(spans: readonly Span[], { receivedAtMs }: StepContext) {
  return spanUsage(
    spans.map(({ value: { end_timestamp, is_segment } }) => ({
      atMs: momentMs(end_timestamp) ?? receivedAtMs,
      kind: is_segment === true ? "segment" : "child",
    })),
  );
}

/** Where the head of the trace is of nobody who is known, only its sample rate is believed. */
function traceOf(ctx: StepContext): TraceContext | null | undefined {
  const { trace } = ctx.headers;
  if (!trace || rootProject(ctx) !== undefined) return trace;
  const { traceId, sampleRate } = trace;
  const nothing = { userId: "", userSegment: "", other: NO_HEADER_FIELDS };
  return { traceId, publicKey: ctx.scoping.publicKey, sampleRate, ...nothing };
}

/** What belongs to a span goes before it, what belongs to none after. */
function rank(item: Item): number {
  if (item.type !== "attachment") return 1;
  return spanIdOf(item) === undefined ? 2 : 0;
}
