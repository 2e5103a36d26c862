import type { ReadField } from "../conditions/field.ts";
import type { SessionAttributes } from "../sessions/session.ts";
import type { Filterable } from "./filterable.ts";
import type { FilterView } from "./project-filters.ts";

const FIELDS: Readonly<Record<string, ReadField<SessionAttributes>>> = {
  "event.release": ({ release }) => release,
  "event.environment": ({ environment }) => environment,
};

/** How inbound filters see sessions: by what all sessions of an item have in common. */
export const SESSION_VIEW: FilterView<SessionAttributes> = {
  fields: { field: (path) => (Object.hasOwn(FIELDS, path) ? FIELDS[path] : undefined) },
  filterable: ({ release, ipAddress, userAgent }): Filterable => ({
    release,
    ipAddress,
    userAgent,
    url: undefined,
    header: () => undefined,
    browser: undefined,
    transaction: undefined,
    errorTexts: () => [],
    exception: undefined,
    blockedOrigins: undefined,
  }),
};
