import type { HttpRequest, HttpResponse } from "../kernel/runtime/http.ts";
import type { Asset } from "./ports.ts";
import { failure } from "./responses.ts";

/** Nothing from elsewhere, nothing inline but styles that scripts compute, never in a frame. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Serves the page and its files. */
export async function answerPage(
  request: HttpRequest,
  assets: () => Promise<ReadonlyMap<string, Asset>>,
): Promise<HttpResponse> {
  if (request.method !== "GET" && request.method !== "HEAD")
    return { status: 405, headers: [["allow", "GET, HEAD"]] };
  const name = request.path === "/" ? "/index.html" : request.path;
  const asset = (await assets()).get(name);
  if (asset === undefined) return failure(404, "The page has no such file.");
  return {
    status: 200,
    headers: [
      ["content-type", asset.contentType],
      ["cache-control", asset.immutable ? "max-age=31536000, immutable" : "no-cache"],
      ["content-security-policy", POLICY],
      ["x-content-type-options", "nosniff"],
      ["cross-origin-opener-policy", "same-origin"],
      ["cross-origin-resource-policy", "same-origin"],
      ["referrer-policy", "no-referrer"],
    ],
    body: asset.body,
  };
}
