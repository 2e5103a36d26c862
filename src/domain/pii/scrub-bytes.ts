import { asciiText } from "../../kernel/base/bytes.ts";
import type { Pattern } from "../../kernel/base/regex/pattern.ts";
import type { BytePart, ByteRule } from "./byte-rule.ts";
import { hashText, type Redaction } from "./redaction.ts";
import { utf16Runs } from "./utf16-runs.ts";

/** Which writings are looked for. */
export type ByteEncoding = "utf8" | "utf16" | "all";

interface Range {
  readonly start: number;
  readonly end: number;
}

const STAR = 0x2a;
const WHOLE_MATCH: readonly number[] = [0];

/**
 * Carries out rules on bytes, in place: what is found is overwritten, and nothing changes its place. Text is looked for as it is
 * and, where nothing was found, as UTF-16.
 * @returns whether anything was overwritten
 */
export function scrubBytes(
  bytes: Uint8Array,
  rules: readonly ByteRule[],
  encoding: ByteEncoding = "all",
): boolean {
  let isChanged = false;
  for (const { parts, redaction } of rules) {
    if (redaction.method === "other") continue;
    for (const part of parts) {
      const places = encoding === "utf16" ? [] : scrubPlain(bytes, part, redaction);
      if (places === "all") return true;
      const gaps = encoding === "utf8" ? [] : gapsBetween(places, bytes.length);
      const isInUtf16 = scrubUtf16(bytes, gaps, part, redaction);
      isChanged ||= places.length > 0 || isInUtf16;
    }
  }
  return isChanged;
}

/** @returns where something was found; `all` when nothing is left to look at */
function scrubPlain(
  bytes: Uint8Array,
  { plain, groups }: BytePart,
  redaction: Redaction,
): readonly Range[] | "all" {
  const matches = plain?.findAll(asciiText(bytes, 0, bytes.length), false) ?? [];
  if (matches.length === 0) return [];
  if (groups === undefined) {
    overwrite(bytes, { start: 0, end: bytes.length }, redaction, 1);
    return "all";
  }
  for (const match of matches)
    for (const group of groups) {
      const [start = -1, end = -1] = [match[2 * group], match[2 * group + 1]];
      if (start >= 0 && end > start) overwrite(bytes, { start, end }, redaction, 1);
    }
  const ranges = matches.map((match) => ({ start: match[0] as number, end: match[1] as number }));
  return ranges.filter(({ start, end }) => end > start);
}

function scrubUtf16(
  bytes: Uint8Array,
  gaps: readonly Range[],
  { text, groups }: BytePart,
  redaction: Redaction,
): boolean {
  let isChanged = false;
  if (text === undefined) return false;
  for (const { start: from, end: to } of gaps)
    for (const run of utf16Runs(bytes, from, to)) {
      for (const { start, end } of found(text, run.text, groups ?? WHOLE_MATCH)) {
        overwrite(bytes, { start: run.start + 2 * start, end: run.start + 2 * end }, redaction, 2);
        isChanged = true;
      }
    }
  return isChanged;
}

/** Where groups of matches lie. A match of no length stands for all of the text, as in the reference. */
function found(pattern: Pattern, text: string, groups: readonly number[]): readonly Range[] {
  const ranges: Range[] = [];
  for (const match of pattern.findAll(text))
    for (const group of groups) {
      const [start = -1, end = -1] = [match[2 * group], match[2 * group + 1]];
      if (start < 0) continue;
      if (start === end) return [{ start: 0, end: text.length }];
      ranges.push({ start, end });
    }
  return ranges;
}

/** What lies between ranges. */
function gapsBetween(ranges: readonly Range[], length: number): readonly Range[] {
  const gaps: Range[] = [];
  let at = 0;
  for (const { start, end } of ranges) {
    if (start > at) gaps.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  if (at < length) gaps.push({ start: at, end: length });
  return gaps;
}

/** Writes what stands for the text, cut or filled up with stars to its length. `width`: bytes of a character. */
function overwrite(bytes: Uint8Array, { start, end }: Range, redaction: Redaction, width: 1 | 2): void {
  const text = replacement(bytes.subarray(start, end), redaction);
  const units = Math.floor((end - start) / width);
  const filled = Buffer.from(text, width === 1 ? "utf8" : "utf16le");
  const stars = width === 1 ? Uint8Array.of(STAR) : Uint8Array.of(STAR, 0);
  for (let unit = 0; unit < units; unit++) bytes.set(stars, start + unit * width);
  bytes.set(filled.subarray(0, units * width), start);
}

function replacement(found: Uint8Array, redaction: Redaction): string {
  if (redaction.method === "replace") return redaction.text;
  return redaction.method === "hash" ? hashText(found) : "";
}
