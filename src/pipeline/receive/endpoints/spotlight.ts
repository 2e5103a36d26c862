import type { Envelope } from "../../../domain/protocol/envelope.ts";
import type { HttpRequest, HttpResponse } from "../../../kernel/runtime/http.ts";
import { envelopeErrorCauses } from "../../parse/envelope-error.ts";
import { parseEnvelope } from "../../parse/parse-envelope.ts";
import { authByEnvelope, readRequestMeta } from "../../parse/request-meta.ts";
import { readBody, requestEncoding, unknownEncoding } from "../body.ts";
import type { ReceiveContext } from "../call.ts";
import { CORS_HEADERS } from "../cors.ts";
import { authFailure, failure, json } from "../responses.ts";

/**
 * `POST /stream`, Spotlight's way in: an envelope from anybody, whatever its content type. One whose header has no DSN counts as
 * the local project's. `note` is told of the envelope before the door is.
 */
export async function takeSpotlight(
  request: HttpRequest,
  ctx: ReceiveContext,
  local: { readonly key: string; readonly note: (envelope: Envelope) => void },
): Promise<HttpResponse> {
  const encoding = requestEncoding(request);
  if (encoding === undefined) return unknownEncoding();
  const receivedAtMs = ctx.now();
  const sender = readRequestMeta(request, {
    pathProject: undefined,
    upstream: ctx.upstream,
    receivedAtMs,
    isInternalRelay: () => false,
  });
  if (!sender.ok) return authFailure(sender.error);
  const body = await readBody(request, encoding, {
    limitBytes: ctx.config.limits.maxEnvelopeSizeBytes,
    compressedLimitBytes: ctx.config.limits.maxCompressedSizeBytes,
    budget: ctx.budget,
  });
  if (!body.ok) return body.error;
  const named = authByEnvelope(sender.value, body.value);
  const meta = named.ok
    ? named.value
    : { ...sender.value, dsn: { ...ctx.upstream, publicKey: local.key, projectId: "1" } };
  const envelope = parseEnvelope(body.value, meta);
  if (!envelope.ok)
    return failure(400, "invalid event envelope", envelopeErrorCauses(envelope.error), CORS_HEADERS);
  local.note(envelope.value);
  const refused = await ctx.admission.admit(envelope.value);
  return refused ?? json(200, {}, CORS_HEADERS);
}
