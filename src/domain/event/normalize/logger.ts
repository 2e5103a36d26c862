import { someText } from "../access.ts";
import type { EventDocument } from "../document.ts";
import type { Remark } from "../meta.ts";

const MAX_CHARS = 64;

/** Java's loggers are named after classes: of a long one the end counts. Remarks stand at the event itself. */
export function normalizeLogger(document: EventDocument): void {
  const { root } = document;
  const before = someText(root.logger);
  if (before === undefined) return;
  const length = [...before].length;
  const trimmed = before.trim();
  const chars = [...trimmed];
  if (trimmed === "") remark(document, ["@logger:remove", "x", 0, length], length);
  else if (chars.length <= MAX_CHARS) {
    if (trimmed !== before) remark(document, ["@logger:trim", "s"], length);
  } else {
    const kept = lastParts(chars);
    remark(document, ["@logger:replace", "s", 0, chars.length - kept.length], length);
    root.logger = `*${kept.join("")}`;
    return;
  }
  root.logger = trimmed;
}

/** The last characters, from the beginning of a word on when there is one. */
function lastParts(chars: readonly string[]): readonly string[] {
  const from = chars.length - MAX_CHARS + 1;
  const rest = chars.slice(from);
  if (chars[from - 1] === ".") return rest;
  const dot = rest.indexOf(".");
  return dot < 0 ? rest : rest.slice(dot);
}

function remark(document: EventDocument, what: Remark, length: number): void {
  document.meta.addRemark(what);
  document.meta.setOriginalLength(length);
}
