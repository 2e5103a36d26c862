import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import type { Managed } from "../../managed.ts";
import type { Family } from "../context.ts";
import { startsWithJson } from "../shared/json.ts";

/** One transaction with all attachments and its profile. */
export const transactions: Family = {
  name: "transactions",
  take: takeTransaction,
  async process(items, _ctx, ports) {
    if (items.some(isUnreadable)) items.rejectAll(invalid("invalid_json"));
    items.retain(oneProfile());
    items.sortBy(({ type }) => (type === "transaction" ? 1 : 0));
    // profiles, sampling, normalising, filters and scrubbing belong here
    await ports.quotas.enforce(items);
    return items;
  },
};

function takeTransaction(left: Managed<Item>): Managed<Item> | undefined {
  const transaction = left.values().find(({ type }) => type === "transaction");
  if (transaction === undefined) return undefined;
  return left.take((item) => item === transaction || item.type === "attachment" || item.type === "profile");
}

function isUnreadable({ type, payload }: Item): boolean {
  return type === "transaction" && !startsWithJson(payload);
}

function oneProfile(): (item: Item) => Rejection | undefined {
  let profiles = 0;
  return ({ type }) =>
    type === "profile" && profiles++ > 0 ? invalid("profiling_too_many_profiles") : undefined;
}
