import { invalid } from "../../../domain/protocol/rejection.ts";
import { type Family, takeAll } from "../context.ts";
import { checkCheckIn } from "./validate.ts";

/**
 * What a scheduled job says of itself: one per envelope.
 * @see https://develop.sentry.dev/sdk/telemetry/check-ins/
 */
export const checkIns: Family = {
  name: "check-ins",
  take: takeAll(({ type }) => type === "check_in"),
  async process(items, _ctx, ports) {
    let seen = 0;
    items.retain(() => (seen++ > 0 ? invalid("duplicate_item") : undefined));
    items.retain(checkCheckIn);
    // normalising belongs here
    await ports.quotas.enforce(items);
    return items;
  },
};
