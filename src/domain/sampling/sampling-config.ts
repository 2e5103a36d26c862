import { type Condition, isSupported, parseCondition } from "../conditions/condition.ts";
import { parseRfc3339 } from "../protocol/rfc3339.ts";

/** What a rule is asked about: the head of a trace (by two projects), or the transaction itself. */
export type RuleKind = "trace" | "project" | "transaction";

export type SamplingValue = {
  readonly type: "sampleRate" | "factor" | "minimumSampleRate";
  readonly value: number;
};

export interface SamplingRule {
  readonly id: number;
  readonly kind: RuleKind;
  readonly condition: Condition;
  readonly samplingValue: SamplingValue;
  /** Unix seconds; the end does not belong to it. */
  readonly startSeconds: number | undefined;
  readonly endSeconds: number | undefined;
  /** The value that it falls to from start to end. */
  readonly decaysTo: number | undefined;
}

const VERSION = 2;
const U32_END = 2 ** 32;
const VALUE_TYPES = ["sampleRate", "factor", "minimumSampleRate"] as const;
const RULE_KINDS: readonly string[] = ["trace", "project", "transaction"] satisfies RuleKind[];

/** Thrown inside this file only. */
class SamplingConfigError extends Error {}

type Json = unknown;
type Members = Readonly<Record<string, Json>>;

/**
 * Reads the `sampling` section of a project's config.
 * @returns `undefined` when it is malformed, or holds what this version does not know: nothing is sampled then
 */
export function parseSamplingConfig(json: string): readonly SamplingRule[] | undefined {
  try {
    return readConfig(JSON.parse(json));
  } catch {
    return undefined;
  }
}

function readConfig(json: Json): readonly SamplingRule[] | undefined {
  const { version = 1, rules = [], rulesV2 = [] } = members(json);
  const all = [...list(rules), ...(version === 1 ? list(rulesV2) : [])].map(readRule);
  if (!Number.isInteger(version) || (version as number) > VERSION) return undefined;
  return all.every((rule) => rule !== "unsupported") ? all : undefined;
}

function readRule(json: Json): SamplingRule | "unsupported" {
  const {
    id,
    type,
    condition,
    samplingValue,
    timeRange = {},
    decayingFn = { type: "constant" },
  } = members(json);
  if (!Number.isInteger(id) || (id as number) < 0 || (id as number) >= U32_END)
    throw new SamplingConfigError("id");
  if (typeof type !== "string") throw new SamplingConfigError("type");
  const parsed = parseCondition(condition);
  if (!parsed.ok) throw new SamplingConfigError(parsed.error);
  const { start, end } = members(timeRange);
  const rule = {
    id: id as number,
    kind: type as RuleKind,
    condition: parsed.value,
    samplingValue: readValue(samplingValue),
    startSeconds: readTime(start),
    endSeconds: readTime(end),
    decaysTo: readDecay(decayingFn),
  };
  return RULE_KINDS.includes(type) && isSupported(parsed.value) ? rule : "unsupported";
}

function readValue(json: Json): SamplingValue {
  const { type, value } = members(json);
  const known = VALUE_TYPES.find((name) => name === type);
  if (known === undefined || typeof value !== "number") throw new SamplingConfigError("samplingValue");
  return { type: known, value };
}

function readTime(json: Json): number | undefined {
  if (json === undefined || json === null) return undefined;
  const time = typeof json === "string" ? parseRfc3339(json) : undefined;
  if (time === undefined) throw new SamplingConfigError("timeRange");
  return time.seconds + time.nanos / 1e9;
}

function readDecay(json: Json): number | undefined {
  const { type, decayedValue } = members(json);
  if (type === "constant") return undefined;
  if (type !== "linear" || typeof decayedValue !== "number") throw new SamplingConfigError("decayingFn");
  return decayedValue;
}

function members(json: Json): Members {
  if (typeof json === "object" && json !== null) return json as Members;
  throw new SamplingConfigError("no object");
}

function list(json: Json): readonly Json[] {
  if (Array.isArray(json)) return json;
  throw new SamplingConfigError("no list");
}
