import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { HttpResponse } from "../../kernel/runtime/http.ts";
import { readRequestMeta, requireAuth, type UnknownSender } from "../parse/request-meta.ts";
import type { Call, ReceiveContext } from "./call.ts";
import { authFailure } from "./responses.ts";

/** Who sends on a connection, by the head of its requests. */
const senders = new WeakMap<object, RequestMeta | UnknownSender>();

/** Who sends this request, as far as it says so. The error is the answer. */
export function senderOf(call: Call, ctx: ReceiveContext): Result<RequestMeta | UnknownSender, HttpResponse> {
  const { headId } = call.request;
  const known = headId === undefined ? undefined : senders.get(headId);
  if (known !== undefined) return ok({ ...known, receivedAtMs: call.receivedAtMs } as RequestMeta);
  const sender = readSender(call, ctx);
  // What a relay signed holds for a while only.
  if (headId !== undefined && sender.ok && call.request.header("x-sentry-relay-id") === undefined)
    senders.set(headId, { ...sender.value, sender: headId } as RequestMeta | UnknownSender);
  return sender;
}

function readSender(call: Call, ctx: ReceiveContext): Result<RequestMeta | UnknownSender, HttpResponse> {
  const sender = readRequestMeta(call.request, {
    pathProject: call.params.project,
    pathKey: call.params.key,
    upstream: ctx.upstream,
    receivedAtMs: call.receivedAtMs,
    isInternalRelay: ctx.isInternalRelay,
  });
  return sender.ok ? sender : err(authFailure(sender.error));
}

/** The same for routes that let nobody in without authentication. */
export function knownSenderOf(call: Call, ctx: ReceiveContext): Result<RequestMeta, HttpResponse> {
  const sender = senderOf(call, ctx);
  if (!sender.ok) return sender;
  const known = requireAuth(sender.value);
  return known.ok ? ok(known.value) : err(authFailure(known.error));
}
