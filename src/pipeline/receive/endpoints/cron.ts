import { pathDecoded } from "../../../domain/protocol/query.ts";
import { parseCheckIn } from "../../parse/check-in.ts";
import type { Endpoint } from "../call.ts";
import { empty, requestFailure } from "../responses.ts";
import { knownSenderOf } from "../sender-meta.ts";

/** `GET|POST /api/{project}/cron/{slug}/[{key}/]`: check-ins from scripts, without an SDK. */
export const cron: Endpoint = async (call, ctx) => {
  const meta = knownSenderOf(call, ctx);
  if (!meta.ok) return meta.error;
  const isJson = call.request.header("content-type")?.startsWith("application/json") ?? false;
  const body = isJson ? await call.body(ctx.config.limits.maxEventSizeBytes) : undefined;
  if (body && !body.ok) return body.error;
  const envelope = parseCheckIn(
    pathDecoded(call.params.slug ?? ""),
    call.request.query,
    body?.value,
    meta.value,
  );
  if (!envelope.ok) return requestFailure(envelope.error);
  return (await ctx.admission.admit(envelope.value, { tellsLimits: false })) ?? empty(202);
};
