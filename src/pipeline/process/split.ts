import type { Item } from "../../domain/protocol/item.ts";
import { invalid } from "../../domain/protocol/rejection.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { Managed } from "../managed.ts";
import type { Family, Outgoing, ProcessPorts, StepContext } from "./context.ts";
import { FAMILIES } from "./families.ts";

/**
 * Lets every family take and process what is its own, in order.
 * @returns what goes upstream, one envelope each; still owned
 */
export async function splitItems(
  items: Managed<Item>,
  ctx: StepContext,
  ports: ProcessPorts,
): Promise<readonly Outgoing[]> {
  const outgoing: Outgoing[] = [];
  for (const family of FAMILIES) {
    if (items.isEmpty) break;
    const own = family.take(items);
    if (own === undefined) continue;
    const processed = await processOwn(family, own, ctx, ports);
    if (!processed.items.isEmpty) outgoing.push(processed);
  }
  return outgoing;
}

/** A bug in one family costs that family's items, with an outcome, and nobody else's. */
async function processOwn(
  family: Family,
  items: Managed<Item>,
  ctx: StepContext,
  ports: ProcessPorts,
): Promise<Outgoing> {
  try {
    const processed = await family.process(items, ctx, ports);
    return processed instanceof Managed ? { items: processed, headers: {} } : processed;
  } catch (error) {
    log("error", "baton::process", "a bug in processing", { family: family.name, error: String(error) });
    items.rejectAll(invalid("internal"));
    return { items, headers: {} };
  }
}
