import { type Dsn, parseDsn } from "../domain/protocol/dsn.ts";
import type { RequestMeta } from "../domain/protocol/request-meta.ts";
import type { HttpRequest, HttpResponse } from "../kernel/runtime/http.ts";
import { envelopeErrorCauses } from "../pipeline/parse/envelope-error.ts";
import { parseEnvelope } from "../pipeline/parse/parse-envelope.ts";
import { authByEnvelope, readRequestMeta, type UnknownSender } from "../pipeline/parse/request-meta.ts";
import { type BodyOrAnswer, readBody, requestEncoding, unknownEncoding } from "../pipeline/receive/body.ts";
import type { ReceiveContext } from "../pipeline/receive/call.ts";
import { authFailure, failure, json } from "../pipeline/receive/responses.ts";
import type { AllowedDsns } from "./allowed-dsns.ts";

/**
 * `POST /envelope`: the contract of Sentry's own layer. Whose envelope it is says its header alone; the answer comes when
 * we have it, never when the upstream does.
 * @returns `undefined` for every other request
 */
export function tunnel(
  ctx: ReceiveContext,
  allowed: AllowedDsns,
): (request: HttpRequest) => HttpResponse | Promise<HttpResponse> | undefined {
  return (request) => {
    if (request.path !== "/envelope" && request.path !== "/envelope/") return undefined;
    return request.method === "POST" ? take(request, ctx, allowed) : { status: 405 };
  };
}

/** Without a promise where that can be: behind one, the answer would wait until the upload has begun. */
function take(
  request: HttpRequest,
  ctx: ReceiveContext,
  allowed: AllowedDsns,
): HttpResponse | Promise<HttpResponse> {
  const encoding = requestEncoding(request);
  if (encoding === undefined) return unknownEncoding();
  const { limits } = ctx.config;
  const sender = readRequestMeta(request, {
    pathProject: undefined,
    upstream: ctx.upstream,
    receivedAtMs: ctx.now(),
    isInternalRelay: () => false,
  });
  if (!sender.ok) return authFailure(sender.error);
  const body = readBody(request, encoding, {
    limitBytes: limits.maxEnvelopeSizeBytes,
    compressedLimitBytes: limits.maxCompressedSizeBytes ?? limits.maxEnvelopeSizeBytes,
    budget: ctx.budget,
  });
  const { value } = sender;
  return body instanceof Promise
    ? body.then((read) => takeBody(read, value, ctx, allowed))
    : takeBody(body, value, ctx, allowed);
}

function takeBody(
  body: BodyOrAnswer,
  sender: RequestMeta | UnknownSender,
  ctx: ReceiveContext,
  allowed: AllowedDsns,
): HttpResponse | Promise<HttpResponse> {
  if (!body.ok) return body.error;
  const dsn = dsnOf(body.value);
  if (!dsn) return json(400, { error: "Invalid envelope: missing DSN" });
  if (!allowed.admits(dsn)) return json(403, { error: "DSN not allowed" });
  const meta = authByEnvelope(sender, body.value);
  if (!meta.ok) return authFailure(meta.error);
  return admit(body.value, meta.value, ctx);
}

/** Takes in an envelope of our own making, as if it had come from the function. */
export async function admitOwn(
  bytes: Uint8Array,
  client: string,
  ctx: ReceiveContext,
): Promise<HttpResponse> {
  const dsn = dsnOf(bytes);
  if (!dsn) return failure(400, "no DSN");
  const meta: RequestMeta = {
    dsn,
    client,
    version: 7,
    forwardedFor: "",
    userAgent: client,
    noCache: false,
    receivedAtMs: ctx.now(),
    fromInternalRelay: false,
  };
  return admit(bytes, meta, ctx);
}

function admit(
  bytes: Uint8Array,
  meta: RequestMeta,
  ctx: ReceiveContext,
): HttpResponse | Promise<HttpResponse> {
  const envelope = parseEnvelope(bytes, meta);
  if (!envelope.ok) return failure(400, "invalid event envelope", envelopeErrorCauses(envelope.error));
  const { eventId } = envelope.value;
  const accepted = json(200, eventId === undefined ? {} : { id: eventId });
  const refused = ctx.admission.admit(envelope.value);
  return refused instanceof Promise ? refused.then((answer) => answer ?? accepted) : (refused ?? accepted);
}

/** The DSN in an envelope's header; its first line ends with `\n` or with the body. */
function dsnOf(envelope: Uint8Array): Dsn | undefined {
  const end = envelope.indexOf(0x0a);
  try {
    const header = JSON.parse(new TextDecoder().decode(end < 0 ? envelope : envelope.subarray(0, end)));
    const dsn = typeof header?.dsn === "string" ? parseDsn(header.dsn) : undefined;
    return dsn?.ok ? dsn.value : undefined;
  } catch {
    return undefined;
  }
}
