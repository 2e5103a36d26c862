import { withoutIdentifiers } from "../../domain/event/normalize/identifiers.ts";
import type { RenameRule } from "../../domain/event/normalize/rename-rules.ts";
import type { TraceContext } from "../../domain/protocol/trace-context.ts";
import type { StepContext } from "./context.ts";
import { normalizeRulesOf } from "./project-rules.ts";
import { rootProject } from "./shared/sampling.ts";

/**
 * The trace with its transaction's name as the project names it in which it began: rules of sampling must find the name
 * that its transactions have by now. Names that are no path stay, and so do those of projects that are not known.
 */
export function withPlainName(ctx: StepContext): TraceContext | null | undefined {
  const { trace } = ctx.headers;
  if (!trace?.transaction?.includes("/")) return trace;
  const root = rootProject(ctx);
  if (root === undefined) return trace;
  const { renameRules } = normalizeRulesOf(root, ctx.global);
  const transaction = renamed(plain(trace.transaction), renameRules, ctx.nowMs);
  return transaction === trace.transaction ? trace : { ...trace, transaction };
}

/** Nothing but an identifier is better than nothing. */
function plain(name: string): string {
  const { name: without } = withoutIdentifiers(name);
  return without === "" || without === "*" ? name : without;
}

function renamed(name: string, rules: readonly RenameRule[], nowMs: number): string {
  for (const rule of rules) {
    const result = rule.expiresAt > nowMs / 1_000 ? rule.apply(name) : undefined;
    if (result !== undefined) return result;
  }
  return name;
}
