import { utf8Length } from "../../../kernel/base/bytes.ts";
import type { Remark } from "../meta.ts";

/** An identifier: a segment of a name that holds one is replaced as a whole. */
type Kind = readonly [id: string, holds: RegExp];

/** At least two digits in a row, after what may be escapes but no stray percent sign. */
const INT: Kind = ["int", /^(?:[^%]|%[0-9a-fA-F]{2})*?\d\d/];
const OTHERS: readonly Kind[] = [
  ["uuid", /\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b/],
  ["sha1", /\b[0-9a-fA-F]{40}\b/],
  ["md5", /\b[0-9a-fA-F]{32}\b/],
  [
    "date",
    new RegExp(
      [
        String.raw`\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:[+-][0-2]\d:[0-5]\d|Z)`,
        String.raw`(?:(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)\s+)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{1,2}\s+[0-2]\d:[0-5]\d(?::[0-5]\d)?\s+\d{4}`,
        String.raw`(?:(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat),\s+)?\d{1,2}\s+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d{4}\s+[0-2]\d:[0-5]\d(?::[0-5]\d)?\s+(?:[A-Z]{1,5}|[+-]\d{4})`,
      ].join("|"),
    ),
  ],
  ["hex", /\b0[xX][0-9a-fA-F]+\b/],
];
/** A digit that follows a separator is found first, as the separator itself is part of what is looked for. */
const AFTER_SEPARATOR = [INT, ...OTHERS];
const AT_START = [...OTHERS, INT];
const SEPARATOR = /[/\\]/;

/** A name with `*` for its identifiers, and where they were in the old name, in bytes. */
export function withoutIdentifiers(name: string): {
  readonly name: string;
  readonly remarks: readonly Remark[];
} {
  const remarks: Remark[] = [];
  let result = "";
  let offset = 0;
  for (const part of name.split(/([/\\])/)) {
    const length = utf8Length(part);
    const kinds = offset === 0 ? AT_START : AFTER_SEPARATOR;
    const kind =
      part === "" || SEPARATOR.test(part) ? undefined : kinds.find(([, holds]) => holds.test(part));
    if (kind !== undefined) remarks.push([kind[0], "s", offset, offset + length]);
    result += kind === undefined ? part : "*";
    offset += length;
  }
  return { name: result, remarks };
}
