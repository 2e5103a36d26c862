import {
  checkSignedRequest,
  type RelayInfo,
  readSignedHeaders,
  type SignedRequestError,
} from "../../domain/auth/signed-request.ts";
import { utf8Text } from "../../kernel/base/bytes.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { HttpResponse } from "../../kernel/runtime/http.ts";
import type { Call, ReceiveContext } from "./call.ts";
import { failure } from "./responses.ts";

/** A relay's request, verified. */
export interface SignedCall {
  readonly relay: RelayInfo;
  /** Decompressed: the bytes that were signed, as text. */
  readonly json: string;
}

/** Of a request that asks for something: long lists come in several. */
export const MOST_QUERY_BYTES = 262_144;

/**
 * Lets in a request that a relay we know has signed. Headers are looked at first: a request without them is not worth
 * reading, nor asking the upstream for. The error is the answer.
 */
export async function readSignedCall(
  call: Call,
  ctx: ReceiveContext,
  limitBytes: number,
): Promise<Result<SignedCall, HttpResponse>> {
  const headers = readSignedHeaders({
    ...header(call, "x-sentry-relay-id"),
    ...header(call, "x-sentry-relay-signature"),
  });
  if (!headers.ok) return err(refused(headers.error));
  const body = await call.body(limitBytes);
  if (!body.ok) return body.error.status === 413 ? err(tooLong()) : body;
  const [relay] = await ctx.desk.find([headers.value.relayId]);
  const checked = checkSignedRequest(body.value, headers.value, relay ?? undefined, {
    nowMs: ctx.now(),
    maxAgeMs: ctx.config.auth.signatureMaxAgeMs,
  });
  if (!checked.ok) return err(refused(checked.error));
  return ok({ relay: checked.value, json: utf8Text(body.value) });
}

/** The answer to a body of the wrong shape. */
export function invalidJson(cause: string): HttpResponse {
  return failure(400, "invalid JSON data", [cause]);
}

function tooLong(): HttpResponse {
  const cause = "length limit exceeded";
  return failure(400, `Failed to buffer the request body: ${cause}`, [cause, cause]);
}

function refused({ detail, causes }: SignedRequestError): HttpResponse {
  return failure(401, detail, causes);
}

function header<N extends string>({ request }: Call, name: N): Partial<Record<N, string>> {
  const value = request.header(name);
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<N, string>>);
}
