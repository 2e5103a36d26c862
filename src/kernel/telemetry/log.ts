/** `off` is a threshold only: no record carries it. */
export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";
export type LogThreshold = LogLevel | "off";
export type LogValue = string | number | boolean | null | readonly string[];
export type LogFields = Readonly<Record<string, LogValue>>;

export interface LogRecord {
  /** Unix time in milliseconds, fractional. */
  readonly timeMs: number;
  readonly level: LogLevel;
  /** The part of Baton that speaks, such as `baton::send`. */
  readonly target: string;
  readonly message: string;
  readonly fields: LogFields;
}

export type LogSink = (record: LogRecord) => void;

const SEVERITY: Readonly<Record<LogThreshold, number>> = {
  off: 0,
  error: 1,
  warn: 2,
  info: 3,
  debug: 4,
  trace: 5,
};

let sink: LogSink = () => {};
let threshold = SEVERITY.off;
let tap: LogSink | undefined;
let tapThreshold = SEVERITY.off;

/**
 * Sends this thread's records of `level` and above to `to`. One sink per thread: an Arbiter's thread installs one
 * that hands its records to the main thread. Without a sink nothing is written.
 */
export function installLogSink(to: LogSink, level: LogThreshold): void {
  sink = to;
  threshold = SEVERITY[level];
}

/**
 * Shows records of `level` and above to somebody else as well, whatever is written: self-reporting. One per thread.
 * @returns how to end that
 */
export function tapLog(to: LogSink, level: LogThreshold): () => void {
  tap = to;
  tapThreshold = SEVERITY[level];
  return () => {
    tap = undefined;
    tapThreshold = SEVERITY.off;
  };
}

/** Whether a record of `level` would be written: lets a caller skip building costly fields. */
export function logs(level: LogLevel): boolean {
  const severity = SEVERITY[level];
  return severity <= threshold || severity <= tapThreshold;
}

/**
 * Writes one record. Never a secret, a DSN key or a personal value; never once per item: drops are counted and
 * summarised (services/outcomes).
 */
export function log(level: LogLevel, target: string, message: string, fields: LogFields = {}): void {
  const severity = SEVERITY[level];
  if (severity > threshold && severity > tapThreshold) return;
  const record = { timeMs: performance.timeOrigin + performance.now(), level, target, message, fields };
  if (severity <= threshold) sink(record);
  if (severity <= tapThreshold) tap?.(record);
}

/** Writes a record that another thread made; its level was judged there. */
export function writeLogRecord(record: LogRecord): void {
  sink(record);
  if (SEVERITY[record.level] <= tapThreshold) tap?.(record);
}
