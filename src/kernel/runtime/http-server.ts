import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Fault } from "../base/fault.ts";
import { err, ok, type Result } from "../base/result.ts";
import type {
  BodyError,
  HttpHeaders,
  HttpRequest,
  HttpResponse,
  HttpServer,
  HttpServerOptions,
} from "./http.ts";

/** Serves HTTP/1.1. @throws Fault `BATON_LISTEN_IN_USE`, `BATON_LISTEN_DENIED`, `BATON_LISTEN_ADDRESS` */
export async function serveHttp(options: HttpServerOptions): Promise<HttpServer> {
  if (options.sharePort === "claim" && options.port !== 0) {
    const probe = await listen({ ...options, handler: () => ({ status: 503 }) }, false);
    await new Promise((resolve) => probe.close(resolve));
  }
  const server = await listen(options, options.sharePort !== undefined);
  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    connections: () => (server as unknown as { baton: Set<unknown> }).baton.size,
    stop: (graceMs) => stop(server, graceMs),
  };
}

function listen(options: HttpServerOptions, reusePort: boolean): Promise<ReturnType<typeof createServer>> {
  const server = createServer(
    { keepAliveTimeout: options.idleTimeoutMs ?? 0, headersTimeout: options.headerTimeoutMs ?? 0 },
    (req, res) => void answer(options, req, res),
  );
  const open = new Set<unknown>();
  Object.assign(server, { baton: open });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.requestTimeout = 0;
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenFault(error, options)));
    server.listen({ host: options.host, port: options.port, reusePort, backlog: 1024 }, () =>
      resolve(server),
    );
  });
}

function listenFault(error: NodeJS.ErrnoException, { host, port }: HttpServerOptions): Fault {
  const kind = error.code === "EADDRINUSE" ? "IN_USE" : error.code === "EACCES" ? "DENIED" : "ADDRESS";
  const options = { code: `BATON_LISTEN_${kind}`, source: "local", cause: error } as const;
  return new Fault(`cannot listen on ${host}:${port}: ${error.code ?? error.message}`, options);
}

async function stop(server: ReturnType<typeof createServer>, graceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}

async function answer(options: HttpServerOptions, req: IncomingMessage, res: ServerResponse): Promise<void> {
  let response: HttpResponse;
  try {
    response = await options.handler(new NodeRequest(req, options.maxBodyBytes));
  } catch (error) {
    options.onError?.(error);
    response = { status: 500 };
  }
  const { status, headers = [], body } = response;
  const streamed = body !== undefined && typeof body !== "string" && !(body instanceof Uint8Array);
  const flat = headers.flat();
  if (!streamed) flat.push("content-length", String(body === undefined ? 0 : Buffer.byteLength(body)));
  res.writeHead(status, flat);
  if (!streamed) {
    res.end(body);
    return;
  }
  try {
    for await (const chunk of body) {
      if (!res.write(chunk))
        await new Promise((resolve) => res.once("drain", resolve).once("close", resolve));
      if (res.destroyed) break;
    }
    res.end();
  } catch (error) {
    options.onError?.(error);
    res.destroy();
  }
}

class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly remoteAddress: string;
  readonly contentLength: number | undefined;
  readonly #req: IncomingMessage;
  readonly #maxBodyBytes: number;

  constructor(req: IncomingMessage, maxBodyBytes: number) {
    const url = req.url ?? "/";
    const mark = url.indexOf("?");
    const length = req.headers["content-length"];
    this.method = req.method ?? "GET";
    this.path = mark < 0 ? url : url.slice(0, mark);
    this.query = mark < 0 ? "" : url.slice(mark + 1);
    this.remoteAddress = req.socket.remoteAddress ?? "";
    this.contentLength = length === undefined ? undefined : Number(length);
    this.#req = req;
    this.#maxBodyBytes = maxBodyBytes;
  }

  header(name: string): string | undefined {
    const value = this.#req.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  }

  headers(): HttpHeaders {
    const raw = this.#req.rawHeaders;
    const pairs: [string, string][] = [];
    for (let i = 0; i + 1 < raw.length; i += 2)
      pairs.push([(raw[i] as string).toLowerCase(), raw[i + 1] as string]);
    return pairs;
  }

  async body(limitBytes: number): Promise<Result<Uint8Array, BodyError>> {
    const limit = Math.min(limitBytes, this.#maxBodyBytes);
    if ((this.contentLength ?? 0) > limit) return err("too_large");
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      for await (const chunk of this.stream()) {
        size += chunk.length;
        if (size > limit) return err("too_large");
        chunks.push(chunk);
      }
    } catch {
      return err("aborted");
    }
    return ok(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks));
  }

  stream(): AsyncIterable<Uint8Array> {
    return this.#req as AsyncIterable<Uint8Array>;
  }
}
