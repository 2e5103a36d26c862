import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Fault } from "../base/fault.ts";
import { err, ok, type Result } from "../base/result.ts";
import type {
  HttpClient,
  HttpClientOptions,
  HttpClientRequest,
  HttpClientResponse,
  HttpHeaders,
} from "./http.ts";

/** A client with its own connection pool. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  return new NodeHttpClient(options);
}

class NodeHttpClient implements HttpClient {
  readonly #options: HttpClientOptions;
  #http: HttpAgent;
  #https: HttpsAgent;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#http = new HttpAgent({ keepAlive: true, maxSockets: options.maxConnections });
    this.#https = new HttpsAgent({ keepAlive: true, maxSockets: options.maxConnections });
  }

  request(request: HttpClientRequest): Promise<Result<HttpClientResponse, Fault>> {
    return this.#attempt(request, true);
  }

  forgetIdle(): void {
    for (const agent of [this.#http, this.#https]) {
      for (const sockets of Object.values(agent.freeSockets))
        for (const socket of sockets ?? []) socket.destroy();
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  async #attempt(request: HttpClientRequest, mayRetry: boolean): Promise<Result<HttpClientResponse, Fault>> {
    const secure = request.url.startsWith("https:");
    const parts = /^https?:\/\/(\[[^\]]+\]|[^:/?#]+)(?::(\d+))?(.*)$/i.exec(request.url);
    if (parts === null) return err(fault("PROTOCOL", `not an absolute URL: ${request.url}`));
    const [, host = "", port, target = ""] = parts;
    const deadline = AbortSignal.timeout(request.timeoutMs);
    const signal = request.signal ? AbortSignal.any([deadline, request.signal]) : deadline;
    const headers = request.headers?.flat() ?? [];
    if (!request.headers?.some(([name]) => name === "host"))
      headers.push("host", port ? `${host}:${port}` : host);
    if (request.body instanceof Uint8Array) headers.push("content-length", String(request.body.length));
    else if (request.body) headers.push("transfer-encoding", "chunked");
    const req = (secure ? httpsRequest : httpRequest)({
      agent: secure ? this.#https : this.#http,
      host: host.replace(/^\[|\]$/g, ""),
      port: port ?? (secure ? 443 : 80),
      method: request.method,
      path: target.startsWith("/") ? target : `/${target}`,
      headers,
      signal,
    });
    try {
      const res = await new Promise<IncomingMessage>((resolve, reject) => {
        req.once("response", resolve).once("error", reject);
        if (request.body && !(request.body instanceof Uint8Array)) {
          void (async () => {
            for await (const chunk of request.body as AsyncIterable<Uint8Array>) req.write(chunk);
            req.end();
          })().catch(reject);
        } else req.end(request.body);
      });
      if (request.stream) return ok(response(res, new Uint8Array(0), res));
      const chunks: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of res as AsyncIterable<Uint8Array>) {
        size += chunk.length;
        if (size > this.#options.maxResponseBytes) {
          res.destroy();
          return err(fault("TOO_LARGE", "response too large"));
        }
        chunks.push(chunk);
      }
      return ok(response(res, Buffer.concat(chunks)));
    } catch (error) {
      if (deadline.aborted) return err(fault("TIMEOUT", `no answer within ${request.timeoutMs} ms`, error));
      if (signal.aborted) return err(fault("ABORTED", "request aborted", error));
      const code = (error as NodeJS.ErrnoException).code ?? "";
      if (
        mayRetry &&
        req.reusedSocket &&
        (request.body === undefined || request.body instanceof Uint8Array)
      ) {
        return this.#attempt(request, false);
      }
      const kind =
        code === "ENOTFOUND" || code === "EAI_AGAIN"
          ? "DNS"
          : code === "ECONNREFUSED" || code === "EHOSTUNREACH" || code === "ENETUNREACH"
            ? "CONNECT"
            : /TLS|CERT|SSL/.test(code)
              ? "TLS"
              : code.startsWith("HPE")
                ? "PROTOCOL"
                : "RESET";
      return err(fault(kind, `${request.method} failed: ${code}`, error));
    }
  }
}

function fault(kind: string, message: string, cause?: unknown): Fault {
  return new Fault(message, { code: `BATON_HTTP_${kind}`, source: "upstream", retryable: true, cause });
}

function response(
  res: IncomingMessage,
  body: Uint8Array,
  stream?: AsyncIterable<Uint8Array>,
): HttpClientResponse {
  const headers: HttpHeaders = pairs(res.rawHeaders);
  const header = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value);
  return {
    status: res.statusCode ?? 0,
    headers,
    header: (name) => (header(name).length === 0 ? undefined : header(name).join(", ")),
    body,
    ...(stream === undefined ? {} : { stream }),
  };
}

function pairs(raw: readonly string[]): HttpHeaders {
  const out: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2)
    out.push([(raw[i] as string).toLowerCase(), raw[i + 1] as string]);
  return out;
}
