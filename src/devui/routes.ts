import type { HttpRequest, HttpResponse } from "../kernel/runtime/http.ts";
import { refuseReader } from "./access.ts";
import { pageAssets } from "./assets.ts";
import { StreamSlots } from "./event-stream.ts";
import * as api from "./local-api.ts";
import { answerPage } from "./page.ts";
import type { DevuiDeps } from "./ports.ts";
import { failure, shared } from "./responses.ts";

interface Route {
  readonly method: "GET" | "POST" | "DELETE";
  readonly path: string;
  readonly handler: api.ApiHandler;
  /** Taking data in is open to any origin; everything else is for this machine. */
  readonly open?: true;
}

/** Everything but the page's own files. docs/openapi.json describes the same routes. */
export const ROUTES: readonly Route[] = [
  { method: "GET", path: "/local/items", handler: api.listItems },
  { method: "DELETE", path: "/local/items", handler: api.clearItems },
  { method: "GET", path: "/local/items/{id}", handler: api.getItem },
  { method: "GET", path: "/local/items/{id}/payload", handler: api.getPayload },
  { method: "GET", path: "/local/envelopes/{id}", handler: api.getEnvelope },
  { method: "GET", path: "/local/feed", handler: api.getFeed },
  { method: "GET", path: "/local/stats", handler: api.getStats },
  { method: "GET", path: "/local/topology", handler: api.getTopology },
  { method: "GET", path: "/local/info", handler: api.getInfo },
  { method: "GET", path: "/local/openapi.json", handler: api.getOpenApi },
  { method: "GET", path: "/stream", handler: api.getSpotlightStream },
  { method: "POST", path: "/stream", handler: api.postSpotlightStream, open: true },
  { method: "GET", path: "/health", handler: api.getHealth, open: true },
];

const MOST_STREAMS = 64;

/** Answers what belongs to the local page and its API; `undefined` leaves the request to the ingest endpoints. */
export type DevuiHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse> | undefined;

export function devuiRoutes(deps: DevuiDeps): DevuiHandler {
  const streams = new StreamSlots(MOST_STREAMS);
  const assets = deps.assets ?? pageAssets;
  return (request) => {
    const { path } = request;
    if (path === "/" || path === "/favicon.ico" || path.startsWith("/assets/")) {
      return guarded(request, () => answerPage(request, assets));
    }
    const matching = ROUTES.map((route) => ({ route, id: match(route.path, path) })).filter(
      ({ id }) => id !== undefined,
    );
    if (matching.length === 0) {
      return path.startsWith("/local/")
        ? failure(404, "There is no such address; see /local/openapi.json.")
        : undefined;
    }
    return answer(request, matching as readonly Matched[], { deps, streams });
  };
}

interface Matched {
  readonly route: Route;
  readonly id: number;
}

function answer(
  request: HttpRequest,
  matching: readonly Matched[],
  parts: Pick<api.ApiContext, "deps" | "streams">,
): HttpResponse | Promise<HttpResponse> {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const allowed = matching.map(({ route }) => route.method).join(", ");
  if (method === "OPTIONS")
    return preflight(
      request,
      allowed,
      matching.some(({ route }) => route.open),
    );
  const found = matching.find(({ route }) => route.method === method);
  if (found === undefined) return { status: 405, headers: [["allow", allowed]] };
  const run = () =>
    found.route.handler({ request, query: new URLSearchParams(request.query), ...parts, id: found.id });
  return found.route.open ? anyOrigin(run) : guarded(request, run);
}

/** Turns readers from elsewhere away, and lets local pages of other ports read the answer. */
async function guarded(
  request: HttpRequest,
  run: () => HttpResponse | Promise<HttpResponse>,
): Promise<HttpResponse> {
  const refused = refuseReader(request);
  if (refused !== undefined) return failure(403, refused);
  return shared(request, await run());
}

async function anyOrigin(run: () => HttpResponse | Promise<HttpResponse>): Promise<HttpResponse> {
  const response = await run();
  const told = (response.headers ?? []).some(([name]) => name === "access-control-allow-origin");
  return told
    ? response
    : { ...response, headers: [...(response.headers ?? []), ["access-control-allow-origin", "*"]] };
}

function preflight(request: HttpRequest, methods: string, open: boolean): HttpResponse {
  if (!open && refuseReader(request) !== undefined) return { status: 403 };
  const origin = open ? "*" : (request.header("origin") ?? "null");
  return {
    status: 204,
    headers: [
      ["access-control-allow-origin", origin],
      ["access-control-allow-methods", methods],
      ["access-control-allow-headers", "content-type, content-encoding, last-event-id, x-sentry-auth"],
      ["access-control-max-age", "3600"],
      ["vary", "origin"],
    ],
  };
}

/** @returns the `{id}` of the path, 0 for a path without one, `undefined` for another path */
function match(pattern: string, path: string): number | undefined {
  const at = pattern.indexOf("{id}");
  if (at < 0) return pattern === path ? 0 : undefined;
  const rest = pattern.slice(at + 4);
  if (!path.startsWith(pattern.slice(0, at)) || !path.endsWith(rest)) return undefined;
  const id = path.slice(at, path.length - rest.length);
  return /^\d{1,15}$/.test(id) ? Number(id) : undefined;
}
