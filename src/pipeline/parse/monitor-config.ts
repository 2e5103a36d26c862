const UNITS = ["year", "month", "week", "day", "hour", "minute"];
const COUNTS = ["checkin_margin", "max_runtime", "failure_issue_threshold", "recovery_threshold"];
const TEXTS = ["timezone", "owner"];

/** What is wrong with a check-in's `monitor_config`; `undefined` when it may be kept as it is. */
export function monitorConfigProblem(config: unknown): string | undefined {
  if (!isObject(config)) return "monitor_config: expected struct MonitorConfig";
  const schedule = config.schedule;
  if (!isObject(schedule)) return "monitor_config: missing field `schedule`";
  const problem = scheduleProblem(schedule);
  if (problem !== undefined) return `monitor_config.schedule${problem}`;
  for (const key of COUNTS) {
    const value = config[key] ?? 0;
    if (!Number.isInteger(value) || (value as number) < 0) return `monitor_config.${key}: expected u64`;
  }
  for (const key of TEXTS) {
    if (typeof (config[key] ?? "") !== "string") return `monitor_config.${key}: expected a string`;
  }
  return undefined;
}

function scheduleProblem(schedule: Readonly<Record<string, unknown>>): string | undefined {
  const { type, value, unit } = schedule;
  switch (type) {
    case "crontab":
      return typeof value === "string" ? undefined : ": missing field `value`";
    case "interval":
      if (!Number.isInteger(value) || (value as number) < 0) return ".value: expected u64";
      return UNITS.includes(unit as string) ? undefined : `.unit: unknown variant \`${String(unit)}\``;
    default:
      return `.type: unknown variant \`${String(type)}\`, expected \`crontab\` or \`interval\``;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
