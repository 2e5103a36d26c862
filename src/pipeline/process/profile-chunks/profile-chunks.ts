import type { Item } from "../../../domain/protocol/item.ts";
import { type Rejection, silently } from "../../../domain/protocol/rejection.ts";
import { type Family, type StepContext, takeAll } from "../context.ts";
import { missingFeature } from "../shared/features.ts";

/** Pieces of a continuous profile; they go on byte for byte. */
export const profileChunks: Family = {
  name: "profile-chunks",
  take: takeAll(({ type }) => type === "profile_chunk"),
  async process(items, ctx, ports) {
    items.retain((item) => checkFeatures(item, ctx));
    await ports.quotas.enforce(items);
    return items;
  },
};

function checkFeatures(item: Item, ctx: StepContext): Rejection | undefined {
  const isPerfetto = item.contentType === "application/x-perfetto-trace";
  const missing =
    missingFeature(ctx, "organizations:continuous-profiling") ??
    (isPerfetto ? missingFeature(ctx, "organizations:continuous-profiling-perfetto") : undefined);
  return missing && silently(missing);
}
