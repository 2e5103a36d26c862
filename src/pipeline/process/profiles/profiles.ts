import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { type Family, takeAll } from "../context.ts";
import { checkProfiles, limitProfiles } from "./check-profile.ts";

/** Profiles whose transactions were dropped by sampling: they are still worth something. */
export const profiles: Family = {
  name: "profiles",
  take: takeAll(({ type }) => type === "profile"),
  async process(items, ctx, ports) {
    items.retain(checkStandalone);
    checkProfiles(items, true, ctx);
    // normalising belongs here
    limitProfiles(items, ports);
    await ports.quotas.enforce(items);
    return items;
  },
};

function checkStandalone({ sampled }: Item): Rejection | undefined {
  return sampled ? invalid("profiling_invalid_standalone") : undefined;
}
