/** The filter language of `RUST_LOG`, as far as it makes sense here: levels, and levels by target. */
import type { LogRecord, LogThreshold } from "./log.ts";

/** Least severe level that passes, by target. */
export type LogFilter = (target: string) => LogThreshold;

const LEVELS: Readonly<Record<string, LogThreshold>> = {
  off: "off",
  error: "error",
  warn: "warn",
  info: "info",
  debug: "debug",
  trace: "trace",
};

/**
 * Reads `level`, `target=level` and `target`, separated by commas: the longest matching target wins. Targets that start
 * with `relay` mean all of ours, since our parts have other names than the reference's; span and field filters
 * (`[…]`) are ignored. Without a level for everything nothing else passes, as in the reference.
 */
export function parseLogFilter(text: string): LogFilter {
  const rules = text
    .split(",")
    .map((part) => rule(part.trim()))
    .filter((parsed) => parsed !== undefined)
    .sort((a, b) => b.target.length - a.target.length);
  return (target) => rules.find((parsed) => matches(parsed.target, target))?.level ?? "off";
}

/** Whether the filter lets the record through. */
export function passes(filter: LogFilter, record: LogRecord): boolean {
  const order = Object.keys(LEVELS);
  return order.indexOf(record.level) <= order.indexOf(filter(record.target));
}

function rule(part: string): { readonly target: string; readonly level: LogThreshold } | undefined {
  if (part === "" || part.includes("[")) return undefined;
  const cut = part.lastIndexOf("=");
  if (cut < 0) {
    const level = LEVELS[part.toLowerCase()];
    return level === undefined ? { target: ours(part), level: "trace" } : { target: "", level };
  }
  const level = LEVELS[part.slice(cut + 1).toLowerCase()];
  return level === undefined ? undefined : { target: ours(part.slice(0, cut)), level };
}

function ours(target: string): string {
  return /^relay(?:$|[_:])/.test(target) ? "baton" : target;
}

function matches(prefix: string, target: string): boolean {
  return prefix === "" || target === prefix || target.startsWith(`${prefix}::`);
}
