import { hyphenated } from "../../../domain/protocol/uuid.ts";
import { parseUnrealReport } from "../../parse/unreal.ts";
import type { Endpoint } from "../call.ts";
import { requestFailure, text } from "../responses.ts";
import { knownSenderOf } from "../sender-meta.ts";

/** `POST /api/{project}/unreal/{key}/`: Unreal Engine's crash reporter. */
export const postUnreal: Endpoint = async (call, ctx) => {
  const meta = knownSenderOf(call, ctx);
  if (!meta.ok) return meta.error;
  const body = await call.body(ctx.config.limits.maxAttachmentsSizeBytes);
  if (!body.ok) return body.error;
  const envelope = parseUnrealReport(body.value, call.request.query, meta.value);
  if (!envelope.ok) return requestFailure(envelope.error);
  const { eventId = "" } = envelope.value;
  return (
    (await ctx.admission.admit(envelope.value, { tellsLimits: false })) ?? text(200, hyphenated(eventId))
  );
};
