import type { EventDocument } from "../../../domain/event/document.ts";
import { scrubGraphql } from "../../../domain/pii/graphql.ts";
import { scrubEvent } from "../../../domain/pii/scrub-event.ts";
import type { StepContext } from "../context.ts";
import { scrubbersOf } from "../project-rules.ts";

/** Takes personal data out of an event: by the project's own rules, then by its switches. */
export function scrub(event: EventDocument, ctx: StepContext): void {
  const { own, legacy, scrubsGraphql } = scrubbersOf(ctx.project);
  if (scrubsGraphql) scrubGraphql(event.root);
  if (own !== undefined) scrubEvent(event, own);
  if (legacy !== undefined) scrubEvent(event, legacy);
}
