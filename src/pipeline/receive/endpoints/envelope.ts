import { envelopeErrorCauses } from "../../parse/envelope-error.ts";
import { parseEnvelope } from "../../parse/parse-envelope.ts";
import { authByEnvelope, readRequestMeta } from "../../parse/request-meta.ts";
import type { Endpoint } from "../call.ts";
import { authFailure, failure, json } from "../responses.ts";

/** `POST /api/{project}/envelope/`: what every current SDK sends to. */
export const postEnvelope: Endpoint = async (call, ctx) => {
  const sender = readRequestMeta(call.request, {
    pathProject: call.params.project,
    upstream: ctx.upstream,
    receivedAtMs: call.receivedAtMs,
    isInternalRelay: ctx.isInternalRelay,
  });
  if (!sender.ok) return authFailure(sender.error);
  const body = await call.body(ctx.config.limits.maxEnvelopeSizeBytes);
  if (!body.ok) return body.error;
  if (body.value.length === 0) return failure(400, "empty request body");
  const meta = authByEnvelope(sender.value, body.value);
  if (!meta.ok) return authFailure(meta.error);
  const trustMeta = ctx.trustsEnvelopeMeta(meta.value);
  const envelope = parseEnvelope(body.value, meta.value, { trustMeta });
  if (!envelope.ok) return failure(400, "invalid event envelope", envelopeErrorCauses(envelope.error));
  if (envelope.value.items.some((item) => item.type === "integration")) {
    return failure(400, "envelope contains internal items");
  }
  const { eventId } = envelope.value;
  return (
    (await ctx.admission.admit(envelope.value)) ?? json(200, eventId === undefined ? {} : { id: eventId })
  );
};
