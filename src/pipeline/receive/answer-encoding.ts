import { deflate } from "#compression";
import type { ContentEncoding } from "../../kernel/runtime/compression.ts";
import type { HttpRequest, HttpResponse } from "../../kernel/runtime/http.ts";

/** Smaller answers are not worth it. */
const SMALLEST_BYTES = 129;
/** Bytes that one UTF-16 unit takes at most. */
const MOST_UTF8_BYTES = 3;
const NEVER = /^(image\/|application\/grpc|text\/event-stream)/;
/** Where several are equally welcome the first of these wins. */
const PREFERENCE: readonly ContentEncoding[] = ["zstd", "br", "gzip", "deflate"];

/** Encodes an answer as its asker prefers by name, when it is large enough; says that it may vary either way. */
export function encodeAnswer(request: HttpRequest, response: HttpResponse): HttpResponse {
  const { body, headers = [] } = response;
  if (body === undefined || (typeof body !== "string" && !(body instanceof Uint8Array))) return response;
  if (body.length * MOST_UTF8_BYTES < SMALLEST_BYTES) return response; // as most are
  const size = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  if (size < SMALLEST_BYTES) return response;
  if (
    headers.some(
      ([name, value]) => name === "content-encoding" || (name === "content-type" && NEVER.test(value)),
    )
  )
    return response;
  const vary = [...headers, ["vary", "accept-encoding"] as const];
  const encoding = accepted(request.header("accept-encoding"));
  if (encoding === undefined) return { ...response, headers: vary };
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  return { ...response, headers: [...vary, ["content-encoding", encoding]], body: deflate(encoding, bytes) };
}

function accepted(header: string | undefined): ContentEncoding | undefined {
  if (header === undefined) return undefined;
  const weights = new Map<string, number>();
  for (const part of header.split(",")) {
    const [name = "", ...parameters] = part.split(";");
    const q = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find((value) => value !== undefined);
    weights.set(name.trim().toLowerCase(), q === undefined ? 1 : Number(q));
  }
  let best: ContentEncoding | undefined;
  let bestWeight = 0;
  for (const encoding of PREFERENCE) {
    const weight = weights.get(encoding) ?? 0;
    if (weight > bestWeight) {
      best = encoding;
      bestWeight = weight;
    }
  }
  return best;
}
