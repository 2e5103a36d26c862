import { invalid } from "../../../domain/protocol/rejection.ts";
import { type Family, takeAll } from "../context.ts";
import { scrubAttachments } from "../shared/scrub-attachments.ts";

/** Attachments that came without their event, whose id the envelope must name. */
export const standaloneAttachments: Family = {
  name: "attachments",
  take: takeAll(({ type }) => type === "attachment"),
  async process(items, ctx, ports) {
    if (ctx.headers.eventId === undefined) items.rejectAll(invalid("invalid_event_id"));
    await ports.quotas.enforce(items);
    scrubAttachments(items, ctx);
    return items;
  },
};
