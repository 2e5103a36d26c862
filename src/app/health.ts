import type { Config } from "../config/config.ts";
import type { Address } from "../kernel/actor/address.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import type { ByteBudget } from "../kernel/base/byte-budget.ts";
import type { SpoolProtocol } from "../pipeline/hold/protocol.ts";
import type { HealthBoard } from "../services/health/board.ts";
import { Health } from "../services/health/health.actor.ts";
import { budgetProbe, capacityProbe, memoryProbe } from "../services/health/probes.ts";
import type { HealthProbe, HealthProtocol } from "../services/health/protocol.ts";
import type { UpstreamProtocol } from "../services/upstream/protocol.ts";

export interface HealthParts {
  readonly config: Config;
  readonly board: HealthBoard;
  readonly budget: ByteBudget;
  readonly spool: Address<SpoolProtocol> | undefined;
  readonly upstreams: () => readonly Address<UpstreamProtocol>[];
  /** What a mode has besides: `auth`, `aggregator`. */
  readonly more?: readonly HealthProbe[];
}

/** Health of a running relay, and how its settings change while it runs. */
export interface RunningHealth {
  readonly health: Address<HealthProtocol>;
  reload(settings: Config["health"]): void;
}

/** Starts the probes; ready once the first round has passed. */
export function startHealth(system: ActorSystem, parts: HealthParts): RunningHealth {
  const { board, budget, spool } = parts;
  let settings = parts.config.health;
  const now = (): number => system.clock.nowMs();
  const probes: HealthProbe[] = [
    memoryProbe(board, now),
    budgetProbe(budget, () => board.memory(now()).maxRatio),
    ...(spool ? [capacityProbe("spool health", async () => (await spool.ask("state")).full)] : []),
    {
      name: "upstream",
      check: () => settings.readinessInOutage || isReachable(parts.upstreams()),
    },
    ...(parts.more ?? []),
  ];
  const health: Address<HealthProtocol> = system.spawn<HealthProtocol>("health", () => {
    const { refreshIntervalMs, probeTimeoutMs } = parts.config.health;
    return new Health({ board, probes, refreshIntervalMs, probeTimeoutMs }) as never;
  });
  return {
    health,
    reload: (changed) => {
      settings = changed;
      health.send("reload", changed);
    },
  };
}

async function isReachable(upstreams: readonly Address<UpstreamProtocol>[]): Promise<boolean> {
  const states = await Promise.all(upstreams.map((upstream) => upstream.ask("state")));
  return states.every(({ outage }) => outage !== "outage");
}
