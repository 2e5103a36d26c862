import { isJsonObject, type JsonObject, type JsonValue } from "../../../kernel/base/json/value.ts";
import { renamedOf } from "../../attributes/conventions.ts";
import { contextOf, isMissing, listOf, objectOf, objectsIn } from "../access.ts";
import { compareBytes } from "../compare-bytes.ts";
import type { EventDocument } from "../document.ts";
import type { PathKey } from "../meta.ts";

/** Attributes of spans get the names that conventions have for them today. */
export function renameAttributes(document: EventDocument): void {
  const { root } = document;
  rename(document, objectOf(contextOf(root, "trace")?.data), ["contexts", "trace", "data"]);
  for (const [index, span] of objectsIn(listOf(root.spans)))
    if (isJsonObject(span.data)) rename(document, span.data, ["spans", index, "data"]);
}

/** A value that is there under the new name stays. */
function rename(document: EventDocument, data: JsonObject | undefined, path: readonly PathKey[]): void {
  if (data === undefined) return;
  const old = Object.keys(data).filter((key) => !isMissing(data[key]) && renamedOf(key) !== undefined);
  if (old.length > 1) old.sort(compareBytes);
  for (const key of old) {
    const { name, keepsOld } = renamedOf(key) as { name: string; keepsOld: boolean };
    const value = data[key] as JsonValue;
    if (isMissing(data[name])) data[name] = value;
    if (keepsOld) continue;
    data[key] = null;
    document.metaAt([...path, key]).addRemark(["attribute.deprecated", "x"]);
  }
}
