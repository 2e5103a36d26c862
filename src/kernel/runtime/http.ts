/**
 * The HTTP contract of the runtime folder: what a server hands to its handler and what a client answers.
 * Implementations: `http-server.bun.ts`, `http-server.node.ts`, `http-client.*.ts`, chosen by subpath import.
 */
import type { Fault } from "../base/fault.ts";
import type { Result } from "../base/result.ts";

/** Lower-case names; one entry per header line, in the order received or to be sent. */
export type HttpHeaders = readonly (readonly [name: string, value: string])[];

/** Why a body could not be read whole. */
export type BodyError = "too_large" | "aborted" | "timeout";

export interface HttpRequest {
  readonly method: string;
  /** The path as sent: percent-encoding and case untouched, starts with `/`. */
  readonly path: string;
  /** What follows the first `?`, undecoded; empty without one. */
  readonly query: string;
  /** IP address of the peer. */
  readonly remoteAddress: string;
  /** The announced `Content-Length`; `undefined` when chunked or without a body. */
  readonly contentLength: number | undefined;
  /**
   * Stands for method, path, query, peer and headers, `content-length` aside: the same object for all requests of a connection
   * that say the same, so what was made of them can be remembered by it. `undefined` as long as it was said only once.
   */
  readonly headId?: object | undefined;
  /** A header's value by lower-case name; several lines joined by `, `. */
  header(name: string): string | undefined;
  headers(): HttpHeaders;
  /** Reads the whole body as sent (not decompressed), at most `limitBytes`. Never rejects. */
  body(limitBytes: number): Promise<Result<Uint8Array, BodyError>>;
  /** The whole body when it has arrived with the head, as small ones do; `undefined`: wait for `body`. */
  bodyNow?(limitBytes: number): Result<Uint8Array, BodyError> | undefined;
  /** Reads the body chunk by chunk; ends early with a rejection when the peer goes away. */
  stream(): AsyncIterable<Uint8Array>;
  /**
   * Aborts when the connection breaks before the answer is whole. A client that only ends its own side may still be
   * reading: that shows at the next write, so an answer that streams without end should write now and then.
   */
  readonly signal?: AbortSignal;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers?: HttpHeaders;
  readonly body?: Uint8Array | string | AsyncIterable<Uint8Array>;
}

/** Answers one request. A rejection becomes a 500 and is told to `onError`. */
export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

export interface HttpServerOptions {
  /** An IP address. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /**
   * Shares the port with our other Arbiters (SO_REUSEPORT). `claim`: the first of them, which fails when any other
   * process listens there; `join`: the others, after the first one listens. Absent: exclusive, against connections of
   * an earlier listener that linger too.
   */
  readonly sharePort?: "claim" | "join";
  readonly handler: HttpHandler;
  /** Listens on a unix socket of this path; host and port are then ignored. */
  readonly unixPath?: string;
  /** Time for a request's headers to arrive, from its first byte or the end of the answer before; 0 no limit. */
  readonly headerTimeoutMs?: number;
  /** Time without any byte after which a connection is closed; 0 never. */
  readonly idleTimeoutMs?: number;
  /** Largest body the transport accepts at all, as sent. */
  readonly maxBodyBytes: number;
  /** Open connections; more are held unread until one closes. */
  readonly maxConnections?: number;
  /** Idle time and interval of TCP keep-alive probes; 0 none. */
  readonly tcpKeepAliveMs?: number;
  /** Told of what a handler threw, of answers that cannot be written, and of bodies that ended with an error. */
  readonly onError?: (error: unknown) => void;
}

export interface HttpServer {
  readonly host: string;
  readonly port: number;
  /** Open connections now. */
  connections(): number;
  /** Stops accepting at once; resolves when running requests ended or `graceMs` passed, then closes the rest. */
  stop(graceMs: number): Promise<void>;
}

/** @throws Fault `BATON_LISTEN_IN_USE`, `BATON_LISTEN_DENIED`, `BATON_LISTEN_ADDRESS` */
export type ServeHttp = (options: HttpServerOptions) => Promise<HttpServer>;

export interface HttpClientRequest {
  readonly method: string;
  /** Absolute http or https URL, sent as is: path and query are not normalised. */
  readonly url: string;
  readonly headers?: HttpHeaders;
  /** Pieces are sent as chunks, unless a `content-length` header announces their sum. */
  readonly body?: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** From the call until the whole response is read (or, with `stream`, until its headers); 0: no limit. */
  readonly timeoutMs: number;
  /** Hand out the response body as chunks instead of reading it whole. */
  readonly stream?: boolean;
  readonly signal?: AbortSignal;
  /**
   * False: never sent a second time, not even when a reused connection turns out to be dead. For what would count
   * twice: a request may have been read although no answer came.
   */
  readonly retryStale?: boolean;
}

export interface HttpClientResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  header(name: string): string | undefined;
  /** Whole body (empty with `stream`); at most `maxResponseBytes` of the client. */
  readonly body: Uint8Array;
  readonly stream?: AsyncIterable<Uint8Array>;
}

export interface HttpClientOptions {
  readonly connectTimeoutMs: number;
  /** Connections open at once to one origin; further requests wait. */
  readonly maxConnections: number;
  readonly maxResponseBytes: number;
  /** Idle connections older than this are not used again. */
  readonly keepAliveMs: number;
  /** All requests go to this unix socket, whatever their URL's host. */
  readonly unixPath?: string;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string;
  /** Proxy per scheme, and hosts that bypass it, as HTTP_PROXY, HTTPS_PROXY and NO_PROXY mean it. */
  readonly proxy?: { readonly http?: string; readonly https?: string; readonly noProxy?: string };
}

/** Told what came of an exchange. */
export type HttpClientListener = (outcome: Result<HttpClientResponse, Fault>) => void;

export interface HttpClient {
  /**
   * One exchange; redirects are not followed. Sets `host`, the body's length and, unless given or streaming,
   * `accept-encoding: gzip`; a gzip answer to that comes inflated. Faults: `BATON_HTTP_CONNECT`, `BATON_HTTP_DNS`, `BATON_HTTP_TLS`,
   * `BATON_HTTP_TIMEOUT`, `BATON_HTTP_RESET`, `BATON_HTTP_PROTOCOL`, `BATON_HTTP_TOO_LARGE`, `BATON_HTTP_ABORTED`.
   * A request that failed on a reused connection before any response byte is retried once on a fresh one.
   */
  request(request: HttpClientRequest): Promise<Result<HttpClientResponse, Fault>>;
  /** `request` without a promise: `tell` is called once, perhaps before this returns. It must not throw. */
  send(request: HttpClientRequest, tell: HttpClientListener): void;
  /** Drops idle connections, as after a thaw. */
  forgetIdle(): void;
  close(): void;
}
