import type { Config } from "../config/config.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { ByteBudget } from "../kernel/base/byte-budget.ts";
import type { HttpResponse } from "../kernel/runtime/http.ts";
import { hostName } from "../kernel/runtime/process-info.ts";
import { openUdpSender } from "../kernel/runtime/udp.ts";
import { log } from "../kernel/telemetry/log.ts";
import { DEFAULT_DATAGRAM_BYTES, StatsdLines } from "../kernel/telemetry/statsd-lines.ts";
import type { SpoolProtocol } from "../pipeline/hold/protocol.ts";
import type { HealthBoard } from "../services/health/board.ts";
import type { MetricsProtocol } from "../services/metrics/protocol.ts";
import { METRIC_TABLE, metrics } from "../services/telemetry/metric-table.ts";
import type { MetricsSourceProtocol, TelemetryProtocol } from "../services/telemetry/protocol.ts";
import { Telemetry, type TelemetryDeps } from "../services/telemetry/telemetry.actor.ts";

export interface TelemetryParts {
  readonly config: Config;
  readonly sources: readonly Address<MetricsSourceProtocol>[];
  readonly board: HealthBoard;
  readonly budget: ByteBudget;
  readonly spool: Address<SpoolProtocol> | undefined;
  /** Absent in proxy mode. */
  readonly buckets: Address<Pick<MetricsProtocol, "state">> | undefined;
}

/** Starts the sums of all threads' metrics, and statsd where it is configured. */
export function startTelemetry(system: ActorSystem, parts: TelemetryParts): Address<TelemetryProtocol> {
  const { metrics: settings } = parts.config;
  const tags = tagsOf(settings);
  const statsd = statsdOf(settings, tags);
  return system.spawn<TelemetryProtocol>("telemetry", () => {
    const prometheus = { table: METRIC_TABLE, prefix: settings.prefix, labels: tags };
    const readGauges = () => readSharedGauges(parts, system.clock.nowMs());
    const { sources } = parts;
    return new Telemetry({ sources, prometheus, readGauges, ...(statsd ? { statsd } : {}) }) as never;
  });
}

/** Answers `GET /metrics`; `undefined` leaves other paths to others. */
export function metricsEndpoint(
  telemetry: () => Address<TelemetryProtocol> | undefined,
): (request: { readonly path: string; readonly method: string }) => Promise<HttpResponse> | undefined {
  return ({ path, method }) => {
    if (path !== "/metrics" || (method !== "GET" && method !== "HEAD")) return undefined;
    return answerMetrics(telemetry());
  };
}

async function answerMetrics(telemetry: Address<TelemetryProtocol> | undefined): Promise<HttpResponse> {
  if (telemetry === undefined) return { status: 503, body: "starting" };
  const body = await telemetry.ask("prometheus").catch(() => undefined);
  if (body === undefined) return { status: 503, body: "busy" };
  return { status: 200, headers: [["content-type", "text/plain; version=0.0.4; charset=utf-8"]], body };
}

function tagsOf({ defaultTags, hostnameTag }: Config["metrics"]): Readonly<Record<string, string>> {
  return { ...defaultTags, ...(hostnameTag === null ? {} : { [hostnameTag]: hostName() }) };
}

function statsdOf(
  { statsd, statsdBufferSizeBytes, prefix, periodicIntervalMs }: Config["metrics"],
  tags: Readonly<Record<string, string>>,
): TelemetryDeps["statsd"] {
  if (statsd === null) return undefined;
  const to = addressOf(statsd);
  if (to === undefined) {
    log("error", "baton::telemetry", "metrics.statsd is no host:port, no metrics are sent");
    return undefined;
  }
  const udp = openUdpSender(to);
  const bufferSizeBytes = statsdBufferSizeBytes ?? DEFAULT_DATAGRAM_BYTES;
  return {
    lines: new StatsdLines({ table: METRIC_TABLE, prefix, tags, bufferSizeBytes }),
    send: (datagram) => udp.send(datagram),
    withGauges: periodicIntervalMs > 0,
  };
}

function addressOf(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, v6, name, port] = /^(?:\[(.+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = v6 ?? name;
  return host === undefined ? undefined : { host, port: Number(port) };
}

async function readSharedGauges(parts: TelemetryParts, nowMs: number): Promise<void> {
  const { board, budget, spool, buckets } = parts;
  const memory = board.memory(nowMs);
  metrics["health.ready"].at().set(board.isReady(nowMs) ? 1 : 0);
  metrics["health.system_memory.used"].at().set(memory.usedBytes);
  metrics["health.system_memory.total"].at().set(memory.totalBytes);
  metrics["memory.budget.used"].at().set(budget.usedBytes);
  metrics["memory.budget.limit"].at().set(budget.limitBytes);
  const waiting = await buckets?.ask("state");
  if (waiting) {
    metrics["metrics.buckets"].at().set(waiting.buckets);
    metrics["metrics.buckets.cost"].at().set(waiting.bytes);
  }
  if (!spool) return;
  const { stored, usedBytes } = await spool.ask("state");
  metrics["buffer.envelopes_count.gauge"].at("sqlite", "main").set(stored);
  metrics["buffer.disk_used"].at().set(usedBytes);
}
