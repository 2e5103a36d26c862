import type { JsonObject, JsonValue } from "../../../kernel/base/json/value.ts";
import { isMissing, listOf, objectOf, objectsIn, someText, valuesOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import type { PathKey } from "../meta.ts";

const URL_SCHEME = /^(?:file|https?|applewebdata):/;
const CONTEXTS = ["pre_context", "post_context"];

/** Completes the frames of all stack traces but raw ones. */
export function normalizeStacktraces(document: EventDocument): void {
  const { root } = document;
  normalizeFrames(document, root, ["stacktrace"]);
  for (const name of ["exception", "threads"]) {
    for (const [index, item] of objectsIn(valuesOf(root, name)))
      normalizeFrames(document, item, [name, "values", index, "stacktrace"]);
  }
}

function normalizeFrames(document: EventDocument, owner: JsonObject, path: readonly PathKey[]): void {
  const frames = listOf(objectOf(owner.stacktrace)?.frames);
  for (const [index, frame] of objectsIn(frames)) normalizeFrame(document, frame, [...path, "frames", index]);
}

function normalizeFrame(document: EventDocument, frame: JsonObject, path: readonly PathKey[]): void {
  for (const name of ["function", "symbol"]) if (frame[name] === "?") frame[name] = undefined;
  if (isMissing(frame.abs_path)) {
    frame.abs_path = frame.filename;
    frame.filename = undefined;
    moveFileMeta(document, path);
  }
  if (isMissing(frame.filename) && someText(frame.abs_path) !== undefined)
    frame.filename = fileNameOf(frame.abs_path as string);
  for (const name of CONTEXTS) {
    const lines = listOf(frame[name]);
    if (lines === undefined) continue;
    for (const [index, line] of lines.entries()) if (line === null) lines[index] = "";
  }
  const isInContext = CONTEXTS.some((name) => frame[name] !== undefined && listOf(frame[name])?.length !== 0);
  if (isInContext && isMissing(frame.context_line)) frame.context_line = "";
}

function moveFileMeta(document: EventDocument, path: readonly PathKey[]): void {
  const meta = document.findMeta(path);
  const moved = meta?.children.get("filename");
  meta?.children.delete("filename");
  meta?.children.delete("abs_path");
  if (moved !== undefined) meta?.children.set("abs_path", moved);
}

/** The path of a URL; anything else as it is. */
function fileNameOf(path: string): JsonValue {
  if (!URL_SCHEME.test(path)) return path;
  const url = URL.parse(path);
  return url !== null && url.pathname !== "" && url.pathname !== "/" ? url.pathname : path;
}
