import type { EventDocument } from "./document.ts";
import { finishEvent } from "./finish.ts";
import { listErrors } from "./list-errors.ts";
import { type FinalizeOptions, finalizeEvent } from "./normalize/finalize.ts";
import { normalizeEvent } from "./normalize/normalize-event.ts";
import type { NormalizeSettings } from "./normalize/settings.ts";
import { validateEvent } from "./normalize/validate.ts";
import { removeOther } from "./remove-other.ts";
import { trimEvent } from "./trim/trim-event.ts";

/**
 * Brings a checked event into the form that is sent on: dated, normalised, trimmed.
 * @returns why it is none, to be dropped
 */
export function prepareEvent(
  document: EventDocument,
  finalize: FinalizeOptions,
  settings: NormalizeSettings,
): string | undefined {
  finalizeEvent(document, finalize);
  const problem = validateEvent(document, settings);
  if (problem !== undefined) return problem;
  normalizeEvent(document, settings);
  trimEvent(document);
  if (settings.isFull) {
    removeOther(document);
    listErrors(document);
  }
  return undefined;
}

/** The event's bytes, without what says nothing. */
export function writeDocument(document: EventDocument): Uint8Array {
  finishEvent(document);
  return document.toBytes();
}
