import type { Item } from "../../../domain/protocol/item.ts";
import { invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import { parseUuid } from "../../../domain/protocol/uuid.ts";
import { utf8Text } from "../../../kernel/base/bytes.ts";
import { type Family, takeAll } from "../context.ts";

/** What a user wrote about an event that came, or will come, in another envelope. */
export const userReports: Family = {
  name: "user-reports",
  take: takeAll(({ type }) => type === "user_report"),
  async process(items, ctx, ports) {
    if (ctx.headers.eventId === undefined) items.rejectAll(invalid("invalid_event_id"));
    items.retain(checkReport);
    // normalising belongs here
    await ports.quotas.enforce(items);
    return items;
  },
};

function checkReport({ payload }: Item): Rejection | undefined {
  try {
    const report = JSON.parse(utf8Text(payload)) as { readonly event_id?: unknown } | null;
    const id = report?.event_id;
    return typeof id === "string" && parseUuid(id) !== undefined ? undefined : invalid("invalid_json");
  } catch {
    return invalid("invalid_json");
  }
}
