import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection, silently } from "../../../domain/protocol/rejection.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";
import { checkContainer, dropEmpty } from "../shared/containers.ts";
import { missingFeature } from "../shared/features.ts";
import { isJson } from "../shared/json.ts";
import { isIntegrationOf } from "../shared/kinds.ts";

const CONTAINER = "application/vnd.sentry.items.span.v2+json";
/** Clients that translate other protocols know no trace context: `sentry.relay/26.9.0`. */
const RELAY = "sentry.relay/";

/** Spans outside of transactions, in one of three forms, and the attachments that belong to them. */
export const spans: Family = {
  name: "spans",
  take: takeAll(isOfSpans),
  async process(items, ctx, ports) {
    items.retain((item) => checkAttachment(item, ctx));
    const refusal = checkForms(items.values());
    if (refusal !== undefined) items.rejectAll(refusal);
    items.retain((item) => (isContainer(item) ? checkContainer(item, CONTAINER) : undefined));
    items.retain(checkSingle);
    dropEmpty(items);
    const unsampled = checkTrace(items.values(), ctx);
    if (unsampled !== undefined) items.rejectAll(unsampled);
    // expanding, sampling, normalising, filters and scrubbing belong here
    await ports.quotas.enforce(items);
    items.sortBy(({ type }) => (type === "attachment" ? 0 : 1));
    return items;
  },
};

function isOfSpans(item: Item): boolean {
  return item.type === "span" || item.isSpanAttachment || isIntegrationOf(item, "span");
}

/** Any other content type means one span of the older form. */
function isContainer(item: Item): boolean {
  return item.type === "span" && item.contentType === CONTAINER;
}

function checkAttachment(item: Item, ctx: StepContext): Rejection | undefined {
  if (!item.isSpanAttachment) return undefined;
  const missing = missingFeature(ctx, "projects:span-v2-attachment-processing");
  return missing && silently(missing);
}

function checkSingle(item: Item): Rejection | undefined {
  if (item.type !== "span" || isContainer(item)) return undefined;
  return isJson(item.payload) ? undefined : invalid("invalid_json");
}

/** One container, or any number of single spans, or one body of another protocol. */
function checkForms(items: readonly Item[]): Rejection | undefined {
  const containers = items.filter(isContainer).length;
  const integrations = items.filter(({ type }) => type === "integration").length;
  const singles = items.filter((item) => item.type === "span" && !isContainer(item)).length;
  const forms = containers + integrations + Math.min(singles, 1);
  return forms > 1 ? invalid("duplicate_item") : undefined;
}

/** Without a trace context nobody can say whether these spans are sampled. */
function checkTrace(items: readonly Item[], { headers }: StepContext): Rejection | undefined {
  const isExempt = headers.meta.client?.startsWith(RELAY) === true;
  const hasTrace = headers.trace !== undefined && headers.trace !== null;
  if (hasTrace || isExempt || items.length === 0) return undefined;
  return invalid("missing_dsc");
}
