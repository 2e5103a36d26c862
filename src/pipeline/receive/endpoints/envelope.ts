import { envelopeErrorCauses } from "../../parse/envelope-error.ts";
import { hasInternalItems } from "../../parse/new-envelope.ts";
import { parseEnvelope } from "../../parse/parse-envelope.ts";
import { authByEnvelope } from "../../parse/request-meta.ts";
import type { Endpoint } from "../call.ts";
import { authFailure, failure, json } from "../responses.ts";
import { senderOf } from "../sender-meta.ts";

/** `POST /api/{project}/envelope/`: what every current SDK sends to. */
export const postEnvelope: Endpoint = async (call, ctx) => {
  const sender = senderOf(call, ctx);
  if (!sender.ok) return sender.error;
  const body = await call.body(ctx.config.limits.maxEnvelopeSizeBytes);
  if (!body.ok) return body.error;
  const meta = authByEnvelope(sender.value, body.value);
  if (!meta.ok) return authFailure(meta.error);
  if (body.value.length === 0) return failure(400, "empty request body");
  const envelope = parseEnvelope(body.value, meta.value, { trustMeta: ctx.trustsEnvelopeMeta(meta.value) });
  if (!envelope.ok) return failure(400, "invalid event envelope", envelopeErrorCauses(envelope.error));
  if (hasInternalItems(envelope.value)) return failure(400, "envelope contains internal items");
  const { eventId } = envelope.value;
  const refused = await ctx.admission.admit(envelope.value);
  return refused ?? json(200, eventId === undefined ? {} : { id: eventId });
};
