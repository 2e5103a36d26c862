import type { ByteBudget } from "../../kernel/base/byte-budget.ts";
import { log } from "../../kernel/telemetry/log.ts";
import type { HealthBoard, MemoryUse } from "./board.ts";
import type { HealthProbe } from "./protocol.ts";

/** The process's memory, or the machine's where it has no limit of its own. Says in the log how much is too much. */
export function memoryProbe(board: HealthBoard, now: () => number): HealthProbe {
  return {
    name: "system memory",
    check: () => {
      const memory = board.memory(now());
      if (memory.isExceeded) log("error", "baton::health", notEnoughMemory(memory));
      return !memory.isExceeded;
    },
  };
}

/** What waits in memory, against the budget that the operator set. */
export function budgetProbe(budget: ByteBudget, maxRatio: () => number): HealthProbe {
  return { name: "memory budget", check: () => budget.ratio < maxRatio() };
}

/** A part that says of itself whether it can take more. */
export function capacityProbe(name: string, isFull: () => Promise<boolean>): HealthProbe {
  return { name, check: async () => !(await isFull()) };
}

function notEnoughMemory({ usedBytes, totalBytes, maxRatio, maxBytes }: MemoryUse): string {
  const head = `Not enough memory, ${usedBytes} / ${totalBytes}`;
  if (usedBytes / totalBytes < maxRatio) return `${head} (${usedBytes} >= ${maxBytes})`;
  return `${head} (${percent(usedBytes / totalBytes)} >= ${percent(maxRatio)})`;
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(2)}%`;
}
