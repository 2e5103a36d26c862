import type { AuthError } from "../../domain/protocol/auth.ts";
import type { HttpHeaders, HttpResponse } from "../../kernel/runtime/http.ts";
import type { RequestError } from "../parse/request-error.ts";

const JSON_TYPE = ["content-type", "application/json"] as const;
export const JSON_HEADERS: HttpHeaders = [JSON_TYPE];
const TEXT_TYPE = ["content-type", "text/plain; charset=utf-8"] as const;

export function json(status: number, value: unknown, headers: HttpHeaders = []): HttpResponse {
  return { status, headers: [JSON_TYPE, ...headers], body: JSON.stringify(value) };
}

export function text(status: number, body: string, headers: HttpHeaders = []): HttpResponse {
  return { status, headers: [TEXT_TYPE, ...headers], body };
}

export function empty(status: number, headers: HttpHeaders = []): HttpResponse {
  return { status, headers };
}

/** The error shape that SDKs know: `{"detail":…,"causes":[…]}`, causes left out when there are none. */
export function failure(
  status: number,
  detail: string,
  causes: readonly string[] = [],
  headers: HttpHeaders = [],
): HttpResponse {
  return json(status, causes.length === 0 ? { detail } : { detail, causes }, headers);
}

export function authFailure({ status, detail, causes }: AuthError): HttpResponse {
  return failure(status, detail, causes);
}

export function requestFailure({ status, detail, causes, plain }: RequestError): HttpResponse {
  return plain ? text(status, detail) : failure(status, detail, causes);
}
