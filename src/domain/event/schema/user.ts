import { field, LIMITS, lenient, object, string, struct } from "./basic.ts";
import { IP_ADDRESS } from "./scalars.ts";
import { VALUE_TYPES } from "./value-types.ts";

const E = { write: "empty" } as const;
const COUNTRY = { maxChars: 102, allowance: 1004, pii: "true" } as const;
const PLACE = { ...LIMITS.summary, pii: "true" } as const;

export const GEO = struct("geo", {
  country_code: string(COUNTRY),
  city: string(PLACE),
  subdivision: string(PLACE),
  region: string(PLACE),
});

/** Identities count even when they are empty. Keys that it does not know move to `data` when it is normalised. */
export const USER = struct(
  "user",
  {
    id: lenient({ ...E, isLate: true, maxChars: 128, pii: "true" }),
    email: string({ ...E, isLate: true, maxChars: 75, pii: "true" }),
    ip_address: field(IP_ADDRESS, { ...E, pii: "true" }),
    username: lenient({ ...E, isLate: true, maxChars: 128, pii: "true" }),
    name: string({ ...E, maxChars: 128, pii: "true" }),
    sentry_user: string({ ...E, pii: "true" }),
    geo: field(GEO, E),
    segment: string(E),
    data: object({ ...E, pii: "true" }),
  },
  { types: VALUE_TYPES.user, other: { pii: "true", removal: "retain" } },
);
