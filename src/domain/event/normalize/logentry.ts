import { isMissing, objectOf, textOf } from "../access.ts";
import { Cursor } from "../cursor.ts";
import type { EventDocument } from "../document.ts";
import { isBlank } from "../is-blank.ts";
import { LOGENTRY } from "../schema/logentry.ts";
import { wholeValue } from "../whole-value.ts";
import { formatMessage } from "./format-message.ts";

/** A log entry is what it says in the end; the template stays beside it only when it says something else. */
export function normalizeLogentry(document: EventDocument): void {
  const { root } = document;
  const entry = objectOf(root.logentry);
  if (entry === undefined || isBlank(LOGENTRY, entry, Cursor.at(document, "logentry"))) return;
  if (isMissing(entry.message) && isMissing(entry.formatted)) {
    const meta = document.metaAt(["logentry"]);
    meta.addError("invalid_data", { reason: "no message present" });
    meta.setOriginalValue(entry, () => wholeValue(LOGENTRY, entry));
    meta.children.clear();
    root.logentry = null;
    return;
  }
  const message = textOf(entry.message);
  if (message !== undefined && isMissing(entry.formatted) && !isMissing(entry.params)) {
    const formatted = formatMessage(message, entry.params ?? null);
    if (formatted !== undefined) entry.formatted = formatted;
  }
  if (message === undefined || !(isMissing(entry.formatted) || entry.formatted === message)) return;
  entry.formatted = message;
  entry.message = undefined;
  moveMessageMeta(document);
}

function moveMessageMeta(document: EventDocument): void {
  const meta = document.findMeta(["logentry"]);
  const moved = meta?.children.get("message");
  meta?.children.delete("formatted");
  meta?.children.delete("message");
  if (moved !== undefined) meta?.children.set("formatted", moved);
}
