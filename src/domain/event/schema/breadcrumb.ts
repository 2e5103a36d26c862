import { eventId, LIMITS, level, object, string, struct, timestamp } from "./basic.ts";
import { VALUE_TYPES } from "./value-types.ts";

export const BREADCRUMB = struct(
  "breadcrumb",
  {
    timestamp: timestamp(),
    type: string({ ...LIMITS.enumLike, aliases: ["ty"] }),
    category: string(LIMITS.enumLike),
    level: level(),
    message: string({ ...LIMITS.message, pii: "true" }),
    data: object({ write: "empty", ...LIMITS.smallBag, pii: "true" }),
    event_id: eventId(),
    origin: string({ write: "empty" }),
  },
  { types: VALUE_TYPES.breadcrumb, other: { removal: "error" } },
);
