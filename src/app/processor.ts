import type { Config } from "../config/config.ts";
import { COMPATIBLE_VERSION } from "../config/version.ts";
import { limitCheck } from "../domain/quota/limit-check.ts";
import type { RateLimitStore } from "../domain/quota/rate-limit-store.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { SinkProtocol } from "../pipeline/hold/protocol.ts";
import { LedgerBook } from "../pipeline/ledger.ts";
import type { ProcessOptions } from "../pipeline/process/context.ts";
import { envelopeProcessor } from "../pipeline/process/envelope-processor.ts";
import { Processor, type ProcessorDeps } from "../pipeline/process/processor.actor.ts";
import type { MetricsProtocol } from "../services/metrics/protocol.ts";
import type { OutcomesProtocol } from "../services/outcomes/protocol.ts";
import type { Rejections } from "../services/outcomes/rejections.ts";
import type { ProjectJudges } from "./known.ts";

export interface ProcessorOptions extends Pick<ProcessorDeps, "sender" | "now" | "rejected"> {
  readonly config: Config;
  /** This relay's public key, where it has one. */
  readonly ownKey: string | undefined;
  readonly geoOf: ProcessOptions["geoOf"];
  readonly judges: ProjectJudges;
  readonly store: RateLimitStore;
  readonly rejections: Rejections;
  readonly outcomes: Address<OutcomesProtocol>;
  readonly metrics: Address<MetricsProtocol>;
}

/** Starts the pipeline of one Arbiter. Loaded where it is needed: a proxy starts without all of it. */
export function startProcessor(system: ActorSystem, options: ProcessorOptions): Address<SinkProtocol> {
  const { config, ownKey, geoOf, judges, store, rejections, outcomes, metrics, ...deps } = options;
  const { routing, processing, http, limits, normalization, aggregator } = config;
  const book = new LedgerBook({
    strict: false,
    sink: {
      rejected: (rejection, quantities, subject) =>
        rejections.tell("process", rejection, quantities, subject),
    },
  });
  const process = envelopeProcessor({
    limitsOf: ({ project, global, scoping, nowMs }) =>
      limitCheck({ learnt: store, quotas: [global.quotas, project.config.quotas] }, scoping, nowMs),
    ...{ metrics, outcomes, rejections, book },
    options: {
      acceptsUnknown: routing.acceptUnknownItems ?? !processing.enabled,
      maxSessionAgeMs: processing.maxSessionInPastMs,
      maxFutureMs: processing.maxInFutureMs,
      maxEventSizeBytes: limits.maxEventSizeBytes,
      maxLogSizeBytes: limits.maxLogSizeBytes,
      maxTraceMetricSizeBytes: limits.maxTraceMetricSizeBytes,
      maxReplaySizeBytes: limits.maxReplayUncompressedSizeBytes,
      relay: { version: COMPATIBLE_VERSION, publicKey: ownKey },
      geoOf,
      isFullyNormalized: normalization.level === "full",
      metricsRange: {
        maxPastSecs: aggregator.maxInPastMs / 1000,
        maxFutureSecs: aggregator.maxInFutureMs / 1000,
      },
    },
  });
  const { projects, global } = judges;
  return system.spawn(
    "processor",
    () => new Processor({ ...deps, projects, global, process, encoding: http.encoding }),
  );
}
