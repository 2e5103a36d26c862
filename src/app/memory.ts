import type { Config } from "../config/config.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { collectGarbage } from "../kernel/runtime/garbage.ts";
import { rssBytes } from "../kernel/runtime/process-info.ts";
import { MemoryKeeper } from "../services/memory/memory-keeper.actor.ts";

/** Share of the budget that bodies may take on their way, copies in the kernel's and the engine's hands included. */
const BUDGET_SHARE = 1.2;

/** Keeps the resident size near what it was at the start and the budget. */
export function startMemoryKeeper(system: ActorSystem, config: Config): void {
  const allowedBytes = rssBytes() + config.spool.baton.memoryBudgetBytes * BUDGET_SHARE;
  system.spawn("memory", () => new MemoryKeeper({ rssBytes, collect: collectGarbage, allowedBytes }));
}
