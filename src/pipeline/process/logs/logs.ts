import { LOG_VIEW } from "../../../domain/filters/attribute-views.ts";
import type { Quantities } from "../../../domain/protocol/data-category.ts";
import { invalid, type Rejection, silently } from "../../../domain/protocol/rejection.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";
import { closeContainer, type Element, openContainer } from "../shared/elements.ts";
import { missingFeature } from "../shared/features.ts";
import { filter } from "../shared/filters.ts";
import { isIntegrationOf } from "../shared/kinds.ts";
import { scrubElement } from "../shared/scrub-items.ts";
import { checkSize, checkTime, logBytes, validate } from "./validate.ts";

const CONTAINER = "application/vnd.sentry.items.log+json";
/** Older SDKs rely on their user agent being taken from the request. */
const UNVERSIONED = { ip: false, userAgent: true };

/**
 * Logs, in one container or in one body of another protocol.
 * @see https://develop.sentry.dev/sdk/telemetry/logs/
 */
export const logs: Family = {
  name: "logs",
  take: takeAll((item) => item.type === "log" || isIntegrationOf(item, "log_item")),
  async process(items, ctx, ports) {
    const refusal = refuse(items.size, ctx);
    if (refusal !== undefined) items.rejectAll(refusal);
    const containers = items.take(({ type }) => type === "log");
    const expanded = containers.expand(
      (item) => openContainer(item, CONTAINER, UNVERSIONED, ctx),
      (log) => quantitiesOf(log, ctx),
    );
    expanded.retain((log) => checkSize(log, ctx));
    expanded.retain((log) => checkTime(log, ctx));
    // normalising belongs here
    expanded.retain((log) => filter(log, LOG_VIEW, ctx));
    expanded.update((one) => scrubElement(one, "log", ctx));
    expanded.retain(validate);
    items.absorb(closeContainer(expanded));
    await ports.quotas.enforce(items);
    return items;
  },
};

/** Why none of these items goes on. */
function refuse(count: number, ctx: StepContext): Rejection | undefined {
  if (count > 1) return invalid("duplicate_item");
  const missing = missingFeature(ctx, "organizations:ourlogs-ingestion");
  return missing && silently(missing);
}

function quantitiesOf(log: Element, ctx: StepContext): Quantities {
  return [
    { category: "log_byte", quantity: logBytes(log, ctx) },
    { category: "log_item", quantity: 1 },
  ];
}
