import type { RequestMeta } from "../../../domain/protocol/request-meta.ts";
import { andThen } from "../../../kernel/base/and-then.ts";
import type { HttpResponse } from "../../../kernel/runtime/http.ts";
import { envelopeErrorCauses } from "../../parse/envelope-error.ts";
import { hasInternalItems } from "../../parse/new-envelope.ts";
import { parseEnvelope } from "../../parse/parse-envelope.ts";
import { authByEnvelope, type UnknownSender } from "../../parse/request-meta.ts";
import type { BodyOrAnswer } from "../body.ts";
import type { Endpoint, ReceiveContext } from "../call.ts";
import { authFailure, failure, JSON_HEADERS } from "../responses.ts";
import { senderOf } from "../sender-meta.ts";

/** `POST /api/{project}/envelope/`: what every current SDK sends to. */
export const postEnvelope: Endpoint = (call, ctx) => {
  const sender = senderOf(call, ctx);
  if (!sender.ok) return sender.error;
  return andThen(call.body(ctx.config.limits.maxEnvelopeSizeBytes), takeBody, sender.value, ctx);
};

function takeBody(
  body: BodyOrAnswer,
  sender: RequestMeta | UnknownSender,
  ctx: ReceiveContext,
): HttpResponse | Promise<HttpResponse> {
  if (!body.ok) return body.error;
  const meta = authByEnvelope(sender, body.value);
  if (!meta.ok) return authFailure(meta.error);
  if (body.value.length === 0) return failure(400, "empty request body");
  const envelope = parseEnvelope(body.value, meta.value, { trustMeta: ctx.trustsEnvelopeMeta(meta.value) });
  if (!envelope.ok) return failure(400, "invalid event envelope", envelopeErrorCauses(envelope.error));
  if (hasInternalItems(envelope.value)) return failure(400, "envelope contains internal items");
  return andThen(ctx.admission.admit(envelope.value), answerTo, envelope.value.eventId, undefined);
}

function answerTo(refused: HttpResponse | undefined, eventId: string | undefined): HttpResponse {
  return (
    refused ?? {
      status: 200,
      headers: JSON_HEADERS,
      body: eventId === undefined ? "{}" : `{"id":"${eventId}"}`,
    }
  );
}
