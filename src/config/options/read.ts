/**
 * Checks of raw values, kept as small as they can be: each option is read at every start, before the listener opens.
 * (A schema library's import and first run over all options took 4.3 ms of a start of 15; see docs/adr.)
 */

/** One thing that is wrong, by the path of keys and list indexes that leads to it. */
export interface ReadProblem {
  readonly path: readonly (string | number)[];
  readonly reason: string;
}

/** What is being read: where, and what was wrong so far. */
export class Reading {
  readonly path: (string | number)[] = [];
  readonly problems: ReadProblem[] = [];

  complain(reason: string): void {
    this.problems.push({ path: [...this.path], reason });
  }

  /** Reads one level deeper. */
  inside<T>(key: string | number, raw: unknown, read: Read<T>): T {
    this.path.push(key);
    const value = read(raw, this);
    this.path.pop();
    return value;
  }
}

/**
 * From the value as the file gives it to the value as the program uses it. What is wrong is told to the reading; the
 * value returned then is never used, since problems end the start.
 */
export type Read<T> = (raw: unknown, reading: Reading) => T;

/** Tells that `raw` is not what was expected, and stands in for the value. */
export function refuse(reading: Reading, raw: unknown, what: string, secret = false): never {
  const found = secret && typeof raw === "string" ? "string" : describe(raw);
  reading.complain(`invalid value: ${found}, expected ${what}`);
  return undefined as never; // see Read: nobody looks at it
}

/** A whole number within bounds. */
export function wholeBetween(min: number, max: number, what: string, factor = 1): Read<number> {
  return (raw, reading) =>
    typeof raw === "number" && Number.isInteger(raw) && raw >= min && raw <= max
      ? raw * factor
      : refuse(reading, raw, what);
}

/** Text; unquoted numbers and booleans are their text, as in the reference. */
export const readText: Read<string> = (raw, reading) => {
  if (typeof raw === "string") return raw;
  return typeof raw === "number" || typeof raw === "boolean" ? String(raw) : refuse(reading, raw, "text");
};

/** A text that passes a test, as it is or as the test returns it. */
export function textWith(
  what: string,
  test: (text: string) => string | undefined,
  secret = false,
): Read<string> {
  return (raw, reading) => {
    const text = typeof raw === "string" ? test(raw) : undefined;
    return text === undefined ? refuse(reading, raw, what, secret) : text;
  };
}

export function listOf<T>(read: Read<T>, what: string): Read<readonly T[]> {
  return (raw, reading) =>
    Array.isArray(raw)
      ? raw.map((item, index) => reading.inside(index, item, read))
      : refuse(reading, raw, what);
}

export function recordOf<T>(read: Read<T>, what: string): Read<Readonly<Record<string, T>>> {
  return (raw, reading) => {
    if (!isMapping(raw)) return refuse(reading, raw, what);
    return Object.fromEntries(
      Object.entries(raw).map(([key, value]) => [key, reading.inside(key, value, read)]),
    );
  };
}

type Shape = Readonly<Record<string, Read<unknown>>>;
type ShapeValue<S extends Shape> = { readonly [K in keyof S]: S[K] extends Read<infer T> ? T : never };

/** A mapping with these keys; a key whose reader is `optional` may be absent. Others are not looked at. */
export function shape<S extends Shape>(keys: S, what: string): Read<ShapeValue<S>> {
  return (raw, reading) => {
    if (!isMapping(raw)) return refuse(reading, raw, what);
    const value: Record<string, unknown> = {};
    for (const [key, read] of Object.entries(keys)) {
      if (raw[key] === undefined && !optionals.has(read)) reading.complain(`missing field \`${key}\``);
      else value[key] = reading.inside(key, raw[key], read);
    }
    return value as ShapeValue<S>;
  };
}

const optionals = new WeakSet<Read<unknown>>();

/** For a key that may be absent, and then has `fallback`, which is read as if it had been written. */
export function optional<T>(read: Read<T>, fallback: unknown, nullable = false): Read<T> {
  const reader: Read<T> = (raw, reading) => {
    if (raw === null && nullable) return null as T;
    const value = raw === undefined ? fallback : raw;
    return value === null && raw === undefined ? (null as T) : read(value, reading);
  };
  optionals.add(reader);
  return reader;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "string")
    return `string ${JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)}`;
  if (typeof value === "number") return `${Number.isInteger(value) ? "integer" : "number"} \`${value}\``;
  if (typeof value === "boolean") return `boolean \`${value}\``;
  return "a mapping";
}
