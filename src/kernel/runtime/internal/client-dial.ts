/** Opens connections: names to addresses, proxies, TLS. */
import { connect, startTls } from "#sockets";
import type { HttpClientOptions } from "../http.ts";
import { NoProxy, type ProxyAddress, parseProxy } from "../proxy-rules.ts";
import type { ConnectError, Socket, SocketOwner, TlsOptions } from "../sockets.ts";
import { type ClientFaultKind, clientFault } from "./client-fault.ts";
import type { Origin } from "./client-target.ts";
import { DnsCache } from "./dns-cache.ts";
import { HeadParser } from "./http-head.ts";

export interface DialError {
  readonly kind: ClientFaultKind;
  readonly what: string;
  readonly cause: unknown;
}

/** How long a name's addresses are kept. */
const DNS_CACHE_MS = 30_000;
const MAX_PROXY_ANSWER = 16 * 1024;

export class Dialer {
  readonly #options: HttpClientOptions;
  readonly #dns: DnsCache;
  readonly #noProxy: NoProxy;
  readonly #proxies: { readonly http: ProxyAddress | undefined; readonly https: ProxyAddress | undefined };

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#dns = new DnsCache(DNS_CACHE_MS);
    this.#noProxy = new NoProxy(options.proxy?.noProxy ?? "");
    this.#proxies = { http: proxy(options.proxy?.http), https: proxy(options.proxy?.https) };
  }

  /** The proxy that requests to this origin go through. */
  proxyFor(origin: Origin): ProxyAddress | undefined {
    const address = origin.secure ? this.#proxies.https : this.#proxies.http;
    return address === undefined || this.#noProxy.bypasses(origin.host, origin.port) ? undefined : address;
  }

  forgetNames(): void {
    this.#dns.forget();
  }

  /** Opens a connection that HTTP requests for the origin can be written to. */
  async dial(origin: Origin, own: (socket: Socket) => SocketOwner): Promise<DialError | undefined> {
    const via = this.proxyFor(origin);
    const tls: TlsOptions | undefined = origin.secure ? this.#tls(origin) : undefined;
    if (this.#options.unixPath !== undefined) return this.#unix(this.#options.unixPath, own);
    if (via === undefined) return this.#reach(origin.host, origin.port, tls, own);
    if (tls === undefined) return this.#reach(via.host, via.port, undefined, own);
    return this.#tunnel(origin, via, tls, own);
  }

  #tls(origin: Origin): TlsOptions {
    const { ca } = this.#options;
    return { serverName: origin.host, ...(ca === undefined ? {} : { ca }) };
  }

  async #unix(unixPath: string, own: (socket: Socket) => SocketOwner): Promise<DialError | undefined> {
    const timeoutMs = this.#options.connectTimeoutMs;
    return told(await connect({ host: "", port: 0, unixPath, timeoutMs }, own), timeoutMs);
  }

  /** Tries the name's addresses in turn, within one connect timeout. */
  async #reach(
    host: string,
    port: number,
    tls: TlsOptions | undefined,
    own: (socket: Socket) => SocketOwner,
  ): Promise<DialError | undefined> {
    const { connectTimeoutMs } = this.#options;
    let addresses: readonly string[];
    try {
      addresses = await this.#dns.resolve(host);
    } catch (cause) {
      return { kind: "DNS", what: `cannot resolve ${host}`, cause };
    }
    const endMs = performance.now() + connectTimeoutMs;
    let last: DialError = { kind: "DNS", what: `${host} has no address`, cause: undefined };
    for (const [i, address] of addresses.entries()) {
      const leftMs = endMs - performance.now();
      if (leftMs <= 0) break;
      const timeoutMs = leftMs / (addresses.length - i); // a dead address must not use up the others' time
      const options = { host: address, port, timeoutMs, ...(tls === undefined ? {} : { tls }) };
      const error = told(await connect(options, own), connectTimeoutMs);
      if (error === undefined) return undefined;
      last = error;
      if (error.kind === "TLS") break; // reached: another address would present the same certificate
    }
    this.#dns.forget(host);
    return last;
  }

  async #tunnel(
    origin: Origin,
    via: ProxyAddress,
    tls: TlsOptions,
    own: (socket: Socket) => SocketOwner,
  ): Promise<DialError | undefined> {
    const timeoutMs = this.#options.connectTimeoutMs;
    const tunnel = new Tunnel(origin, via);
    const timer = setTimeout(() => tunnel.fail("CONNECT", `no tunnel within ${timeoutMs} ms`), timeoutMs);
    const error =
      (await this.#reach(via.host, via.port, undefined, (socket) => tunnel.open(socket))) ??
      (await tunnel.result);
    clearTimeout(timer);
    if (error !== undefined) return error;
    return told(await startTls(tunnel.socket as Socket, { tls, timeoutMs }, own), timeoutMs);
  }
}

/** Asks a proxy for a way through to the origin. */
class Tunnel implements SocketOwner {
  readonly result: Promise<DialError | undefined>;
  socket: Socket | undefined;
  readonly #request: string;
  readonly #settle: (error: DialError | undefined) => void;
  #answer = "";

  constructor({ host, port }: Origin, { authorization }: ProxyAddress) {
    const { promise, resolve } = Promise.withResolvers<DialError | undefined>();
    this.result = promise;
    this.#settle = resolve;
    const authority = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    const secret = authorization === undefined ? "" : `proxy-authorization: ${authorization}\r\n`;
    this.#request = `CONNECT ${authority} HTTP/1.1\r\nhost: ${authority}\r\n${secret}\r\n`;
  }

  open(socket: Socket): SocketOwner {
    this.socket = socket;
    socket.write(this.#request);
    return this;
  }

  fail(kind: ClientFaultKind, what: string, cause?: unknown): void {
    this.#settle({ kind, what, cause });
    this.socket?.destroy();
  }

  onData(bytes: Buffer): void {
    this.#answer += bytes.toString("latin1");
    const end = this.#answer.indexOf("\r\n\r\n");
    if (end < 0) {
      if (this.#answer.length > MAX_PROXY_ANSWER) this.fail("PROTOCOL", "the proxy's answer is too large");
      return;
    }
    const status = new HeadParser().response(Buffer.from(this.#answer, "latin1"), end + 4)?.status;
    if (status === undefined || end + 4 < this.#answer.length)
      this.fail("PROTOCOL", "the proxy's answer is not HTTP");
    else if (status < 200 || status > 299)
      this.fail("CONNECT", `the proxy refused the tunnel with ${status}`);
    else this.#settle(undefined);
  }

  onDrain(): void {}

  onEnd(): void {
    this.fail("CONNECT", "the proxy hung up");
  }

  onClose(error: Error | undefined): void {
    this.#settle({ kind: "CONNECT", what: "the proxy hung up", cause: error });
  }
}

function proxy(url: string | undefined): ProxyAddress | undefined {
  if (url === undefined || url === "") return undefined;
  const address = parseProxy(url);
  if (address === undefined)
    throw clientFault("PROTOCOL", "the proxy's URL must be http://[user:password@]host[:port]");
  return address;
}

function told(error: ConnectError | undefined, timeoutMs: number): DialError | undefined {
  if (error === undefined) return undefined;
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? "closed";
  if (error.kind === "timeout")
    return { kind: "CONNECT", what: `no connection within ${timeoutMs} ms`, cause: undefined };
  if (error.kind === "tls") return { kind: "TLS", what: `TLS failed: ${code}`, cause: error.cause };
  return { kind: "CONNECT", what: `cannot connect: ${code}`, cause: error.cause };
}
