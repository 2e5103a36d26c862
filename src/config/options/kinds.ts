import * as v from "valibot";
import type { LogThreshold } from "../../kernel/telemetry/log.ts";
import { formatByteSize, parseByteSize } from "./byte-size.ts";
import { ipFamily } from "./ip-address.ts";
import { expected, type Kind, type Option, type OptionSpec, option, optionOf } from "./option.ts";
import { parseDsn, parseUpstream } from "./urls.ts";

const U32_MAX = 0xffff_ffff;

/** A number whose fraction `config show` always writes (`1.0`). */
export class Decimal {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

function integer(name: string, min: number, max: number) {
  const words = expected(name);
  return v.pipe(v.number(words), v.integer(words), v.minValue(min, words), v.maxValue(max, words));
}

function integerKind(name: string, min: number, max: number): Kind<number> {
  return { name, schema: integer(name, min, max) };
}

function scaled(name: string, factor: number): Kind<number> {
  return {
    name,
    schema: v.pipe(
      integer(name, 0, U32_MAX),
      v.transform((amount) => amount * factor),
    ),
  };
}

function decimalKind(name: string, min: number, max: number): Kind<number> {
  const words = expected(name);
  const show = (raw: unknown) => (typeof raw === "number" ? new Decimal(raw) : raw);
  return { name, show, schema: v.pipe(v.number(words), v.minValue(min, words), v.maxValue(max, words)) };
}

const scalarWords = expected("text");
/** Unquoted numbers and booleans in a text field are their text, as in the reference. */
export const textSchema = v.pipe(
  v.union([v.string(), v.number(), v.boolean()], scalarWords),
  v.transform(String),
);
const showText = (raw: unknown) => (typeof raw === "number" || typeof raw === "boolean" ? String(raw) : raw);

const ipWords = expected("an IP address");
const sizeWords = expected("a byte size, such as 512, 10KiB or 1.5MB");
const dsnWords = expected("a DSN");
const upstreamWords = expected("an upstream URL: http or https, without path, query and user");

/** Seconds in the file, milliseconds in the program. */
export const seconds = optionOf(scaled("whole seconds", 1000));
export const milliseconds = optionOf(scaled("whole milliseconds", 1));
/** Seconds with a fraction in the file, milliseconds in the program. */
export const decimalSeconds = optionOf<number>({
  ...decimalKind("seconds", 0, U32_MAX),
  schema: v.pipe(
    decimalKind("seconds", 0, U32_MAX).schema as v.GenericSchema<unknown, number>,
    v.transform((s) => s * 1000),
  ),
});
export const wholeNumber = optionOf(integerKind("a whole number", 0, Number.MAX_SAFE_INTEGER));
export const positiveNumber = optionOf(integerKind("a whole number from 1", 1, Number.MAX_SAFE_INTEGER));
export const smallPositive = optionOf(integerKind("a whole number from 1 to 255", 1, 255));
export const port = optionOf(integerKind("a port from 0 to 65535", 0, 65_535));
export const number = optionOf(decimalKind("a number", -Number.MAX_VALUE, Number.MAX_VALUE));
/** A share of 1. Above 1 is accepted, as by the reference, and means "never reached". */
export const ratio = optionOf(decimalKind("a share such as 0.8", 0, Number.MAX_VALUE));
export const flag = optionOf({ name: "true or false", schema: v.boolean(expected("true or false")) });
export const text = optionOf({ name: "text", schema: textSchema, show: showText });
export const path = optionOf({ name: "a path", schema: textSchema, show: showText });
export const ipAddress = optionOf({
  name: "an IP address",
  schema: v.pipe(
    v.string(ipWords),
    v.check((value) => ipFamily(value) !== 0, ipWords),
  ),
});
/** A number of bytes, with or without a unit. */
export const byteSize = optionOf({
  name: "a byte size",
  schema: v.pipe(
    v.union([v.number(), v.string()], sizeWords),
    v.check((value) => parseByteSize(value) !== undefined, sizeWords),
    v.transform((value) => parseByteSize(value)?.bytes ?? 0),
  ),
  show: (raw) => {
    const size = parseByteSize(raw);
    return size === undefined ? raw : formatByteSize(size);
  },
});
/** A whole number of bytes; units are not read here. */
export const plainBytes = optionOf(integerKind("a whole number of bytes", 0, Number.MAX_SAFE_INTEGER));
export const dsn = optionOf({
  name: "a DSN",
  schema: v.pipe(
    v.string(dsnWords),
    v.check(
      (value) => parseDsn(value) !== undefined,
      "invalid value, expected a DSN such as https://KEY@HOST/PROJECT",
    ),
  ),
  secret: true,
});
/** The root of another relay or of Sentry, kept as `scheme://host[:port]/`. */
export const upstreamUrl = optionOf({
  name: "an upstream URL",
  schema: v.pipe(
    v.string(upstreamWords),
    v.check((value) => parseUpstream(value).ok, upstreamWords),
    v.transform((value) => normalUpstream(value)),
  ),
  show: (raw) => (typeof raw === "string" ? normalUpstream(raw) : raw),
});

function normalUpstream(value: string): string {
  const parsed = parseUpstream(value);
  return parsed.ok ? parsed.value : value;
}

const tagsSchema = v.nullish(v.record(v.string(), v.pipe(v.nullable(textSchema), v.transform(String))), {});
/** A mapping of names to text. */
export const tags = optionOf<Readonly<Record<string, string>>>({
  name: "a mapping of names to text",
  schema: tagsSchema as unknown as v.GenericSchema<unknown, Readonly<Record<string, string>>>,
  show: showTags,
});

function showTags(raw: unknown): unknown {
  if (typeof raw !== "object" || raw === null) return raw;
  const names = Object.keys(raw).sort();
  return Object.fromEntries(names.map((name) => [name, String((raw as Record<string, unknown>)[name])]));
}

/** One of some words. */
export function oneOf<const W extends readonly string[], N extends boolean = false>(
  key: string,
  words: W,
  spec: OptionSpec<N>,
): Option<N extends true ? W[number] | null : W[number]> {
  const name = `one of ${words.map((word) => `\`${word}\``).join(", ")}`;
  return option<W[number], N>(key, { name, schema: v.picklist(words, expected(name)) }, spec);
}

export const LOG_LEVELS: readonly LogThreshold[] = ["error", "warn", "info", "debug", "trace", "off"];
const levelWords = expected("one of `error`, `warn`, `info`, `debug`, `trace`, `off`");
/** In any case, as the reference reads it. */
export const logLevel = optionOf<LogThreshold>({
  name: "a log level",
  schema: v.pipe(
    v.string(levelWords),
    v.transform((word) => word.toLowerCase()),
    v.picklist(LOG_LEVELS, levelWords),
  ),
  show: (raw) => (typeof raw === "string" ? raw.toLowerCase() : raw),
});

/** Text that may carry a password: never quoted in an error. */
export const secretText = optionOf({
  name: "text",
  schema: v.pipe(
    v.union([v.string(), v.number(), v.boolean()], "invalid value, expected text"),
    v.transform(String),
  ),
  secret: true,
});

const emitWords = expected("true, false or `as_client_reports`");
export const emitOutcomes = optionOf({
  name: "true, false or `as_client_reports`",
  schema: v.union([v.boolean(), v.literal("as_client_reports")], emitWords),
});

export const portList = listKind("ports", v.pipe(integer("a port from 1 to 65535", 1, 65_535)));
export const textList = listKind("text", textSchema);
const STREAMS = ["platform", "function", "extension"] as const;
export const telemetryStreams = listKind(
  "`platform`, `function`, `extension`",
  v.picklist(STREAMS, expected(`one of ${STREAMS.join(", ")}`)),
);

function listKind<T>(what: string, item: v.GenericSchema<unknown, T>) {
  const name = `a list of ${what}`;
  return optionOf<readonly T[]>({ name, schema: v.array(item, expected(name)) });
}
