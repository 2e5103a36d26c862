/** What happens, as one function per event: its metric and, where somebody should read it, its line in the log. */
import type { Quantities } from "../../domain/protocol/data-category.ts";
import type { Item } from "../../domain/protocol/item.ts";
import type { OutcomeKind } from "../../domain/protocol/outcome.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { Counter, Distribution } from "../../kernel/telemetry/metrics.ts";
import { metrics } from "./metric-table.ts";

export function relayStarted(): void {
  metrics["server.starting"].at().add();
  log("info", "baton::server", "relay server starting");
}

const itemSeries = new Map<string, { readonly items: Counter; readonly bytes: Counter }>();

/** An envelope came in with these items, whatever becomes of them. */
export function itemsReceived(items: readonly Item[]): void {
  for (const { type, payload } of items) {
    let series = itemSeries.get(type);
    if (series === undefined) {
      series = { items: metrics["event.items"].at(type), bytes: metrics["event.item_bytes"].at(type) };
      itemSeries.set(type, series);
    }
    series.items.add();
    series.bytes.add(payload.length);
  }
}

/** Something does not go on. The log has its own way of telling it: one line per reason and minute. */
export function itemsRejected(kind: OutcomeKind, reason: string | undefined, quantities: Quantities): void {
  metrics["events.outcomes"].at(kind, reason ?? "").add();
  for (const { category, quantity } of quantities)
    metrics["events.outcome_quantity"].at(kind, category).add(quantity);
}

const totalTime = metrics["event.total_time"].at();

export function envelopeAnswered(tookMs: number): void {
  totalTime.record(tookMs);
}

export interface UpstreamAnswer {
  readonly path: string;
  /** `undefined`: no answer came. */
  readonly status: number | undefined;
  readonly tookMs: number;
}

export function upstreamAnswered({ path, status, tookMs }: UpstreamAnswer): void {
  answerDuration(upstreamRoute(path), status).record(tookMs);
}

const NO_STATUS = 0;
/** By route and status: held, so that counting makes no text. */
const answerDurations = new Map<string, Map<number, Distribution>>();

function answerDuration(route: string, status: number | undefined): Distribution {
  const known = answerDurations.get(route)?.get(status ?? NO_STATUS);
  if (known) return known;
  const statusCode = status === undefined ? "-" : String(status);
  const made = metrics["upstream.requests.duration"].at(upstreamResult(status), statusCode, route);
  const ofRoute = answerDurations.get(route) ?? new Map<number, Distribution>();
  answerDurations.set(route, ofRoute.set(status ?? NO_STATUS, made));
  return made;
}

export function configReloaded(error: string | undefined): void {
  metrics["config.reload"].at(error === undefined ? "success" : "failure").add();
  if (error === undefined) log("info", "baton::config_reload", "configuration reloaded!");
  else log("warn", "baton::config_reload", "failed to reload the configuration", { error });
}

function upstreamResult(status: number | undefined): string {
  if (status === undefined) return "send_failed";
  if (status === 429) return "rate_limited";
  return status < 400 ? "success" : "response_error";
}

const RELAY_ROUTES: Readonly<Record<string, string>> = {
  "/api/0/relays/projectconfigs/": "project_configs",
  "/api/0/relays/publickeys/": "public_keys",
  "/api/0/relays/register/challenge/": "challenge",
  "/api/0/relays/register/response/": "response",
  "/api/0/relays/metrics/": "metrics",
  "/api/0/relays/live/": "check_live",
};

function upstreamRoute(path: string): string {
  if (path.endsWith("/envelope/")) return "envelope";
  const query = path.indexOf("?");
  return RELAY_ROUTES[query < 0 ? path : path.slice(0, query)] ?? "forward";
}
