import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection, silently } from "../../../domain/protocol/rejection.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";
import { checkContainer, dropEmpty } from "../shared/containers.ts";
import { missingFeature } from "../shared/features.ts";
import { isIntegrationOf } from "../shared/kinds.ts";

const CONTAINER = "application/vnd.sentry.items.log+json";

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
    items.retain(checkForm);
    dropEmpty(items);
    // expanding, sizes, normalising, filters and scrubbing belong here
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

function checkForm(item: Item): Rejection | undefined {
  return item.type === "log" ? checkContainer(item, CONTAINER) : undefined;
}
