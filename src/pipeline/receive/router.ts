import type { Endpoint } from "./call.ts";

export type Method = "GET" | "POST" | "PATCH" | "OPTIONS";

/**
 * Who a route is for, which decides what surrounds it. `ingest`: SDKs, with CORS. `upload`: SDKs too. `relay`: other relays. `health`: operators, on
 * the internal listener when there is one.
 */
export type Audience = "ingest" | "relay" | "health";

export interface Route {
  /** `{name}` matches one segment. A trailing slash is part of the path. */
  readonly path: string;
  readonly methods: readonly Method[];
  readonly audience: Audience;
  readonly endpoint: Endpoint;
}

/** What the `{name}` parts of a path may be called. */
export interface RouteParams {
  readonly project?: string;
  readonly key?: string;
  readonly kind?: string;
  readonly slug?: string;
  readonly eventId?: string;
}

export interface RouteMatch {
  readonly route: Route;
  readonly params: RouteParams;
}

interface Compiled {
  readonly route: Route;
  readonly segments: readonly string[];
}

/** Paths remembered: SDKs send to the same few again and again. */
const REMEMBERED = 1_000;

/** Finds routes by path alone; the method is the caller's to check, so that a wrong one gets its 405. */
export class Router {
  readonly #byLength = new Map<number, Compiled[]>();
  readonly #known = new Map<string, RouteMatch>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const segments = route.path.split("/");
      const same = this.#byLength.get(segments.length) ?? [];
      same.push({ route, segments });
      this.#byLength.set(segments.length, same);
    }
  }

  match(path: string): RouteMatch | undefined {
    const known = this.#known.get(path);
    if (known) return known;
    const found = this.#find(path);
    if (!found) return undefined;
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(path, found);
    return found;
  }

  #find(path: string): RouteMatch | undefined {
    const segments = path.split("/");
    for (const candidate of this.#byLength.get(segments.length) ?? []) {
      const params = matchSegments(candidate.segments, segments);
      if (params) return { route: candidate.route, params };
    }
    return undefined;
  }
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  for (let i = 0; i < pattern.length; i++) {
    const part = pattern[i] as string;
    const segment = segments[i] as string;
    if (part.startsWith("{")) {
      if (segment === "") return undefined;
      params[part.slice(1, -1)] = segment;
    } else if (part !== segment) {
      return undefined;
    }
  }
  return params;
}

/** Runs of slashes count as one. */
export function collapseSlashes(path: string): string {
  return path.includes("//") ? path.replace(/\/{2,}/g, "/") : path;
}
