import { err, ok, type Result } from "../../kernel/base/result.ts";
import type {
  HttpClient,
  HttpRequest,
  HttpResponse,
  HttpServer,
  ServeHttp,
} from "../../kernel/runtime/http.ts";
import {
  EXTENSION_PATH,
  HEADER_IDENTIFIER,
  HEADER_NAME,
  type LifecycleEvent,
  TELEMETRY_PATH,
} from "../extensions-api.ts";
import type { Sandbox } from "./sandbox.ts";
import type { DeliverBatch } from "./telemetry-feed.ts";

const RUNTIME_PATH = "/2018-06-01/runtime";
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * Puts a sandbox's three APIs on one loopback port, for real processes.
 * @param sandbox the environment as it is now: after a reset another one takes over the port
 */
export function serveSandbox(serve: ServeHttp, sandbox: () => Sandbox, port = 0): Promise<HttpServer> {
  return serve({
    host: "127.0.0.1",
    port,
    maxBodyBytes: MAX_BODY_BYTES,
    idleTimeoutMs: 0,
    handler: async (request) => {
      const body = await request.body(MAX_BODY_BYTES);
      if (!body.ok) return { status: 413 };
      return answer(sandbox(), request, new TextDecoder().decode(body.value));
    },
  });
}

/** Delivers telemetry as Lambda does, to the subscriber's port on this machine. */
export function deliverOver(client: HttpClient): DeliverBatch {
  return async (port, body) => {
    const response = await client.request({
      method: "POST",
      url: `http://127.0.0.1:${port}/`,
      headers: [["content-type", "application/json"]],
      body: new TextEncoder().encode(body),
      timeoutMs: 1_000,
    });
    return response.ok && response.value.status === 200;
  };
}

async function answer(sandbox: Sandbox, request: HttpRequest, body: string): Promise<HttpResponse> {
  const { method, path } = request;
  const identifier = request.header(HEADER_IDENTIFIER) ?? "";
  if (method === "POST" && path === `${EXTENSION_PATH}/register`) {
    const events = parseEvents(body);
    if (!events.ok) return { status: 400, body: '{"errorType":"InvalidRequestFormat"}' };
    const registered = sandbox.register(request.header(HEADER_NAME) ?? "", events.value);
    const headers = registered.identifier ? ([[HEADER_IDENTIFIER, registered.identifier]] as const) : [];
    return { status: registered.status, headers, body: registered.body };
  }
  if (method === "GET" && path === `${EXTENSION_PATH}/event/next`) return sandbox.next(identifier);
  if (method === "PUT" && path === TELEMETRY_PATH) return sandbox.subscribe(identifier, body);
  if (method === "GET" && path === `${RUNTIME_PATH}/invocation/next`) return nextInvocation(sandbox);
  const outcome = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path);
  if (method === "POST" && outcome) {
    const accepted = sandbox.respond(outcome[1] ?? "", outcome[2] === "error");
    return { status: accepted ? 202 : 400, body: '{"status":"OK"}' };
  }
  if (method === "POST" && path === `${RUNTIME_PATH}/init/error`)
    return { status: 202, body: '{"status":"OK"}' };
  return { status: 404, body: '{"errorMessage":"no such path","errorType":"NotFound"}' };
}

async function nextInvocation(sandbox: Sandbox): Promise<HttpResponse> {
  const invocation = await sandbox.runtimeNext();
  return {
    status: 200,
    headers: [
      ["content-type", "application/json"],
      ["lambda-runtime-aws-request-id", invocation.requestId],
      ["lambda-runtime-deadline-ms", String(invocation.deadlineMs)],
      ["lambda-runtime-invoked-function-arn", invocation.functionArn],
      ["lambda-runtime-trace-id", invocation.traceHeader],
    ],
    body: invocation.payload,
  };
}

function parseEvents(body: string): Result<LifecycleEvent[], undefined> {
  try {
    const { events } = JSON.parse(body) as { events: unknown };
    if (!Array.isArray(events)) return err(undefined);
    return ok(events.filter((event) => event === "INVOKE" || event === "SHUTDOWN"));
  } catch {
    return err(undefined);
  }
}
