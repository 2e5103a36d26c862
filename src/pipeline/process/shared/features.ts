import { by, invalid, type Rejection } from "../../../domain/protocol/rejection.ts";
import type { StepContext } from "../context.ts";

/** Why items that need a feature are rejected in this project; `undefined` when it has it. */
export function missingFeature(ctx: StepContext, feature: string): Rejection | undefined {
  if (ctx.project.config.features.includes(feature)) return undefined;
  return by(`feature/${feature}`, invalid("feature_disabled"));
}
