import type { HttpEncoding } from "../../config/sections/http.ts";
import type { HttpHeaders } from "../../kernel/runtime/http.ts";
import type { UpstreamRequest } from "../../services/upstream/protocol.ts";
import type { Delivery, HeldEnvelope } from "../held-envelope.ts";

/** What all requests for one sender have in common. */
interface Lead {
  readonly encoding: HttpEncoding;
  readonly path: string;
  readonly headers: HttpHeaders;
}

/** The request that carries an envelope upstream. */
export function envelopeRequest({ delivery, encoding, body }: HeldEnvelope): UpstreamRequest {
  const { path, headers } = leadOf(delivery, encoding);
  const base = delivery.upstream;
  return base === undefined
    ? { method: "POST", path, headers, body, sign: "empty" }
    : { method: "POST", path, headers, body, sign: "empty", base };
}

/** Envelopes of one sender share their {@link Delivery}, so they share this too. */
const leads = new WeakMap<Delivery, Lead>();

function leadOf(delivery: Delivery, encoding: HttpEncoding): Lead {
  const known = leads.get(delivery);
  if (known !== undefined && known.encoding === encoding) return known;
  const path = `/api/${delivery.projectId}/envelope/`;
  const lead: Lead = { encoding, path, headers: Object.freeze(headersOf(delivery, encoding)) };
  leads.set(delivery, lead);
  return lead;
}

/** Order and content: test/differential. */
function headersOf(delivery: Delivery, encoding: HttpEncoding): HttpHeaders {
  const headers: [string, string][] = [];
  if (encoding !== "identity") headers.push(["content-encoding", encoding]);
  if (delivery.origin !== undefined) headers.push(["origin", delivery.origin]);
  if (delivery.userAgent !== undefined) headers.push(["user-agent", delivery.userAgent]);
  const client = delivery.client === undefined ? "" : `, sentry_client=${delivery.client}`;
  headers.push(
    ["x-sentry-auth", `Sentry sentry_key=${delivery.publicKey}, sentry_version=${delivery.version}${client}`],
    ["x-forwarded-for", delivery.forwardedFor],
    ["content-type", "application/x-sentry-envelope"],
    ["accept", "*/*"],
  );
  if (delivery.shard !== undefined) headers.push(["x-sentry-relay-shard", String(delivery.shard)]);
  return headers;
}
