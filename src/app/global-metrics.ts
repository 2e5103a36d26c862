import type { Config } from "../config/config.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { GlobalMetrics, type GlobalMetricsProtocol } from "../services/metrics/global-metrics.actor.ts";
import type { Rejections } from "../services/outcomes/rejections.ts";
import type { IngestExports } from "./ingest-parts.ts";

/** Starts what sends the metrics of all projects in one request. */
export function startGlobalMetrics(
  system: ActorSystem,
  { http }: Config,
  { upstream }: IngestExports,
  rejections: Rejections,
  now: () => number,
): Address<GlobalMetricsProtocol> {
  const scoping = { projectId: undefined, publicKey: "" };
  return system.spawn<GlobalMetricsProtocol>(
    "global-metrics",
    () =>
      new GlobalMetrics({
        upstream,
        retryDelayMs: http.retryDelayMs,
        encoding: http.encoding,
        lost: (quantity) =>
          rejections.explain(
            "send",
            [
              {
                timestampMs: now(),
                scoping,
                kind: "invalid",
                reason: "internal",
                category: "metric_bucket",
                quantity,
              },
            ],
            { isSilent: true },
          ),
      }) as never,
  );
}
