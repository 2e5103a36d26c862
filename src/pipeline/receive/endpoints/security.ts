import { parseMediaType } from "../../parse/media-type.ts";
import { parseSecurityReports } from "../../parse/security-report.ts";
import type { Endpoint } from "../call.ts";
import { empty, requestFailure } from "../responses.ts";
import { knownSenderOf } from "../sender-meta.ts";

const MEDIA_TYPES: ReadonlySet<string> = new Set([
  "application/json",
  "application/csp-report",
  "application/reports+json",
]);

/** `POST /api/{project}/security/`: what browsers report about content security policies and the like. */
export const postSecurity: Endpoint = async (call, ctx) => {
  const mediaType = parseMediaType(call.request.header("content-type"));
  if (!mediaType.ok) return requestFailure(mediaType.error);
  if (!MEDIA_TYPES.has(mediaType.value)) return empty(415);
  const meta = knownSenderOf(call, ctx);
  if (!meta.ok) return meta.error;
  const body = await call.body(ctx.config.limits.maxEventSizeBytes);
  if (!body.ok) return body.error;
  const envelopes = parseSecurityReports(body.value, call.request.query, meta.value);
  if (!envelopes.ok) return requestFailure(envelopes.error);
  for (const envelope of envelopes.value) {
    const refused = await ctx.admission.admit(envelope);
    if (refused) return refused;
  }
  return empty(200);
};
