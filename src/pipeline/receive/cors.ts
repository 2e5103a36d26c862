import type { HttpHeaders, HttpResponse } from "../../kernel/runtime/http.ts";

const VARY = ["vary", "origin, access-control-request-method, access-control-request-headers"] as const;
const ANY_ORIGIN = ["access-control-allow-origin", "*"] as const;

/** Put on every answer of the ingest routes. */
export const CORS_HEADERS: HttpHeaders = [
  VARY,
  ANY_ORIGIN,
  ["access-control-expose-headers", "x-sentry-error,x-sentry-rate-limits,retry-after"],
];

/** Answers any OPTIONS request to an ingest route. @param allow the route's methods, as in `GET,HEAD,POST` */
export function preflight(allow: string): HttpResponse {
  return {
    status: 200,
    headers: [
      VARY,
      ["access-control-allow-methods", "POST"],
      [
        "access-control-allow-headers",
        "x-sentry-auth,x-requested-with,x-forwarded-for,origin,referer,accept,content-type,authentication,authorization,content-encoding,transfer-encoding",
      ],
      ["access-control-max-age", "3600"],
      ANY_ORIGIN,
      ["allow", allow],
    ],
  };
}
