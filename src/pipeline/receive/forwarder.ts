import { inflate } from "#compression";
import type { Config } from "../../config/config.ts";
import type { ByteBudget } from "../../kernel/base/byte-budget.ts";
import { concatBytes } from "../../kernel/base/bytes.ts";
import type {
  HttpClient,
  HttpClientResponse,
  HttpHeaders,
  HttpRequest,
  HttpResponse,
} from "../../kernel/runtime/http.ts";
import { readBody, requestEncoding, unknownEncoding } from "./body.ts";
import { empty, text } from "./responses.ts";

export interface ForwarderDeps {
  readonly config: Config;
  readonly client: HttpClient;
  readonly budget: ByteBudget;
  /** Base URL of the upstream, without a trailing slash. */
  readonly base: string;
  /** Resolves when requests may be sent, or with `false` after `waitMs`. */
  readonly open: (waitMs: number) => Promise<boolean>;
  readonly now: () => number;
  /** False: only what relays register with. */
  readonly forwardsAll: boolean;
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
/** What a request says when its client does not. */
const DEFAULTS: HttpHeaders = [
  ["accept", "*/*"],
  ["accept-encoding", "gzip"],
];
/** Answers up to this size are read whole, so that they can be encoded for the client; larger ones flow through. */
const READ_WHOLE_BYTES = 64 * 1024;
/** Answers that we decode. */
const MOST_DECODED_BYTES = 64 * 1024 * 1024;
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
    if (!this.#deps.forwardsAll && !REGISTRATION.test(path)) return empty(404);
    const startedMs = now();
    const encoding = requestEncoding(request);
    if (encoding === undefined) return unknownEncoding();
    const limitBytes = this.#limit(path);
    const body = await readBody(request, encoding, {
      limitBytes,
      compressedLimitBytes: config.limits.maxCompressedSizeBytes,
      budget: this.#deps.budget,
    });
    if (!body.ok && body.error.status === 413)
      return (request.contentLength ?? 0) > limitBytes ? text(413, "length limit exceeded") : empty(413);
    if (!body.ok) return body.error;
    const { timeoutMs } = config.http;
    if (!(await open(timeoutMs))) return empty(504);
    const leftMs = Math.max(1, timeoutMs - (now() - startedMs));
    const answer = await client.request({
      method: request.method,
      url: base + dotless(path) + (request.query === "" ? "" : `?${request.query}`),
      headers: this.#headers(request, path),
      ...(body.value.length > 0 ? { body: body.value } : {}),
      timeoutMs: leftMs,
      stream: true,
    });
    if (!answer.ok) return empty(answer.error.code === "BATON_HTTP_TIMEOUT" ? 504 : 502);
    return this.#answer(request, answer.value);
  }

  async #answer(request: HttpRequest, answer: HttpClientResponse): Promise<HttpResponse> {
    const { status, stream } = answer;
    const kept = answer.headers.filter(([name]) => !NOT_RETURNED.has(name));
    if (!stream) return { status, headers: kept };
    const encoding = answer.header("content-encoding");
    if (encoding === undefined || encoding === "identity")
      return { status, headers: kept, body: await whole(stream, answer.header("content-length")) };
    if (request.header("accept-encoding") !== undefined)
      return { status, headers: [...kept, ["content-encoding", encoding]], body: stream };
    return this.#decoded(status, kept, encoding, stream);
  }

  /** The client did not ask for an encoding: we did, so we undo it. */
  async #decoded(
    status: number,
    headers: HttpHeaders,
    encoding: string,
    stream: AsyncIterable<Uint8Array>,
  ): Promise<HttpResponse> {
    if (encoding !== "gzip") return empty(502);
    const packed = await collect(stream, MOST_DECODED_BYTES);
    const plain = packed && inflate("gzip", packed, MOST_DECODED_BYTES);
    return plain?.ok ? { status, headers, body: plain.value } : empty(502);
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
      if (!NOT_COPIED.has(name)) headers.push([name, value]);
    }
    for (const [name, value] of DEFAULTS) if (request.header(name) === undefined) headers.push([name, value]);
    if (!REGISTRATION.test(path)) headers.push(["x-forwarded-for", forwardedChain(request)]);
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

/** Without `.` and `..` segments, as every URL parser on the way would have it. */
function dotless(path: string): string {
  return path.includes("/.") || /%2e/i.test(path) ? new URL(path, "http://x").pathname : path;
}

async function whole(
  stream: AsyncIterable<Uint8Array>,
  length: string | undefined,
): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  if (length === undefined || Number(length) > READ_WHOLE_BYTES) return stream;
  return (await collect(stream, READ_WHOLE_BYTES)) ?? new Uint8Array(0);
}

async function collect(
  stream: AsyncIterable<Uint8Array>,
  limitBytes: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > limitBytes) return undefined;
    chunks.push(chunk);
  }
  return concatBytes(chunks);
}
