import { andThen } from "../../kernel/base/and-then.ts";
import { freeBytes } from "../../kernel/runtime/buffers.ts";
import type { HttpHandler, HttpHeaders, HttpRequest, HttpResponse } from "../../kernel/runtime/http.ts";
import { log } from "../../kernel/telemetry/log.ts";
import { encodeAnswer } from "./answer-encoding.ts";
import {
  type BodyOrAnswer,
  type RequestEncoding,
  readBody,
  requestEncoding,
  unknownEncoding,
} from "./body.ts";
import type { Call, ReceiveContext } from "./call.ts";
import { CORS_HEADERS, preflight } from "./cors.ts";
import type { AdmissionObserver } from "./observer.ts";
import { empty, failure } from "./responses.ts";
import { collapseSlashes, type Route, type RouteMatch, type RouteParams, Router } from "./router.ts";

/** Which routes a listener serves: all, or one side when there is an internal listener. */
export type ListenerSide = "all" | "public" | "internal";

export interface HandlerOptions {
  readonly ctx: ReceiveContext;
  readonly routes: readonly Route[];
  readonly side: ListenerSide;
  /** What `server` says. */
  readonly server: string;
  /** Passes on what no route answers; absent: 404. */
  readonly forward?: (request: HttpRequest, path: string, receivedAtMs: number) => Promise<HttpResponse>;
  /** Told of ingest requests that got an error. */
  readonly observer?: Pick<AdmissionObserver, "refused"> | undefined;
  /** Asked before the routes, its answer sent with its own headers alone; `undefined` leaves the request to them. */
  readonly before?: (request: HttpRequest) => HttpResponse | Promise<HttpResponse> | undefined;
}

/**
 * The layers around every endpoint, outermost first: slashes, routing, failure of a handler, `server` and resource policy,
 * encodings both ways; CORS on ingest routes.
 */
export function createHandler(options: HandlerOptions): HttpHandler {
  const { ctx, side } = options;
  const router = new Router(options.routes);
  const common: HttpHeaders = [
    ["cross-origin-resource-policy", "cross-origin"],
    ["server", options.server],
  ];

  const answer = (request: HttpRequest): HttpResponse | Promise<HttpResponse> => {
    const receivedAtMs = ctx.now();
    const path = collapseSlashes(request.path);
    const encoding = requestEncoding(request);
    if (encoding === undefined) return unknownEncoding();
    const match = router.match(path);
    if (!match || !serves(side, match.route)) return unrouted(request, path, receivedAtMs, match);
    const { route, params } = match;
    const isIngest = route.audience === "ingest";
    if (!allows(route, request.method)) {
      if (isIngest && request.method === "OPTIONS") return preflight(allowed(route));
      return empty(405, [["allow", allowed(route)], ...(isIngest ? CORS_HEADERS : [])]);
    }
    const call = new RoutedCall({ request, path, params, encoding, receivedAtMs }, ctx);
    const response = route.endpoint(call, ctx);
    if (!isIngest) return response;
    return response instanceof Promise
      ? response.then((ended) => endIngest(call, ended))
      : endIngest(call, response);
  };

  const endIngest = (call: RoutedCall, response: HttpResponse): HttpResponse => {
    if (response.status >= 400) options.observer?.refused(call.request, response, call.receivedAtMs);
    if (options.observer === undefined) call.freeBody(); // who watches may look into it later
    return withCors(response);
  };

  const unrouted = (
    request: HttpRequest,
    path: string,
    receivedAtMs: number,
    match: RouteMatch | undefined,
  ): HttpResponse | Promise<HttpResponse> => {
    const mayForward =
      side !== "internal" && !match && path.startsWith("/api/") && path.length > "/api/".length;
    if (!mayForward || path.startsWith("/api/relay/") || !options.forward) return empty(404);
    return options.forward(request, path, receivedAtMs);
  };

  const dressed = new DressedHeaders(common);

  const finish = (request: HttpRequest, response: HttpResponse): HttpResponse => {
    const encoded = encodeAnswer(request, response);
    return {
      status: encoded.status,
      headers: dressed.of(encoded.headers ?? NO_HEADERS),
      body: encoded.body ?? "",
    };
  };

  const failed = (request: HttpRequest, error: unknown): HttpResponse => {
    log("error", "baton::receive", "an endpoint failed", { path: request.path, error: errorText(error) });
    return finish(request, failure(500, "internal server error"));
  };

  const finishLater = (request: HttpRequest, response: Promise<HttpResponse>): Promise<HttpResponse> =>
    response.then(
      (ended) => finish(request, ended),
      (error: unknown) => failed(request, error),
    );

  return (request) => {
    try {
      const early = options.before?.(request);
      if (early) return andThen(early, encodeAnswerTo, request, undefined);
      const response = answer(request);
      return response instanceof Promise ? finishLater(request, response) : finish(request, response);
    } catch (error) {
      return failed(request, error);
    }
  };
}

