import type { EventDocument } from "../../../domain/event/document.ts";
import { EVENT } from "../../../domain/event/schema/event.ts";
import type { StructType } from "../../../domain/event/schema/format.ts";
import { scrubGraphql } from "../../../domain/pii/graphql.ts";
import { scrubEvent } from "../../../domain/pii/scrub-event.ts";
import type { StepContext } from "../context.ts";
import { scrubbersOf } from "../project-rules.ts";

/** Takes personal data out of an event: by the project's own rules, then by its switches. */
export function scrub(event: EventDocument, ctx: StepContext, type: StructType = EVENT): void {
  const { own, legacy, scrubsGraphql } = scrubbersOf(ctx.project);
  if (scrubsGraphql) scrubGraphql(event.root);
  if (own !== undefined) scrubEvent(event, own, type);
  if (legacy !== undefined) scrubEvent(event, legacy, type);
}
