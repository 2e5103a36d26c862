import { Output } from "../kernel/runtime/stdio.ts";
import { installLogSink, type LogThreshold } from "../kernel/telemetry/log.ts";
import { OWN_LINE_MARK } from "../lambda/function-logs.ts";

/** What the kernel says of crashes; whoever owned the actor says in its own line what that means. */
const KERNEL = "baton::actor";
/** They say the same again at every attempt, as long as an outage lasts. */
const REPEATING: ReadonlySet<string> = new Set(["baton::auth", "baton::projects", "baton::global_config"]);
const THRESHOLDS: readonly string[] = ["off", "error", "warn", "info", "debug", "trace"];

/**
 * One short line per record on standard error, marked as ours. Every line costs its owner money, so only warnings and
 * errors are written unless `RELAY_LOG_LEVEL` says otherwise; called in each thread.
 */
export function installLambdaLog(env: Readonly<Record<string, string | undefined>>): Output {
  const output = new Output({ fd: 2, maxPendingBytes: 64 * 1024 });
  const wanted = (env.RELAY_LOG_LEVEL ?? "warn").toLowerCase();
  const level = (THRESHOLDS.includes(wanted) ? wanted : "warn") as LogThreshold;
  const said = new Set<string>();
  installLogSink(({ level: severity, target, message, fields }) => {
    if (target === KERNEL && env.RELAY_LOG_LEVEL === undefined) return;
    if (REPEATING.has(target)) {
      if (said.has(message)) return;
      said.add(message);
    }
    const details = Object.entries(fields).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
    output.line(`${OWN_LINE_MARK} ${severity}: ${message}${details.join("")}`);
  }, level);
  return output;
}