function encodeAnswerTo(response: HttpResponse, request: HttpRequest): HttpResponse {
  return encodeAnswer(request, response);
}

const NO_HEADERS: HttpHeaders = [];

class RoutedCall implements Call {
  readonly request: HttpRequest;
  readonly path: string;
  readonly params: RouteParams;
  readonly encoding: RequestEncoding;
  readonly receivedAtMs: number;
  readonly #ctx: ReceiveContext;
  #bytes: Uint8Array | undefined;

  constructor(call: Omit<Call, "body">, ctx: ReceiveContext) {
    this.request = call.request;
    this.path = call.path;
    this.params = call.params;
    this.encoding = call.encoding;
    this.receivedAtMs = call.receivedAtMs;
    this.#ctx = ctx;
  }

  body(limitBytes: number): BodyOrAnswer | Promise<BodyOrAnswer> {
    const { budget, config } = this.#ctx;
    const compressedLimitBytes = config.limits.maxCompressedSizeBytes ?? limitBytes;
    const read = readBody(this.request, this.encoding, { limitBytes, compressedLimitBytes, budget });
    return read instanceof Promise ? read.then(this.#noted) : this.#noted(read);
  }

  readonly #noted = (read: BodyOrAnswer): BodyOrAnswer => {
    if (read.ok) this.#bytes = read.value;
    return read;
  };

  /** What was taken in is held as bytes of its own. */
  freeBody(): void {
    if (this.#bytes !== undefined) freeBytes(this.#bytes);
  }
}

/** Adds the headers that every answer has. Answers that share their headers share the result. */
class DressedHeaders {
  readonly #common: HttpHeaders;
  readonly #known = new WeakMap<HttpHeaders, HttpHeaders>();

  constructor(common: HttpHeaders) {
    this.#common = common;
  }

  of(headers: HttpHeaders): HttpHeaders {
    const known = this.#known.get(headers);
    if (known) return known;
    const own = headers.filter(([name]) => name !== "server"); // an upstream's is replaced by ours
    const dressed = Object.freeze([...own, ...this.#common]);
    this.#known.set(headers, dressed);
    return dressed;
  }
}

const corsHeaders = new DressedHeaders(CORS_HEADERS);

function withCors({ status, headers = NO_HEADERS, body }: HttpResponse): HttpResponse {
  return body === undefined
    ? { status, headers: corsHeaders.of(headers) }
    : { status, headers: corsHeaders.of(headers), body };
}

function serves(side: ListenerSide, route: Route): boolean {
  if (side === "all") return true;
  return (route.audience === "health") === (side === "internal");
}

function allows(route: Route, method: string): boolean {
  return route.methods.some((allowed) => allowed === method || (allowed === "GET" && method === "HEAD"));
}

function allowed(route: Route): string {
  return route.methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method])).join(",");
}

function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
