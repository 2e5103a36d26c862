/**
 * A time as the reference writes it: UTC with `Z`, and no, three, six or nine digits after the second. The 29th of
 * February is left to the full parser, which knows the years.
 */
const CANONICAL =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{3}|\.\d{6}|\.\d{9})?Z$/;
const LOOSE =
  /^\s*(\d{4}|[+-]\d{4,6})-(\d\d?)-(\d\d?)(?:[Tt]|\s+)(\d\d?):(\d\d?):(\d\d?)(?:\.(\d+))?\s*(?:[Zz]|[Uu][Tt][Cc]|([+-])(\d\d):?(\d\d))$/;

/** Of a canonical time with three digits after the second. */
const MILLIS_LENGTH = "2026-01-31T00:00:00.000Z".length;

/** A point in time by whole seconds since 1970 and the nanoseconds after. */
export interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

/** Reads an RFC 3339 time with its zone; `undefined` when it is none or does not exist. */
export function parseRfc3339(text: string): Instant | undefined {
  const parts = LOOSE.exec(text);
  if (parts === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) return undefined;
  const dayMs = utcDayMs(year, month, day);
  if (dayMs === undefined) return undefined;
  const offset = parts[8] === undefined ? 0 : zoneSeconds(parts[8], Number(parts[9]), Number(parts[10]));
  if (offset === undefined) return undefined;
  const nanos = Number((parts[7] ?? "").slice(0, 9).padEnd(9, "0"));
  return { seconds: dayMs / 1000 + hour * 3600 + minute * 60 + second - offset, nanos };
}

/** Writes it as the reference does; see {@link CANONICAL}. */
export function formatRfc3339(instant: Instant): string {
  const base = new Date(instant.seconds * 1000)
    .toISOString()
    .slice(0, -5)
    .replace(/^([+-])0+(?=\d{5})/, "$1");
  if (instant.nanos === 0) return `${base}Z`;
  const digits = instant.nanos.toString().padStart(9, "0");
  const kept = digits.endsWith("000000") ? 3 : digits.endsWith("000") ? 6 : 9;
  return `${base}.${digits.slice(0, kept)}Z`;
}

/** The time in canonical spelling; `undefined` when it is no RFC 3339 time with a zone. */
export function canonicalRfc3339(text: string): string | undefined {
  if (CANONICAL.test(text)) {
    if (!text.endsWith("000Z")) return text;
    if (text.length === MILLIS_LENGTH) return `${text.slice(0, -".000Z".length)}Z`;
  }
  const instant = parseRfc3339(text);
  return instant === undefined ? undefined : formatRfc3339(instant);
}

/** What is wrong with a text that is no time. */
export function rfc3339Problem(text: string): string {
  if (LOOSE.test(text)) return "input is out of range";
  return text === "" || LOOSE.test(`${text}Z`)
    ? "premature end of input"
    : "input contains invalid characters";
}

/** Midnight of a day, `undefined` for one that the month lacks. `Date.UTC` takes the years below 100 for 19xx. */
function utcDayMs(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}

function zoneSeconds(sign: string, hours: number, minutes: number): number | undefined {
  if (hours > 23 || minutes > 59) return undefined;
  return (sign === "-" ? -1 : 1) * (hours * 3600 + minutes * 60);
}
