import type { Actor } from "../kernel/actor/actor.ts";
import type { Address } from "../kernel/actor/address.ts";
import { memoryStat } from "../kernel/runtime/process-info.ts";
import type { HoldProtocol, SpoolProtocol } from "../pipeline/hold/protocol.ts";

export interface AutoscalingProtocol {
  /** What a deployment is scaled by, a metric per line. */
  numbers(): string;
}

export interface AutoscalingDeps {
  readonly holds: () => readonly Address<Pick<HoldProtocol, "state">>[];
  readonly spool: Address<Pick<SpoolProtocol, "state">> | undefined;
  readonly isUp: () => boolean;
}

/**
 * Adds up what all Arbiters say of themselves. Of the reference's numbers those that say how busy its services are have no
 * like here: `baton top` tells of actors.
 */
export function createAutoscaling(deps: AutoscalingDeps): Actor<AutoscalingProtocol> {
  return {
    mailbox: { capacity: 100, whenFull: "refuse" },
    handlers: { numbers: () => gather(deps) },
  };
}

async function gather({ holds, spool, isUp }: AutoscalingDeps): Promise<string> {
  const states = await Promise.all(holds().map((hold) => hold.ask("state")));
  const disk = await spool?.ask("state");
  const { usedBytes, totalBytes } = memoryStat();
  const waiting = states.reduce((sum, state) => sum + state.waiting, 0);
  const lines = [
    `relay_memory_usage ${usedBytes / totalBytes}`,
    `relay_up ${isUp() ? 1 : 0}`,
    `relay_spool_item_count ${waiting + (disk?.stored ?? 0)}`,
    `relay_spool_total_size ${disk?.usedBytes ?? 0}`,
  ];
  return `${lines.join("\n")}\n`;
}
