import type { Config } from "../config/config.ts";
import type { AggregatorConfig } from "../config/sections/aggregator.ts";
import type { AggregatorOptions } from "../domain/metrics/metrics-aggregator.ts";
import type { Scoping } from "../domain/protocol/outcome.ts";
import { limitCheck } from "../domain/quota/limit-check.ts";
import { RateLimitStore } from "../domain/quota/rate-limit-store.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { limitedBy } from "../pipeline/limit-items.ts";
import { GlobalReader } from "../services/global-config/global-reader.actor.ts";
import { GlobalReads } from "../services/global-config/global-reads.ts";
import type { JournalProtocol } from "../services/journal/protocol.ts";
import type { FlushedBuckets, MetricsProtocol } from "../services/metrics/protocol.ts";
import { MetricsRouter } from "../services/metrics/router.actor.ts";
import type { Rejections } from "../services/outcomes/rejections.ts";
import { ProjectReader } from "../services/projects/project-reader.actor.ts";
import { ProjectReads } from "../services/projects/project-reads.ts";
import { RateLimitsActor, type RateLimitsProtocol } from "../services/rate-limits/rate-limits.actor.ts";
import type { Knowledge } from "./knowledge.ts";

export interface MetricsOptions {
  readonly config: Config;
  readonly knowledge: Knowledge & { readonly projects: NonNullable<Knowledge["projects"]> };
  /** Its number among those who ask for projects. */
  readonly index: number;
  readonly rejections: () => Rejections;
  readonly send: (flushed: FlushedBuckets) => boolean | Promise<boolean>;
  readonly journal: Address<JournalProtocol> | undefined;
  /** Whether there is room for buckets; for readiness. */
  readonly roomChanged: (hasRoom: boolean) => void;
}

export interface Metrics {
  readonly metrics: Address<MetricsProtocol>;
  /** To be told of what the data paths learn. */
  readonly limits: Address<RateLimitsProtocol>;
}

const MOST_LIMITED_KEYS = 100_000;

/** Starts what merges metric buckets, with knowledge of its own about projects and limits. */
export function startMetrics(system: ActorSystem, options: MetricsOptions): Metrics {
  const { config, knowledge, index, rejections, send, roomChanged, journal } = options;
  const projects = new ProjectReads({ monotonic: () => system.clock.monotonicMs() });
  const global = new GlobalReads();
  const store = new RateLimitStore({ maxKeys: MOST_LIMITED_KEYS });
  const nowMs = (): number => system.clock.nowMs();
  let full = 0;
  const limits = system.spawn<RateLimitsProtocol>(
    "metrics-limits",
    () => new RateLimitsActor({ store }) as never,
  );
  const metrics = system.spawn<MetricsProtocol>(
    "metric-buckets",
    () =>
      new MetricsRouter({
        options: aggregatorOptions(config.aggregator),
        secondary: config.secondaryAggregators.map(({ name, condition, config: own }) => ({
          name,
          condition,
          options: aggregatorOptions(own),
        })),
        stateOf: (publicKey) => projects.use(publicKey),
        checkOf: (scoping: Scoping, state) => {
          const own = state.status === "enabled" ? state.project.config.quotas : [];
          const quotas = [global.state.config.quotas, own];
          return limitCheck({ learnt: store, quotas }, scoping, nowMs());
        },
        send,
        journal,
        roomChanged: (hasRoom) => {
          full += hasRoom ? -1 : 1;
          roomChanged(full === 0);
        },
        limited: ({ limit, quantities, scoping }) =>
          rejections().tell("metrics", limitedBy(limit), quantities, { scoping }),
        lost: (rule, quantity) =>
          rejections().explain(
            "metrics",
            [
              {
                timestampMs: nowMs(),
                scoping: { projectId: undefined, publicKey: "" },
                kind: "invalid",
                reason: rule,
                category: "metric_bucket",
                quantity,
              },
            ],
            { isSilent: true },
          ),
      }),
  );
  // Nobody waits: buckets of a project that is not known stay where they are.
  const waiter = system.spawn<{ projectsReady(): void; globalReady(): void }>("metrics-waiter", {
    handlers: { projectsReady: () => {}, globalReady: () => {} },
  });
  system.spawn(
    "metrics-projects",
    () => new ProjectReader({ reads: projects, source: knowledge.projects, index, waiter: waiter as never }),
  );
  system.spawn(
    "metrics-global",
    () => new GlobalReader({ reads: global, source: knowledge.global, waiter: waiter as never }),
  );
  return { metrics, limits };
}

function aggregatorOptions(config: AggregatorConfig): AggregatorOptions {
  return {
    intervalSeconds: Math.max(1, Math.floor(config.bucketIntervalMs / 1_000)),
    initialDelaySeconds: Math.floor(config.initialDelayMs / 1_000),
    aggregatorSize: config.aggregatorSize,
    flushPartitions: config.flushPartitions ?? undefined,
    flushBatching: config.flushBatching,
    maxNameLength: config.maxNameLength,
    maxTagKeyLength: config.maxTagKeyLength,
    maxTagValueLength: config.maxTagValueLength,
    maxSecondsInPast: config.maxInPastMs / 1_000,
    maxSecondsInFuture: config.maxInFutureMs / 1_000,
    maxTotalBytes: config.maxTotalBucketBytes ?? undefined,
    maxProjectBytes: config.maxProjectKeyBucketBytes ?? undefined,
  };
}
