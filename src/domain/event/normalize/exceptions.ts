import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { contextOf, objectOf, objectsIn, someText, textOf, valuesOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import type { PathKey } from "../meta.ts";
import { EXCEPTION } from "../schema/exception.ts";
import { wholeValue } from "../whole-value.ts";
import { normalizeMechanism } from "./mechanism.ts";
import type { SystemFamily } from "./system-numbers.ts";

/** `ValueError: what went wrong`, on one line. */
const TYPE_AND_VALUE = /^([\p{L}\p{M}\p{N}\p{Pc}\u200c\u200d]+):(.*)$/u;

const SYSTEMS: ReadonlyMap<string, SystemFamily> = new Map([
  ["ios", "darwin"],
  ["watchos", "darwin"],
  ["tvos", "darwin"],
  ["macos", "darwin"],
  ["linux", "linux"],
  ["android", "linux"],
  ["windows", "windows"],
]);

/** Exceptions have a type and a value, and their mechanisms names for their numbers. */
export function normalizeExceptions(document: EventDocument): void {
  const exceptions = valuesOf(document.root, "exception");
  if (exceptions === undefined) return;
  takeStacktrace(document, exceptions.length);
  const system = systemOf(document.root);
  for (const [index, exception] of objectsIn(exceptions)) {
    const path = ["exception", "values", index];
    splitValue(exception);
    if (someText(exception.type) === undefined && someText(exception.value) === undefined) {
      refuse(document, exception, path);
      exceptions[index] = null;
      continue;
    }
    const mechanism = objectOf(exception.mechanism);
    if (mechanism !== undefined) normalizeMechanism(document, mechanism, [...path, "mechanism"], system);
  }
}

/** The trace beside a single exception is that one's. */
function takeStacktrace({ root, meta }: EventDocument, count: number): void {
  const exception = objectOf(valuesOf(root, "exception")?.[0]);
  if (count !== 1 || exception === undefined || objectOf(root.stacktrace) === undefined) return;
  exception.stacktrace = root.stacktrace;
  root.stacktrace = undefined;
  const moved = meta.children.get("stacktrace");
  meta.children.delete("stacktrace");
  const owner = meta.child("exception")?.child("values")?.child(0);
  owner?.children.delete("stacktrace");
  if (moved !== undefined)
    meta.ensure("exception").ensure("values").ensure(0).children.set("stacktrace", moved);
}

/** The type may stand before the value. */
function splitValue(exception: JsonObject): void {
  if (someText(exception.type) !== undefined) return;
  const parts = TYPE_AND_VALUE.exec(textOf(exception.value) ?? "");
  if (parts === null) return;
  exception.type = parts[1];
  exception.value = (parts[2] as string).trim();
}

function refuse(document: EventDocument, exception: JsonObject, path: readonly PathKey[]): void {
  const meta = document.metaAt(path);
  meta.addError("missing_attribute", { attribute: "type or value" });
  meta.setOriginalValue(exception, () => wholeValue(EXCEPTION, exception));
  meta.children.clear();
}

function systemOf(root: JsonObject): SystemFamily | undefined {
  const sdk = textOf(objectOf(objectOf(root.debug_meta)?.sdk_info)?.sdk_name);
  const name = sdk ?? textOf(contextOf(root, "os")?.name);
  return name === undefined ? undefined : SYSTEMS.get(name.toLowerCase());
}
