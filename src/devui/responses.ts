import type { HttpHeaders, HttpRequest, HttpResponse } from "../kernel/runtime/http.ts";
import { isLocalOrigin } from "./access.ts";

/** On every answer that is not for the whole world: no sniffing, no caching, no use by other sites. */
const PRIVATE: HttpHeaders = [
  ["cache-control", "no-store"],
  ["x-content-type-options", "nosniff"],
  ["cross-origin-resource-policy", "same-origin"],
  ["referrer-policy", "no-referrer"],
];

export function json(value: unknown, status = 200): HttpResponse {
  return { status, headers: [["content-type", "application/json"], ...PRIVATE], body: JSON.stringify(value) };
}

/** Says what is wrong, and what to do, as the rest of the API does. */
export function failure(status: number, detail: string): HttpResponse {
  return json({ detail }, status);
}

export function bytes(body: Uint8Array, contentType: string, filename?: string): HttpResponse {
  const headers: [string, string][] = [["content-type", contentType], ...(PRIVATE as [string, string][])];
  // Received content must never run as a document of this origin.
  headers.push(["content-security-policy", "sandbox; default-src 'none'"]);
  if (filename !== undefined)
    headers.push(["content-disposition", `attachment; filename*=UTF-8''${quoted(filename)}`]);
  return { status: 200, headers, body };
}

function quoted(filename: string): string {
  const base = filename.replace(/^.*[/\\]/, "").toWellFormed();
  return encodeURIComponent(base === "" ? "file" : base).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16)}`,
  );
}

export function eventStream(body: AsyncIterable<Uint8Array>): HttpResponse {
  return { status: 200, headers: [["content-type", "text/event-stream; charset=utf-8"], ...PRIVATE], body };
}

/** Lets other local pages, such as a framework's overlay, read the answer; the request's origin was checked before. */
export function shared(request: Pick<HttpRequest, "header">, response: HttpResponse): HttpResponse {
  const origin = request.header("origin");
  if (origin === undefined || !isLocalOrigin(origin)) return response;
  const cors: HttpHeaders = [
    ["access-control-allow-origin", origin],
    ["vary", "origin"],
  ];
  const headers = (response.headers ?? []).filter(([name]) => name !== "cross-origin-resource-policy");
  return { ...response, headers: [...headers, ["cross-origin-resource-policy", "cross-origin"], ...cors] };
}
