import type { ByteBudget } from "../../kernel/base/byte-budget.ts";
import { freeBytes } from "../../kernel/runtime/buffers.ts";
import type { HeldEnvelope } from "../held-envelope.ts";

/** An envelope leaves memory: its bytes go back to the budget, and the buffer to whoever allocates next. */
export function letGo({ body, sizeBytes }: HeldEnvelope, budget: ByteBudget): void {
  budget.give(sizeBytes);
  freeBytes(body);
}
