import { ok } from "../kernel/base/result.ts";
import { type LocalRequest, localExchange } from "../kernel/runtime/local-http.ts";
import {
  EXTENSION_PATH,
  HEADER_ACCEPT_FEATURE,
  HEADER_IDENTIFIER,
  HEADER_NAME,
  registerBody,
  TELEMETRY_PATH,
} from "./extensions-api.ts";
import type { ApiCall, LambdaApi } from "./lambda-api.ts";

const CALL_TIMEOUT_MS = 5_000;

/**
 * Lambda's APIs over HTTP.
 * @param runtimeApi `host:port`, as `AWS_LAMBDA_RUNTIME_API` has it
 */
export function httpLambdaApi(runtimeApi: string): LambdaApi {
  const colon = runtimeApi.lastIndexOf(":");
  const host = colon > 0 ? runtimeApi.slice(0, colon) : runtimeApi;
  const port = colon > 0 ? Number(runtimeApi.slice(colon + 1)) : 80;
  const call = async (request: Omit<LocalRequest, "host" | "port">): ApiCall => {
    const response = await localExchange({ host, port, ...request });
    if (!response.ok) return response;
    const { status, headers, body } = response.value;
    const identifier = headers[HEADER_IDENTIFIER];
    return ok({ status, body, identifier: typeof identifier === "string" ? identifier : undefined });
  };
  const json = { "content-type": "application/json" };
  return {
    register: (name, events) =>
      call({
        method: "POST",
        path: `${EXTENSION_PATH}/register`,
        headers: { ...json, [HEADER_NAME]: name, [HEADER_ACCEPT_FEATURE]: "accountId" },
        body: registerBody(events),
        timeoutMs: CALL_TIMEOUT_MS,
      }),
    next: (identifier) =>
      call({
        method: "GET",
        path: `${EXTENSION_PATH}/event/next`,
        headers: { [HEADER_IDENTIFIER]: identifier },
      }),
    subscribe: (identifier, body) =>
      call({
        method: "PUT",
        path: TELEMETRY_PATH,
        headers: { ...json, [HEADER_IDENTIFIER]: identifier },
        body,
        timeoutMs: CALL_TIMEOUT_MS,
      }),
  };
}
