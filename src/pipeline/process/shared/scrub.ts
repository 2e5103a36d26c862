import type { EventDocument } from "../../../domain/event/document.ts";
import { finishEvent } from "../../../domain/event/finish.ts";
import { scrubGraphql } from "../../../domain/pii/graphql.ts";
import { scrubEvent } from "../../../domain/pii/scrub-event.ts";
import type { Item } from "../../../domain/protocol/item.ts";
import type { StepContext } from "../context.ts";
import { scrubbersOf } from "../project-rules.ts";

/**
 * Takes personal data out of an event: by the project's own rules, then by its switches.
 * @returns whether there was anything to look for
 */
export function scrub(event: EventDocument, ctx: StepContext): boolean {
  const { own, legacy, scrubsGraphql } = scrubbersOf(ctx.project);
  if (scrubsGraphql) scrubGraphql(event.root);
  if (own !== undefined) scrubEvent(event, own);
  if (legacy !== undefined) scrubEvent(event, legacy);
  return own !== undefined || legacy !== undefined || scrubsGraphql;
}

/** Writes what has become of an event into its item. */
export function writeEvent(event: EventDocument, item: Item): void {
  finishEvent(event);
  item.setPayload(event.toBytes());
}
