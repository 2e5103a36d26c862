import type { Config } from "../config/config.ts";
import type { ActorSystem } from "../kernel/actor/system.ts";
import { collectGarbage } from "../kernel/runtime/garbage.ts";
import { rssBytes } from "../kernel/runtime/process-info.ts";
import { MemoryKeeper } from "../services/memory/memory-keeper.actor.ts";

/** Share of the budget that bodies may take on their way, copies in the kernel's and the engine's hands included. */
const BUDGET_SHARE = 1.2;
/** Garbage of this share of the budget is worth a collection, but not less than a collection is ever worth. */
const STEP_SHARE = 0.05;
const LEAST_STEP_BYTES = 4 * 1024 * 1024;

/** Keeps the resident size near what it was at the start and the budget. */
export function startMemoryKeeper(system: ActorSystem, config: Config): void {
  const { memoryBudgetBytes } = config.spool.baton;
  const allowedBytes = rssBytes() + memoryBudgetBytes * BUDGET_SHARE;
  const stepBytes = Math.max(LEAST_STEP_BYTES, memoryBudgetBytes * STEP_SHARE);
  system.spawn(
    "memory",
    () => new MemoryKeeper({ rssBytes, collect: collectGarbage, allowedBytes, stepBytes }),
  );
}
