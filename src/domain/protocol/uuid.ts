import type { JsonObject } from "../../kernel/base/json-object.ts";

const SIMPLE = /^[0-9a-f]{32}$/;
const ANY =
  /^(?:urn:uuid:|(\{))?([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})(\})?$/;

export const NIL_UUID = "00000000000000000000000000000000";

/** A UUID in any of its spellings (simple, hyphenated, in braces, URN; any case) as 32 lower-case hex digits. */
export function parseUuid(text: string): string | undefined {
  if (SIMPLE.test(text)) return text;
  const lower = text.toLowerCase();
  if (SIMPLE.test(lower)) return lower;
  const parts = ANY.exec(lower);
  if (parts === null || (parts[1] === undefined) !== (parts[7] === undefined)) return undefined;
  return parts.slice(2, 7).join("");
}

/** The UUID that the reader's value spells. */
export function readUuid(member: JsonObject): string | undefined {
  const text = member.string();
  return text === undefined || member.isLowerHex(32) ? text : parseUuid(text);
}

/** The hyphenated spelling of 32 hex digits. */
export function hyphenated(id: string): string {
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
}
