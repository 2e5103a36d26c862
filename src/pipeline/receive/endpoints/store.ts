import { inflate } from "#compression";
import type { Envelope } from "../../../domain/protocol/envelope.ts";
import type { Result } from "../../../kernel/base/result.ts";
import type { HttpResponse } from "../../../kernel/runtime/http.ts";
import type { RequestError } from "../../parse/request-error.ts";
import { parseStoreBody, storeQueryBody } from "../../parse/store-body.ts";
import type { Call, Endpoint, ReceiveContext } from "../call.ts";
import { json, requestFailure } from "../responses.ts";
import { knownSenderOf } from "../sender-meta.ts";

/** One transparent pixel: what an image tag gets. */
const PIXEL = Uint8Array.from([
  0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x00, 0xff, 0x00, 0x2c, 0x00, 0x00, 0x00, 0x00,
  0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x00, 0x3b,
]);

/** `/api/{project}/store/`: events of older SDKs, in a body or, from an image tag, in the query. */
export const store: Endpoint = (call, ctx) =>
  call.request.method === "POST" ? postStore(call, ctx) : getStore(call, ctx);

const postStore: Endpoint = async (call, ctx) => {
  const body = await call.body(ctx.config.limits.maxEventSizeBytes);
  if (!body.ok) return body.error;
  return take(call, ctx, body.value, (eventId) => json(200, eventId === undefined ? {} : { id: eventId }));
};

const getStore: Endpoint = async (call, ctx) => {
  const meta = knownSenderOf(call, ctx);
  if (!meta.ok) return meta.error;
  const body = storeQueryBody(call.request.query);
  if (!body.ok) return requestFailure(body.error);
  return take(call, ctx, body.value, () => ({
    status: 200,
    headers: [["content-type", "image/gif"]],
    body: PIXEL,
  }));
};

async function take(
  call: Call,
  ctx: ReceiveContext,
  body: Uint8Array,
  success: (eventId: string | undefined) => HttpResponse,
): Promise<HttpResponse> {
  const meta = knownSenderOf(call, ctx);
  if (!meta.ok) return meta.error;
  const envelope: Result<Envelope, RequestError> = parseStoreBody(body, meta.value, {
    contentType: call.request.header("content-type"),
    maxEventSizeBytes: ctx.config.limits.maxEventSizeBytes,
    inflate,
    trustMeta: ctx.trustsEnvelopeMeta(meta.value),
  });
  if (!envelope.ok) return requestFailure(envelope.error);
  const { eventId } = envelope.value;
  return (await ctx.admission.admit(envelope.value)) ?? success(eventId);
}
