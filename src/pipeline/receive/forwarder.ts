import type { Config } from "../../config/config.ts";
import type { ByteBudget } from "../../kernel/base/byte-budget.ts";
import type { HttpClient, HttpHeaders, HttpRequest, HttpResponse } from "../../kernel/runtime/http.ts";
import { readBody, requestEncoding, unknownEncoding } from "./body.ts";
import { empty } from "./responses.ts";

export interface ForwarderDeps {
  readonly config: Config;
  readonly client: HttpClient;
  readonly budget: ByteBudget;
  /** Base URL of the upstream, without a trailing slash. */
  readonly base: string;
  /** Resolves when requests may be sent, or with `false` after `waitMs`. */
  readonly open: (waitMs: number) => Promise<boolean>;
  readonly now: () => number;
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
const NOT_COPIED: ReadonlySet<string> = new Set([
  ...HOP_BY_HOP,
  "host",
  "content-encoding",
  "content-length",
]);
/** Told by the proxy of a connection, not by the upstream; `keep-alive` belongs to that connection. */
const NOT_RETURNED: ReadonlySet<string> = new Set([...HOP_BY_HOP, "content-length", "content-encoding"]);

const FILE_UPLOAD = /^\/api\/0\/projects\/[^/]+\/[^/]+\/(releases\/[^/]+\/files|releases\/[^/]+\/dsyms)\/$/;
const CHUNK_UPLOAD = /^\/api\/0\/organizations\/[^/]+\/chunk-upload\/$/;
const REGISTRATION = /^\/api\/0\/relays\/register\//;
/** Registration bodies are small. */
const REGISTRATION_BYTES = 262_144;

/** Passes requests on that no route of ours answers, as they came, and their answers back. */
export class Forwarder {
  readonly #deps: ForwarderDeps;

  constructor(deps: ForwarderDeps) {
    this.#deps = deps;
  }

  async forward(request: HttpRequest, path: string): Promise<HttpResponse> {
    const { config, client, base, open, now } = this.#deps;
    const startedMs = now();
    const encoding = requestEncoding(request);
    if (encoding === undefined) return unknownEncoding();
    const limitBytes = this.#limit(path);
    const body = await readBody(request, encoding, {
      limitBytes,
      compressedLimitBytes: config.limits.maxCompressedSizeBytes,
      budget: this.#deps.budget,
    });
    if (!body.ok)
      return body.error.status === 413 && request.contentLength === undefined ? empty(413) : body.error;
    const { timeoutMs } = config.http;
    if (!(await open(timeoutMs))) return empty(504);
    const leftMs = Math.max(1, timeoutMs - (now() - startedMs));
    const answer = await client.request({
      method: request.method,
      url: base + path + (request.query === "" ? "" : `?${request.query}`),
      headers: this.#headers(request, path),
      ...(body.value.length > 0 ? { body: body.value } : {}),
      timeoutMs: leftMs,
      stream: true,
    });
    if (!answer.ok) return empty(answer.error.code === "BATON_HTTP_TIMEOUT" ? 504 : 502);
    const { status, headers, stream } = answer.value;
    const kept = headers.filter(([name]) => !NOT_RETURNED.has(name));
    return { status, headers: kept, ...(stream ? { body: stream } : {}) };
  }

  #limit(path: string): number {
    const { limits } = this.#deps.config;
    if (REGISTRATION.test(path)) return REGISTRATION_BYTES;
    if (FILE_UPLOAD.test(path)) return limits.maxApiFileUploadSizeBytes;
    if (CHUNK_UPLOAD.test(path)) return limits.maxApiChunkUploadSizeBytes;
    return limits.maxApiPayloadSizeBytes;
  }

  #headers(request: HttpRequest, path: string): HttpHeaders {
    const { hostHeader } = this.#deps.config.http;
    const headers: [string, string][] = [];
    for (const [name, value] of request.headers()) {
      if (!NOT_COPIED.has(name) && name !== "accept-encoding") headers.push([name, value]);
    }
    if (!REGISTRATION.test(path)) headers.push(["x-forwarded-for", forwardedChain(request)]);
    headers.push(["accept-encoding", "gzip"]);
    if (hostHeader !== null) headers.push(["host", hostHeader]);
    return headers;
  }
}

function forwardedChain(request: HttpRequest): string {
  for (const name of [
    "cf-connecting-ip",
    "x-vercel-forwarded-for",
    "x-sentry-forwarded-for",
    "x-forwarded-for",
  ]) {
    const value = request.header(name);
    if (value !== undefined && value !== "") return `${value}, ${request.remoteAddress}`;
  }
  return request.remoteAddress;
}
