/**
 * Our own HTTP/1.1 client over raw sockets: what is sent is what was given, connections are ours to count, distrust
 * and drop, and there is no hidden time limit (docs/adr/0002-http-over-raw-sockets.md).
 */
import type { Fault } from "../base/fault.ts";
import { err, type Result } from "../base/result.ts";
import type {
  HttpClient,
  HttpClientListener,
  HttpClientOptions,
  HttpClientRequest,
  HttpClientResponse,
} from "./http.ts";
import { Dialer } from "./internal/client-dial.ts";
import { ClientExchange, timedOut } from "./internal/client-exchange.ts";
import { clientFault } from "./internal/client-fault.ts";
import { clientHead } from "./internal/client-head.ts";
import { ClientPool } from "./internal/client-pool.ts";
import { parseTarget, type Target } from "./internal/client-target.ts";
import { Deadlines } from "./internal/deadlines.ts";

/** A client with its own connections. @throws Fault `BATON_HTTP_PROTOCOL` when a proxy's URL is none. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  return new Client(options);
}

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
    return new Promise((resolve) => this.send(request, resolve));
  }

  send(request: HttpClientRequest, tell: HttpClientListener): void {
    const target = this.#closed ? undefined : parseTarget(request.url);
    if (this.#closed) tell(err(clientFault("ABORTED", "the client was closed")));
    else if (target === undefined)
      tell(err(clientFault("PROTOCOL", "the URL is not an absolute http or https URL")));
    else this.#run(request, target, tell);
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

  #run(request: HttpClientRequest, target: Target, tell: HttpClientListener): void {
    const via = target.origin.secure ? undefined : this.#dialer.proxyFor(target.origin);
    const head = clientHead(request, target, via);
    if ("code" in head) tell(err(head));
    else
      this.#pool(target).run(new ClientExchange({ request, target, head, deadlines: this.#deadlines, tell }));
  }
}
