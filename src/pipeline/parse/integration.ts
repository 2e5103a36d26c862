import type { IntegrationContentType } from "../../domain/protocol/content-type.ts";
import type { Envelope } from "../../domain/protocol/envelope.ts";
import { Item } from "../../domain/protocol/item.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { newEnvelope } from "./new-envelope.ts";

/** Endpoints that take other formats than envelopes. */
export type IntegrationRoute = "nel" | "otlp_traces" | "otlp_logs" | "vercel_logs";

const PREFIX = "application/vnd.sentry.integration.";

/** The body's kind by media type (lower case, without parameters); a type that is not listed is answered with 415. */
const KINDS: Readonly<Record<IntegrationRoute, Readonly<Record<string, IntegrationContentType>>>> = {
  nel: {
    "application/json": `${PREFIX}browser.nel+json`,
    "application/reports+json": `${PREFIX}browser.nel+json`,
  },
  otlp_traces: {
    "application/json": `${PREFIX}otel.spans+json`,
    "application/x-protobuf": `${PREFIX}otel.spans+protobuf`,
  },
  otlp_logs: {
    "application/json": `${PREFIX}otel.logs+json`,
    "application/x-protobuf": `${PREFIX}otel.logs+protobuf`,
  },
  vercel_logs: {
    "application/json": `${PREFIX}vercel.logs+json`,
    "application/x-ndjson": `${PREFIX}vercel.logs+ndjson`,
  },
};

/** Features that the project must have, named in the envelope. */
const FEATURES: Readonly<Partial<Record<IntegrationRoute, string>>> = {
  otlp_logs: "organizations:ourlogs-ingestion",
};

/** What a body of this media type is to the route; `undefined` when it does not take it. */
export function integrationKind(
  route: IntegrationRoute,
  mediaType: string,
): IntegrationContentType | undefined {
  const kinds = KINDS[route];
  return Object.hasOwn(kinds, mediaType) ? kinds[mediaType] : undefined;
}

/**
 * Wraps a body, unread and possibly empty, into an internal item.
 * @param client what speaks to the next relay: this one, since the sender is no SDK
 */
export function integrationEnvelope(
  route: IntegrationRoute,
  kind: IntegrationContentType,
  body: Uint8Array,
  meta: RequestMeta,
  client: string,
): Envelope {
  const feature = FEATURES[route];
  const requiredFeatures = feature === undefined ? [] : [feature];
  return newEnvelope({ ...meta, client }, [Item.create("integration", body, kind)], { requiredFeatures });
}
