import { andThen } from "../../kernel/base/and-then.ts";
import type { HttpHandler, HttpResponse } from "../../kernel/runtime/http.ts";
import type { Counter, Distribution } from "../../kernel/telemetry/metrics.ts";
import { metrics } from "../../services/telemetry/metric-table.ts";
import { collapseSlashes, type Router } from "./router.ts";

const UNKNOWN = "unknown";
/** Clients may invent methods; those of ours are told apart. */
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Counts what the handler is asked and answers, by route; what no route is meant by, and is passed on, is `unknown`. */
export function measureRequests(
  handler: HttpHandler,
  router: Pick<Router, "match">,
  monotonic: () => number,
): HttpHandler {
  const all = new AllSeries();
  const end = (response: HttpResponse, series: RequestSeries, startedMs: number): HttpResponse => {
    series.duration.record(monotonic() - startedMs);
    series.statusOf(response.status).add();
    return response;
  };
  return (request) => {
    const startedMs = monotonic();
    const route = router.match(collapseSlashes(request.path))?.route.path ?? UNKNOWN;
    const series = all.of(METHODS.has(request.method) ? request.method : "OTHER", route);
    series.requests.add();
    return andThen(handler(request), end, series, startedMs);
  };
}

class AllSeries {
  readonly #byMethod = new Map<string, Map<string, RequestSeries>>();

  of(method: string, route: string): RequestSeries {
    const known = this.#byMethod.get(method)?.get(route);
    if (known) return known;
    const series = new RequestSeries(route.replace("{project}", "{project_id}"), method);
    const routes = this.#byMethod.get(method) ?? new Map<string, RequestSeries>();
    this.#byMethod.set(method, routes.set(route, series));
    return series;
  }
}

/** The series of one route and method, held so that counting makes no text. */
class RequestSeries {
  readonly requests: Counter;
  readonly duration: Distribution;
  readonly #route: string;
  readonly #method: string;
  readonly #statuses = new Map<number, Counter>();

  constructor(route: string, method: string) {
    this.#route = route;
    this.#method = method;
    this.requests = metrics.requests.at(route, method);
    this.duration = metrics["requests.duration"].at(route, method);
  }

  statusOf(status: number): Counter {
    const known = this.#statuses.get(status);
    if (known) return known;
    const counter = metrics["responses.status_codes"].at(String(status), this.#route, this.#method);
    this.#statuses.set(status, counter);
    return counter;
  }
}
