import { deflate, inflate } from "#compression";
import type { IntegrationContentType } from "../../domain/protocol/content-type.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { UpstreamRequest } from "../../services/upstream/protocol.ts";
import type { HeldEnvelope } from "../held-envelope.ts";
import { parseStoredEnvelope } from "../parse/parse-envelope.ts";

interface Original {
  /** Below `/api/{project}/`. */
  readonly path: string;
  readonly contentType: string;
}

const PREFIX = "application/vnd.sentry.integration.";

const ORIGINALS: Readonly<Record<string, Original>> = {
  [`${PREFIX}browser.nel+json`]: { path: "nel/", contentType: "application/reports+json" },
  [`${PREFIX}otel.logs+json`]: { path: "integration/otlp/v1/logs/", contentType: "application/json" },
  [`${PREFIX}otel.logs+protobuf`]: {
    path: "integration/otlp/v1/logs/",
    contentType: "application/x-protobuf",
  },
  [`${PREFIX}otel.spans+json`]: { path: "integration/otlp/v1/traces/", contentType: "application/json" },
  [`${PREFIX}otel.spans+protobuf`]: {
    path: "integration/otlp/v1/traces/",
    contentType: "application/x-protobuf",
  },
  [`${PREFIX}vercel.logs+json`]: { path: "integration/vercel/logs/", contentType: "application/json" },
  [`${PREFIX}vercel.logs+ndjson`]: { path: "integration/vercel/logs/", contentType: "application/x-ndjson" },
};

/**
 * A body that came to an endpoint of another format goes to the same endpoint upstream, as it came. The reference
 * forwards the wrapping envelope, which the next relay refuses.
 * @param request the request as it would carry the envelope
 */
export function integrationRequest(
  held: HeldEnvelope,
  kind: IntegrationContentType,
  request: UpstreamRequest,
): Result<UpstreamRequest, string> {
  const original = ORIGINALS[kind];
  if (!original) return err(`no endpoint takes ${kind}`);
  const plain =
    held.encoding === "identity" ? ok(held.body) : inflate(held.encoding, held.body, Number.MAX_SAFE_INTEGER);
  const envelope = plain.ok ? parseStoredEnvelope(plain.value, held.receivedAtMs) : undefined;
  const payload = envelope?.ok ? envelope.value.items[0]?.payload : undefined;
  if (!payload) return err("the envelope cannot be read back");
  return ok({
    ...request,
    path: `/api/${held.delivery.projectId}/${original.path}`,
    headers: request.headers.map(
      ([name, value]) => [name, name === "content-type" ? original.contentType : value] as const,
    ),
    body: held.encoding === "identity" ? payload : deflate(held.encoding, payload),
  });
}
