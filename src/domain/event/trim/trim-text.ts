import { utf8Length } from "../../../kernel/base/bytes.ts";
import type { Cursor } from "../cursor.ts";
import type { Remark } from "../meta.ts";

const ELLIPSIS = "...";
const RULE = "!limit";

/** Characters as people count them: Unicode scalars. */
export function charCount(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) count += 1;
  return count;
}

/**
 * Cuts a text to so many characters, an ellipsis included. What rules have put into it stays whole or goes: then the text may
 * be a little longer.
 */
export function trimText(text: string, maxChars: number, at: Cursor): string {
  if (text.length <= maxChars) return text;
  const length = charCount(text);
  if (length <= maxChars) return text;
  const meta = at.meta();
  const kept = keptParts(text, meta.remarks, maxChars);
  const bytes = utf8Length(kept.text);
  meta.remarks.length = 0;
  meta.remarks.push(...kept.remarks, [RULE, "s", bytes, bytes + ELLIPSIS.length]);
  meta.setOriginalLength(length);
  return kept.text + ELLIPSIS;
}

interface Kept {
  readonly text: string;
  readonly remarks: readonly Remark[];
}

function keptParts(text: string, remarks: readonly Remark[], maxChars: number): Kept {
  let kept = "";
  let length = 0;
  const keptRemarks: Remark[] = [];
  for (const { part, remark } of partsOf(text, remarks)) {
    const chars = charCount(part);
    if (length + chars >= maxChars) {
      const rest = Math.max(0, maxChars - length - ELLIPSIS.length);
      if (remark === undefined) kept += firstChars(part, rest);
      break;
    }
    kept += part;
    length += chars;
    if (remark !== undefined) keptRemarks.push(remark);
  }
  return { text: kept, remarks: keptRemarks };
}

/** Text and what rules have put into it, in turns; a range that makes no sense ends that. */
function* partsOf(
  text: string,
  remarks: readonly Remark[],
): Generator<{ readonly part: string; readonly remark?: Remark }> {
  const ranged = remarks.filter(([, , start]) => start !== undefined);
  if (ranged.length === 0) return yield { part: text };
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let at = 0;
  for (const remark of ranged) {
    const [, , start = 0, end = 0] = remark;
    if (start < at || end < start || end > bytes.length || !isStart(bytes, start) || !isStart(bytes, end))
      break;
    if (start > at) yield { part: decoder.decode(bytes.subarray(at, start)) };
    yield { part: decoder.decode(bytes.subarray(start, end)), remark };
    at = end;
  }
  if (at < bytes.length) yield { part: decoder.decode(bytes.subarray(at)) };
}

function isStart(bytes: Uint8Array, offset: number): boolean {
  return offset === bytes.length || ((bytes[offset] as number) & 0xc0) !== 0x80;
}

function firstChars(text: string, count: number): string {
  let at = 0;
  for (let left = count; left > 0 && at < text.length; left--)
    at += (text.codePointAt(at) as number) > 0xffff ? 2 : 1;
  return text.slice(0, at);
}
