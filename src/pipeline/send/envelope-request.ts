import type { HttpHeaders } from "../../kernel/runtime/http.ts";
import type { UpstreamRequest } from "../../services/upstream/protocol.ts";
import type { HeldEnvelope } from "../held-envelope.ts";

/** The request that carries an envelope upstream. Header order and content: test/differential. */
export function envelopeRequest(held: HeldEnvelope): UpstreamRequest {
  const { delivery, encoding } = held;
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
  return {
    method: "POST",
    path: `/api/${delivery.projectId}/envelope/`,
    headers: headers as HttpHeaders,
    body: held.body,
    sign: "empty",
    ...(delivery.upstream === undefined ? {} : { base: delivery.upstream }),
  };
}
