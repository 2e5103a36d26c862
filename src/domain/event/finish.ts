import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json/value.ts";
import { Cursor } from "./cursor.ts";
import type { EventDocument } from "./document.ts";
import { hasNoMembers, isBlank } from "./is-blank.ts";
import { EVENT } from "./schema/event.ts";
import type { StructType } from "./schema/format.ts";

/** Lists whose items go when they say nothing; in all others their places count. */
const DENSE_LISTS = [
  ["breadcrumbs", "values"],
  ["exception", "values"],
  ["threads", "values"],
  ["sdk", "integrations"],
  ["sdk", "features"],
  ["sdk", "packages"],
  ["errors"],
];

/**
 * Leaves out what says nothing before a document is written. What is said about later items keeps the places they had: so does
 * the reference, whose readers expect it.
 */
export function finishEvent(document: EventDocument): void {
  const at = new Cursor(document);
  document.meta.prune(document.root);
  for (const path of DENSE_LISTS) {
    const list = listAt(document.root, path);
    if (list === undefined) continue;
    at.path.length = 0;
    at.path.push(...path);
    if (list.some((item, index) => !says(item, index, at))) compact(list, at);
    if (list.length === 0) leaveOut(document.root, path, at);
  }
  at.path.length = 0;
  leaveOutBlanks(EVENT, document.root, at, 2);
}

/** Steps may have emptied what was not, and some emptiness had to count until now. */
function leaveOutBlanks(type: StructType, value: JsonObject, at: Cursor, levels: number): void {
  for (const key of Object.keys(value)) {
    const field = type.fields.get(key);
    const member = value[key];
    if (member === undefined || field?.write !== "empty" || !(field.isLate || levels === 1)) continue;
    at.path.push(key);
    if (levels > 1 && field.type.kind === "struct" && isJsonObject(member))
      leaveOutBlanks(field.type, member, at, levels - 1);
    if (isBlank(field.type, member, at) && at.isUnsaid()) value[key] = undefined;
    at.path.pop();
  }
}

function compact(list: JsonValue[], at: Cursor): void {
  const kept = list.filter((item, index) => says(item, index, at));
  list.length = 0;
  list.push(...kept);
}

function says(item: JsonValue, index: number, at: Cursor): boolean {
  if (item !== null && item !== "" && !(isJsonObject(item) && hasNoMembers(item))) return true;
  at.path.push(index);
  const isUnsaid = at.isUnsaid();
  at.path.pop();
  return !isUnsaid;
}

function leaveOut(root: JsonObject, path: readonly string[], at: Cursor): void {
  if (!at.isUnsaid()) return;
  const [first, second] = path as [string, string?];
  const parent = second === undefined ? root : root[first];
  if (isJsonObject(parent)) parent[second ?? first] = undefined;
}

function listAt(root: JsonObject, [first, second]: readonly string[]): JsonValue[] | undefined {
  const value = root[first as string];
  const list = second === undefined ? value : isJsonObject(value) ? value[second] : undefined;
  return Array.isArray(list) ? list : undefined;
}
