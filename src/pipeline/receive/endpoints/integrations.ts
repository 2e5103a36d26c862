import { COMPATIBLE_VERSION } from "../../../config/version.ts";
import type { HttpResponse } from "../../../kernel/runtime/http.ts";
import { type IntegrationRoute, integrationEnvelope, integrationKind } from "../../parse/integration.ts";
import { parseMediaType } from "../../parse/media-type.ts";
import type { Call, Endpoint, ReceiveContext } from "../call.ts";
import { empty, requestFailure } from "../responses.ts";
import { knownSenderOf } from "../sender-meta.ts";
import { inStatusForm, otlpSuccess } from "./otlp-status.ts";

const CLIENT = `sentry.relay/${COMPATIBLE_VERSION}`;
const SILENT = { tellsLimits: false };

/** `POST /api/{project}/nel/`: browsers' network error logs. */
export const postNel: Endpoint = (call, ctx) => take("nel", call, ctx, SILENT, () => empty(200));

/** `POST /api/{project}/integration/vercel/logs/`: Vercel's log drain. */
export const postVercelLogs: Endpoint = (call, ctx) =>
  take("vercel_logs", call, ctx, undefined, () => empty(202));

/** `POST /api/{project}/integration/otlp/v1/traces/`: OpenTelemetry exporters. */
export const postOtlpTraces: Endpoint = (call, ctx) => otlp("otlp_traces", call, ctx);

/** `POST /api/{project}/integration/otlp/v1/logs/` */
export const postOtlpLogs: Endpoint = (call, ctx) => otlp("otlp_logs", call, ctx);

async function otlp(route: IntegrationRoute, call: Call, ctx: ReceiveContext): Promise<HttpResponse> {
  const contentType = call.request.header("content-type");
  const response = await take(route, call, ctx, undefined, () => otlpSuccess(contentType));
  return inStatusForm(response, contentType);
}

async function take(
  route: IntegrationRoute,
  call: Call,
  ctx: ReceiveContext,
  options: { tellsLimits: boolean } | undefined,
  success: () => HttpResponse,
): Promise<HttpResponse> {
  const contentType = call.request.header("content-type");
  const mediaType = parseMediaType(contentType);
  if (!mediaType.ok && route === "nel") return requestFailure(mediaType.error);
  const kind = mediaType.ok ? integrationKind(route, mediaType.value) : undefined;
  // Of a log drain it is asked first who sends it.
  if (kind === undefined && route !== "vercel_logs") return empty(415);
  const meta = knownSenderOf(call, ctx);
  if (!meta.ok) return meta.error;
  if (kind === undefined) return empty(415);
  const body = await call.body(ctx.config.limits.maxContainerSizeBytes);
  if (!body.ok) return body.error;
  const envelope = integrationEnvelope(route, kind, body.value, meta.value, CLIENT);
  return (await ctx.admission.admit(envelope, options)) ?? success();
}
