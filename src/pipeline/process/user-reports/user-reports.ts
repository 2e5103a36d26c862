import { invalid } from "../../../domain/protocol/rejection.ts";
import { type Family, takeAll } from "../context.ts";
import { normalizeUserReport } from "../shared/user-report.ts";

/** What a user wrote about an event that came, or will come, in another envelope. */
export const userReports: Family = {
  name: "user-reports",
  take: takeAll(({ type }) => type === "user_report"),
  async process(items, ctx, ports) {
    if (ctx.headers.eventId === undefined) items.rejectAll(invalid("invalid_event_id"));
    items.retain(normalizeUserReport);
    await ports.quotas.enforce(items);
    return items;
  },
};
