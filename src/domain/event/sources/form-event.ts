import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import { parseWholeJson } from "../../../kernel/base/json/parse.ts";
import type { JsonObject } from "../../../kernel/base/json/value.ts";
import { err, ok, type Result } from "../../../kernel/base/result.ts";
import { mergeAt, mergeInto } from "./merge.ts";

/** Keys in brackets. */
const MAX_KEYS = 15;
const CHUNK = /^sentry__\+?(\d{1,15})$/;

/**
 * Makes an event of a form's fields, as crash reporters that know no envelope send them:
 *
 *     sentry, sentry___anything      JSON of the event, or of part of it
 *     sentry__0, sentry__1, …        JSON in pieces
 *     sentry[tags][os]               one value of the event
 *     anything else                  a value of `extra`
 *
 * They add up; where two say something of the same, the first one counts, and pieces last. What is no JSON says nothing.
 */
export function eventOfForm(
  fields: readonly (readonly [name: string, value: string])[],
): Result<JsonObject, "nesting_too_deep"> {
  const event: JsonObject = {};
  const pieces = new Map<number, string>();
  for (const [name, value] of fields) {
    const chunk = CHUNK.exec(name);
    if (name === "sentry" || name.startsWith("sentry___")) mergeJson(event, value);
    else if (chunk !== null) pieces.set(Number(chunk[1]), value);
    else {
      const path = keysIn(name) ?? ["extra", name];
      if (path.length > MAX_KEYS) return err("nesting_too_deep");
      mergeAt(event, path, value);
    }
  }
  if (pieces.size > 0) mergeJson(event, joined(pieces));
  return ok(event);
}

function mergeJson(event: JsonObject, text: string): void {
  const parsed = parseWholeJson(utf8Bytes(text));
  if (parsed.ok) mergeInto(event, parsed.value);
}

function joined(pieces: ReadonlyMap<number, string>): string {
  return [...pieces]
    .sort(([a], [b]) => a - b)
    .map(([, text]) => text)
    .join("");
}

/**
 * The keys of `sentry[a][b]`; a bracket that is not closed ends them.
 * @returns `undefined` when it is not of this form
 */
function keysIn(name: string): string[] | undefined {
  if (!name.startsWith("sentry[")) return undefined;
  const keys: string[] = [];
  for (let at = "sentry".length; at < name.length; ) {
    if (name[at] !== "[") return undefined;
    const end = name.indexOf("]", at);
    if (end < 0) break;
    keys.push(name.slice(at + 1, end));
    at = end + 1;
  }
  return keys;
}
