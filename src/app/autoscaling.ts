import type { Actor } from "../kernel/actor/actor.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorStats } from "../kernel/actor/stats.ts";
import { memoryStat } from "../kernel/runtime/process-info.ts";
import type { HoldProtocol, SpoolProtocol } from "../pipeline/hold/protocol.ts";
import { Utilization } from "../services/telemetry/utilization.ts";

export interface AutoscalingProtocol {
  /** What a deployment is scaled by, a metric per line. */
  numbers(): string;
}

export interface AutoscalingDeps {
  readonly holds: () => readonly Address<Pick<HoldProtocol, "state">>[];
  readonly spool: Address<Pick<SpoolProtocol, "state">> | undefined;
  readonly isUp: () => boolean;
  /** Of all Arbiters, with their handling times measured. */
  readonly actors: () => Promise<readonly ActorStats[]>;
}

/** Names that the reference's services have, by the actors that do their work here. */
const SERVICES: Readonly<Record<string, string>> = {
  "/listener": "HttpServer",
  "/hold": "EnvelopeBufferService",
  "/processor": "EnvelopeProcessorService",
  "/upstream": "UpstreamRelayService",
  "/projects": "ProjectCacheService",
  "/projects/fetcher": "UpstreamProjectSourceService",
  "/global-config": "GlobalConfigService",
  "/metric-buckets": "AggregatorService",
  "/outcomes": "OutcomeProducerService",
  "/health": "HealthCheckService",
};

/** Adds up what all Arbiters say of themselves, and how busy their actors were since the last question. */
export function createAutoscaling(deps: AutoscalingDeps): Actor<AutoscalingProtocol> {
  const utilization = new Utilization();
  return {
    mailbox: { capacity: 100, whenFull: "refuse" },
    handlers: { numbers: (_, ctx) => gather(deps, utilization, () => ctx.monotonic()) },
  };
}

async function gather(
  { holds, spool, isUp, actors }: AutoscalingDeps,
  utilization: Utilization,
  monotonic: () => number,
): Promise<string> {
  const [states, stats, disk] = await Promise.all([
    Promise.all(holds().map((hold) => hold.ask("state"))),
    actors(),
    spool?.ask("state"),
  ]);
  const busy = utilization.look(stats, monotonic());
  const { usedBytes, totalBytes } = memoryStat();
  const waiting = states.reduce((sum, state) => sum + state.waiting, 0);
  const lines = [
    `relay_memory_usage ${usedBytes / totalBytes}`,
    `relay_up ${isUp() ? 1 : 0}`,
    `relay_spool_item_count ${waiting + (disk?.stored ?? 0)}`,
    `relay_spool_total_size ${disk?.usedBytes ?? 0}`,
    ...busy.actors.flatMap(({ path, arbiter, percent }) => serviceLine(path, arbiter, percent)),
    `relay_worker_pool_utilization ${Math.round(busy.threadPercent)}`,
    `relay_runtime_utilization ${Math.round(busy.busiestThreadPercent)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function serviceLine(path: string, arbiter: string, percent: number): string[] {
  const service = SERVICES[path];
  if (service === undefined) return [];
  const instance = arbiter === "main" ? "0" : arbiter.replace("ingest-", "");
  return [
    `relay_service_utilization{relay_service="${service}", instance_id="${instance}"} ${Math.round(percent)}`,
  ];
}
