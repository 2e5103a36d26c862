import type { FilterView } from "../../../domain/filters/project-filters.ts";
import type { Rejection } from "../../../domain/protocol/rejection.ts";
import { clientIp } from "../../../domain/protocol/request-meta.ts";
import type { StepContext } from "../context.ts";
import { filtersOf } from "../project-rules.ts";

/** Why the project's inbound filters drop this; `undefined` keeps it. */
export function filter<S>(subject: S, view: FilterView<S>, ctx: StepContext): Rejection | undefined {
  return filtersOf(ctx.project, ctx.global).match(subject, view, clientIp(ctx.headers.meta));
}
