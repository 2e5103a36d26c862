import { ipFamily } from "../../kernel/base/ip-address.ts";
import type { LogThreshold } from "../../kernel/telemetry/log.ts";
import { formatByteSize, parseByteSize } from "./byte-size.ts";
import { type JsonSchema, type Kind, type Option, type OptionSpec, option, optionOf } from "./option.ts";
import { isMapping, listOf, type Read, readText, recordOf, refuse, textWith, wholeBetween } from "./read.ts";
import { parseUpstream, upstreamOfDsn } from "./urls.ts";

const U32_MAX = 0xffff_ffff;

/** A number whose fraction `config show` always writes (`1.0`). */
export class Decimal {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A whole number in the file, `factor` times as much in the program. */
function whole(name: string, min: number, max: number, factor = 1): Kind<number> {
  const json = {
    type: "integer",
    minimum: min,
    ...(max === Number.MAX_SAFE_INTEGER ? {} : { maximum: max }),
  };
  return { name, read: wholeBetween(min, max, name, factor), json };
}

function decimal(name: string, min: number, factor = 1): Kind<number> {
  return {
    name,
    read: (raw, reading) =>
      typeof raw === "number" && raw >= min ? raw * factor : refuse(reading, raw, name),
    json: { type: "number", ...(min === Number.NEGATIVE_INFINITY ? {} : { minimum: min }) },
    show: (raw) => (typeof raw === "number" ? new Decimal(raw) : raw),
  };
}

const TEXT_JSON: JsonSchema = { type: ["string", "number", "boolean"] };
const showText = (raw: unknown) => (typeof raw === "number" || typeof raw === "boolean" ? String(raw) : raw);

/** Seconds in the file, milliseconds in the program. */
export const seconds = optionOf(whole("whole seconds", 0, U32_MAX, 1000));
export const milliseconds = optionOf(whole("whole milliseconds", 0, U32_MAX));
/** Seconds with a fraction in the file, milliseconds in the program. */
export const decimalSeconds = optionOf(decimal("seconds", 0, 1000));
export const wholeNumber = optionOf(whole("a whole number", 0, Number.MAX_SAFE_INTEGER));
export const positiveNumber = optionOf(whole("a whole number from 1", 1, Number.MAX_SAFE_INTEGER));
export const smallPositive = optionOf(whole("a whole number from 1 to 255", 1, 255));
export const port = optionOf(whole("a port from 0 to 65535", 0, 65_535));
export const number = optionOf(decimal("a number", Number.NEGATIVE_INFINITY));
/** A share of 1. Above 1 is accepted, as by the reference, and means "never reached". */
export const ratio = optionOf(decimal("a share such as 0.8", 0));
/** A whole number of bytes; units are not read here. */
export const plainBytes = optionOf(whole("a whole number of bytes", 0, Number.MAX_SAFE_INTEGER));

export const flag = optionOf<boolean>({
  name: "true or false",
  read: (raw, reading) => (typeof raw === "boolean" ? raw : refuse(reading, raw, "true or false")),
  json: { type: "boolean" },
});
export const text = optionOf<string>({ name: "text", read: readText, json: TEXT_JSON, show: showText });
export const path = optionOf<string>({ name: "a path", read: readText, json: TEXT_JSON, show: showText });
/** Text that may carry a password: never quoted in an error. */
export const secretText = optionOf<string>({ name: "text", read: readText, json: TEXT_JSON, secret: true });
export const ipAddress = optionOf<string>({
  name: "an IP address",
  read: textWith("an IP address", (address) => (ipFamily(address) === 0 ? undefined : address)),
  json: { type: "string", anyOf: [{ format: "ipv4" }, { format: "ipv6" }] },
});

const SIZE_WORDS = "a byte size, such as 512, 10KiB or 1.5MB";
/** A number of bytes, with or without a unit. */
export const byteSize = optionOf<number>({
  name: "a byte size",
  read: (raw, reading) => parseByteSize(raw)?.bytes ?? refuse(reading, raw, SIZE_WORDS),
  json: {
    type: ["integer", "string"],
    minimum: 0,
    maximum: U32_MAX,
    pattern: "^\\s*\\d+(\\.\\d+)?\\s*([kKmMgGtTpP][iI]?)?[bB]?\\s*$",
  },
  show: (raw) => {
    const size = parseByteSize(raw);
    return size === undefined ? raw : formatByteSize(size);
  },
});

const DSN_WORDS = "a DSN such as https://KEY@HOST/PROJECT";
export const dsn = optionOf<string>({
  name: "a DSN",
  read: textWith(DSN_WORDS, (given) => (upstreamOfDsn(given).ok ? given : undefined), true),
  json: { type: "string", format: "uri" },
  secret: true,
});

/** The root of another relay or of Sentry, kept as `scheme://host[:port]/`. */
export const upstreamUrl = optionOf<string>({
  name: "an upstream URL",
  read: textWith("an upstream URL: http or https, without path, query and user", upstreamRoot),
  json: { type: "string", format: "uri" },
  show: (raw) => (typeof raw === "string" ? upstreamRoot(raw) : raw),
});

function upstreamRoot(url: string): string | undefined {
  const parsed = parseUpstream(url);
  return parsed.ok ? parsed.value : undefined;
}

const TAGS = "a mapping of names to text";
const readTag: Read<string> = (raw, reading) => (raw === null ? "null" : readText(raw, reading));
/** A mapping of names to text; `null` is text too, as in the reference. */
export const tags = optionOf<Readonly<Record<string, string>>>({
  name: TAGS,
  read: recordOf(readTag, TAGS),
  json: { type: "object", additionalProperties: TEXT_JSON },
  show: (raw) => {
    if (!isMapping(raw)) return raw;
    const names = Object.keys(raw).sort();
    return Object.fromEntries(names.map((name) => [name, String(raw[name])]));
  },
});

/** One of some words. */
export function oneOf<const W extends readonly string[], N extends boolean = false>(
  key: string,
  words: W,
  spec: OptionSpec<N>,
): Option<N extends true ? W[number] | null : W[number]> {
  return option<W[number], N>(key, wordKind(words), spec);
}

function wordKind<W extends string>(words: readonly W[]): Kind<W> {
  const name = `one of ${words.map((word) => `\`${word}\``).join(", ")}`;
  const read: Read<W> = (raw, reading) => words.find((word) => word === raw) ?? refuse(reading, raw, name);
  return { name, read, json: { enum: words } };
}

export const LOG_LEVELS: readonly LogThreshold[] = ["error", "warn", "info", "debug", "trace", "off"];
const LEVEL_KIND = wordKind(LOG_LEVELS);
const lowerCase = (raw: unknown) => (typeof raw === "string" ? raw.toLowerCase() : raw);
/** In any case, as the reference reads it. */
export const logLevel = optionOf<LogThreshold>({
  ...LEVEL_KIND,
  read: (raw, reading) => LEVEL_KIND.read(lowerCase(raw), reading),
  show: lowerCase,
});

const EMIT = "true, false or `as_client_reports`";
export const emitOutcomes = optionOf<boolean | "as_client_reports">({
  name: EMIT,
  read: (raw, reading) =>
    typeof raw === "boolean" || raw === "as_client_reports" ? raw : refuse(reading, raw, EMIT),
  json: { enum: [true, false, "as_client_reports"] },
});

function listKind<T>(item: Kind<T>, what: string) {
  const name = `a list of ${what}`;
  return optionOf<readonly T[]>({
    name,
    read: listOf(item.read, name),
    json: { type: "array", items: item.json },
  });
}

export const portList = listKind(whole("a port from 1 to 65535", 1, 65_535), "ports");
export const textList = listKind(text.kind, "texts");
const STREAMS = ["platform", "function", "extension"] as const;
export const telemetryStreams = listKind(wordKind(STREAMS), "`platform`, `function`, `extension`");
