import type { SessionAggregates, SessionUpdate } from "../../../domain/sessions/session.ts";

/** One session, or many that the SDK counted. */
export type Session =
  | { readonly kind: "update"; readonly value: SessionUpdate }
  | { readonly kind: "aggregates"; readonly value: SessionAggregates };
