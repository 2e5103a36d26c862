/**
 * Our own HTTP/1.1 client over raw sockets: what is sent is what was given, connections are ours to count, distrust
 * and drop, and there is no hidden time limit (docs/adr/0002-http-over-raw-sockets.md).
 */
import type { Fault } from "../base/fault.ts";
import { err, type Result } from "../base/result.ts";
import type { HttpClient, HttpClientOptions, HttpClientRequest, HttpClientResponse } from "./http.ts";
import { Dialer } from "./internal/client-dial.ts";
import { ClientExchange, timedOut } from "./internal/client-exchange.ts";
import { clientFault } from "./internal/client-fault.ts";
import { ClientPool } from "./internal/client-pool.ts";
import { parseTarget, type Target } from "./internal/client-target.ts";
import { Deadlines } from "./internal/deadlines.ts";
import { headerBlock } from "./internal/http-response.ts";

/** A client with its own connections. @throws Fault `BATON_HTTP_PROTOCOL` when a proxy's URL is none. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  return new Client(options);
}

const METHOD = /^[A-Z]+$/;
const HEADER_NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** Framing and connection are ours. */
const OURS: ReadonlySet<string> = new Set([
  "connection",
  "transfer-encoding",
  "content-length",
  "keep-alive",
]);
const MAX_POOLS = 100;

class Client implements HttpClient {
  readonly #options: HttpClientOptions;
  readonly #dialer: Dialer;
  readonly #pools = new Map<string, ClientPool>();
  readonly #deadlines = new Deadlines<ClientExchange>(timedOut);
  #closed = false;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#dialer = new Dialer(options);
  }

  request(request: HttpClientRequest): Promise<Result<HttpClientResponse, Fault>> {
    if (this.#closed) return refused(clientFault("ABORTED", "the client was closed"));
    const target = parseTarget(request.url);
    if (target === undefined) {
      return refused(clientFault("PROTOCOL", "the URL is not an absolute http or https URL"));
    }
    const exchange = this.#exchange(request, target);
    if (!(exchange instanceof ClientExchange)) return refused(exchange);
    this.#pool(target).run(exchange);
    return exchange.result;
  }

  forgetIdle(): void {
    this.#dialer.forgetNames();
    for (const pool of this.#pools.values()) pool.forgetIdle();
  }

  close(): void {
    this.#closed = true;
    for (const pool of this.#pools.values()) pool.close();
    this.#pools.clear();
    this.#deadlines.clear();
  }

  #pool(target: Target): ClientPool {
    const { key } = target.origin;
    let pool = this.#pools.get(key);
    if (pool === undefined) {
      if (this.#pools.size >= MAX_POOLS) {
        for (const [name, old] of this.#pools) if (old.empty) this.#pools.delete(name);
      }
      pool = new ClientPool(target.origin, this.#dialer, this.#options);
      this.#pools.set(key, pool);
    }
    return pool;
  }

  #exchange(request: HttpClientRequest, target: Target): ClientExchange | Fault {
    const { method, headers = [], body, stream = false } = request;
    if (!METHOD.test(method)) return clientFault("PROTOCOL", "the method is not one of HTTP");
    const { origin, path } = target;
    const via = origin.secure ? undefined : this.#dialer.proxyFor(origin);
    let head = `${method} ${via === undefined ? "" : origin.key}${path} HTTP/1.1\r\n`;
    let hasHost = false;
    let hasEncoding = false;
    let announced: string | undefined;
    for (const [name, value] of headers) {
      if (name === "host") hasHost = true;
      else if (name === "accept-encoding") hasEncoding = true;
      else if (name === "content-length") announced = value;
      if (!HEADER_NAME.test(name))
        return clientFault("PROTOCOL", "a header's name is not lower-case or not one of HTTP");
    }
    if (!hasHost) head += `host: ${origin.hostHeader}\r\n`;
    const inflates = !hasEncoding && !stream;
    if (inflates) head += "accept-encoding: gzip\r\n";
    if (via?.authorization !== undefined) head += `proxy-authorization: ${via.authorization}\r\n`;
    if (body instanceof Uint8Array) head += `content-length: ${body.length}\r\n`;
    else if (body !== undefined)
      head += announced === undefined ? CHUNKED : `content-length: ${announced}\r\n`;
    else if (method === "POST" || method === "PUT") head += "content-length: 0\r\n";
    try {
      head += `${headerBlock(headers, OURS).text}\r\n`;
    } catch (error) {
      return clientFault("PROTOCOL", "a header's value holds a line break", error);
    }
    return new ClientExchange({ request, target, head, inflates, deadlines: this.#deadlines });
  }
}

function refused(fault: Fault): Promise<Result<HttpClientResponse, Fault>> {
  return Promise.resolve(err(fault));
}

const CHUNKED = "transfer-encoding: chunked\r\n";
