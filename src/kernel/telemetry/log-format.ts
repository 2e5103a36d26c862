/** How a log record is written to standard error. The texts are those of the reference, pinned by log-format.test.ts. */
import type { LogFields, LogLevel, LogRecord, LogValue } from "./log.ts";

export type LogFormat = "auto" | "pretty" | "simplified" | "json";

/** One record as one line, without its line end. */
export type FormatRecord = (record: LogRecord) => string;

export interface Terminal {
  /** Whether standard output (not standard error, as in the reference) is a terminal. */
  readonly isTerminal: boolean;
  /** Whether `pretty` may use colours. */
  readonly colours: boolean;
}

/** The writer of a format. `auto` is `pretty` on a terminal, else `simplified`. */
export function recordFormatter(format: LogFormat, terminal: Terminal): FormatRecord {
  if (format === "json") return formatJson;
  if (format === "simplified" || (format === "auto" && !terminal.isTerminal)) return formatSimplified;
  return terminal.colours ? formatPretty : formatPlain;
}

/** `2026-11-24T02:48:59.213234Z  INFO baton::send: message field=value` */
export function formatSimplified(record: LogRecord): string {
  return `${timestamp(record.timeMs)} ${formatPlain(record)}`;
}

/** The same without the time. */
function formatPlain({ level, target, message, fields }: LogRecord): string {
  const parts = Object.entries(fields).map(([name, value]) => `${name}=${fieldText(value)}`);
  return `${levelText(level)} ${target}: ${[...(message === "" ? [] : [oneLine(message)]), ...parts].join(" ")}`;
}

/** Coloured, without the time. */
export function formatPretty({ level, target, message, fields }: LogRecord): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `${fieldName(name)}${dim("=")}${fieldText(value)}`,
  );
  const head = `${styled(LEVEL_COLOURS[level], levelText(level))} ${dim(target)}${dim(":")}`;
  return [head, ...(message === "" ? [] : [oneLine(message)]), ...parts].join(" ");
}

/** One object per line; fields stand beside the message. */
export function formatJson({ timeMs, level, target, message, fields }: LogRecord): string {
  const head = {
    timestamp: timestamp(timeMs),
    level: level.toUpperCase(),
    ...(message === "" ? {} : { message }),
  };
  return JSON.stringify({ ...head, ...withoutReserved(fields), target });
}

const LEVEL_COLOURS: Readonly<Record<LogLevel, number>> = {
  error: 31,
  warn: 33,
  info: 32,
  debug: 34,
  trace: 35,
};
const ITALIC = 3;
const DIM = 2;
const RESERVED: ReadonlySet<string> = new Set(["timestamp", "level", "message", "target"]);

function withoutReserved(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !RESERVED.has(name)));
}

function levelText(level: LogLevel): string {
  return level.toUpperCase().padStart(5);
}

/** RFC 3339 in UTC with microseconds. */
function timestamp(timeMs: number): string {
  const wholeMs = Math.floor(timeMs);
  const micros = Math.min(999, Math.floor((timeMs - wholeMs) * 1000));
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${String(micros).padStart(3, "0")}Z`;
}

function fieldText(value: LogValue): string {
  return oneLine(Array.isArray(value) ? `[${value.join(", ")}]` : String(value));
}

/** The part of a name behind `error` is styled by itself, as in the reference. */
function fieldName(name: string): string {
  const cut = name.endsWith(".sources") ? name.length - ".sources".length : name.length;
  return styled(ITALIC, name.slice(0, cut)) + (cut === name.length ? "" : styled(ITALIC, name.slice(cut)));
}

function dim(text: string): string {
  return styled(DIM, text);
}

function styled(code: number, text: string): string {
  return `\u001b[${code}m${text}\u001b[0m`;
}

/** Control characters as escapes: what a peer sent can neither start a line nor steer a terminal. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (char) => {
    if (char === "\n") return "\\n";
    return char === "\t" ? "\\t" : `\\u{${char.charCodeAt(0).toString(16)}}`;
  });
}
