import { by, invalid } from "../../../domain/protocol/rejection.ts";
import { type Family, takeAll } from "../context.ts";

/** Items of types that this version does not know: the next relay may. */
export const unknownItems: Family = {
  name: "unknown",
  take: takeAll(({ type }) => type === "unknown"),
  async process(items, { options }) {
    if (!options.acceptsUnknown) {
      items.rejectAll(by("routing.accept_unknown_items", invalid("invalid_envelope")));
    }
    return items;
  },
};

/** Metric buckets leave at the door; those that are here were merged by this relay before, and stored on disk. */
export const storedBuckets: Family = {
  name: "metric-buckets",
  take: takeAll(({ type }) => type === "metric_buckets"),
  process: async (items) => items,
};
