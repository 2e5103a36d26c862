import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { type Family, takeAll } from "../context.ts";

/** Profiles whose transactions were dropped by sampling: they are still worth something. */
export const profiles: Family = {
  name: "profiles",
  take: takeAll(({ type }) => type === "profile"),
  async process(items, _ctx, ports) {
    items.retain(checkStandalone);
    // expanding, filters and normalising belong here
    await ports.quotas.enforce(items);
    return items;
  },
};

function checkStandalone({ sampled }: Item): Rejection | undefined {
  return sampled ? invalid("profiling_invalid_standalone") : undefined;
}
