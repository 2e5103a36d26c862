import type { SamplingReason } from "../protocol/rejection.ts";

const PREFIX = "Sampled:";
/** Classes of sampling rules, in the order in which a reason names them; rules of no class are `0`. */
const CLASSES = ["1000", "1001", "1002", "1003", "1004", "1005", "1400", "1500", "3000", "0"] as const;

/** Why dynamic sampling dropped something: the classes of the rules that matched, each once. */
export function samplingReason(ruleIds: readonly number[]): SamplingReason {
  const matched = new Set(ruleIds.map(classOf));
  return `${PREFIX}${CLASSES.filter((name) => matched.has(name)).join(",")}`;
}

/** Reads a reason that another relay wrote, normalised; `undefined` when it is none. */
export function parseSamplingReason(text: string): SamplingReason | undefined {
  if (!text.startsWith(PREFIX)) return undefined;
  const ids = text.slice(PREFIX.length).split(",");
  return ids.every((id) => /^\d{1,10}$/.test(id)) ? samplingReason(ids.map(Number)) : undefined;
}

function classOf(id: number): (typeof CLASSES)[number] {
  if (id >= 1400 && id <= 1499) return "1400";
  if (id >= 1500 && id <= 1599) return "1500";
  if (id >= 3000 && id <= 4999) return "3000";
  return CLASSES.find((name) => name === String(id)) ?? "0";
}
