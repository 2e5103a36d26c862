import { type JsonValue, memberOf, numberOf } from "../../../kernel/base/json/value.ts";
import { Pattern } from "../../pattern/pattern.ts";
import { objectOf } from "../access.ts";

/** What a model of AI costs per token, and how much it can take in. */
export interface AiModel {
  readonly inputPerToken: number;
  readonly outputPerToken: number;
  readonly outputReasoningPerToken: number;
  readonly inputCachedPerToken: number;
  readonly inputCacheWritePerToken: number;
  readonly hasCosts: boolean;
  readonly contextSize: number | undefined;
}

const DATE = /[-@_]\d{4}[-/.]?\d{2}[-/.]?\d{2}$/;
const VERSION = /[-_]v\d+(?:[.:-].*)?$/;
const KNOWN_VERSION = 1;

/** Models as all projects have them; of a version that is not known here there are none. */
export function readAiModels(config: JsonValue | undefined): (model: string) => AiModel | undefined {
  const { version, models } = objectOf(config) ?? {};
  const known = numberOf(version) === KNOWN_VERSION ? objectOf(models) : undefined;
  if (known === undefined) return () => undefined;
  const patterns = Object.keys(known).flatMap((pattern) => {
    const parsed = Pattern.parse(pattern, { ignoreCase: false });
    return parsed.ok ? [{ pattern, matcher: parsed.value }] : [];
  });
  return (model) => {
    const name = withoutVersion(model);
    const exact = memberOf(known, name);
    if (exact !== undefined) return readModel(exact);
    const found = patterns.find(({ matcher }) => matcher.matches(name));
    return found === undefined ? undefined : readModel(memberOf(known, found.pattern));
  };
}

/** Dates and versions at the end of a model's name: they cost the same. */
export function withoutVersion(model: string): string {
  return model.replace(DATE, "").replace(VERSION, "").replace(DATE, "");
}

function readModel(json: JsonValue | undefined): AiModel | undefined {
  const model = objectOf(json);
  if (model === undefined) return undefined;
  const costs = objectOf(model.costs);
  const cost = (name: string) => numberOf(costs?.[name]) ?? 0;
  return {
    inputPerToken: cost("inputPerToken"),
    outputPerToken: cost("outputPerToken"),
    outputReasoningPerToken: cost("outputReasoningPerToken"),
    inputCachedPerToken: cost("inputCachedPerToken"),
    inputCacheWritePerToken: cost("inputCacheWritePerToken"),
    hasCosts: costs !== undefined,
    contextSize: numberOf(model.contextSize),
  };
}
