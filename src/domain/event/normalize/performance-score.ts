import { type JsonObject, type JsonValue, numberOf } from "../../../kernel/base/json/value.ts";
import { type Check, compileCondition } from "../../conditions/compile.ts";
import { parseCondition } from "../../conditions/condition.ts";
import { ensureContext, isMissing, listOf, objectOf, textOf } from "../access.ts";
import { EVENT_FIELDS, type EventSubject } from "../getter.ts";
import { measured } from "./measurements.ts";

/** How good a page load was, out of the measurements that count for some kind of page. */
export interface ScoreProfile {
  readonly matches: Check<EventSubject>;
  readonly version: string | undefined;
  readonly components: readonly ScoreComponent[];
}

interface ScoreComponent {
  readonly measurement: string;
  readonly weight: number;
  readonly p10: number;
  readonly p50: number;
  readonly isOptional: boolean;
}

/** Profiles without a condition are never used. */
export function readScoreProfiles(config: JsonValue | undefined): readonly ScoreProfile[] {
  return (listOf(objectOf(config)?.profiles) ?? []).flatMap((profile) => {
    const { condition, version, scoreComponents } = objectOf(profile) ?? {};
    const parsed = isMissing(condition) ? undefined : parseCondition(condition as never);
    if (!parsed?.ok) return [];
    const components = (listOf(scoreComponents) ?? [])
      .map(readComponent)
      .filter((each) => each !== undefined);
    return [{ matches: compileCondition(parsed.value, EVENT_FIELDS), version: textOf(version), components }];
  });
}

function readComponent(json: JsonValue): ScoreComponent | undefined {
  const { measurement, weight, p10, p50, optional } = objectOf(json) ?? {};
  const numbers = [weight, p10, p50].map(numberOf);
  if (typeof measurement !== "string" || numbers.some((number) => number === undefined)) return undefined;
  const [ownWeight = 0, ownP10 = 0, ownP50 = 0] = numbers;
  return { measurement, weight: ownWeight, p10: ownP10, p50: ownP50, isOptional: optional === true };
}

/** Scores a transaction by the first profile that is for it and finds all it needs. */
export function setPerformanceScore(root: JsonObject, profiles: readonly ScoreProfile[]): void {
  const measurements = objectOf(root.measurements);
  if (measurements === undefined) return;
  const profile = profiles.find(
    ({ matches, components }) =>
      matches({ root, clientIp: undefined }) &&
      components.every(
        ({ isOptional, weight, measurement }) =>
          isOptional || weight === 0 || measured(measurements, measurement) !== undefined,
      ),
  );
  if (profile !== undefined) score(root, measurements, profile);
}

function score(root: JsonObject, measurements: JsonObject, { components, version }: ScoreProfile): void {
  const present = components.filter(({ measurement }) => measured(measurements, measurement) !== undefined);
  const totalWeight = present.reduce((sum, { weight }) => sum + weight, 0);
  if (totalWeight <= 0) return;
  let total = 0;
  for (const component of components) {
    const { measurement, weight } = component;
    const value = measured(measurements, measurement);
    if (value !== undefined) {
      const cdf = cdfOf(Math.max(0, value), component);
      const part = weight / totalWeight;
      measurements[`score.ratio.${measurement}`] = ratio(cdf);
      measurements[`score.${measurement}`] = ratio(cdf * part);
      total += cdf * part;
    }
    measurements[`score.weight.${measurement}`] = ratio(value === undefined ? 0 : weight / totalWeight);
  }
  measurements["score.total"] = ratio(total);
  if (version !== undefined)
    ensureContext(root, "performancescore", "performance_score").score_profile_version = version;
}

/** How many of all page loads are slower, when their logarithms are distributed normally around the median. */
function cdfOf(value: number, { p10, p50 }: ScoreComponent): number {
  const sigma = Math.abs(Math.log(p50) - Math.log(p10)) / (Math.SQRT2 * INVERSE_ERF_OF_0_8);
  return 0.5 * (1 - erf((Math.log(value) - Math.log(p50)) / (Math.SQRT2 * sigma)));
}

const INVERSE_ERF_OF_0_8 = 0.9061938024368232;
/** Of the approximation 7.1.26 in Abramowitz and Stegun. */
const ERF = { p: 0.3275911, a: [0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429] } as const;

function erf(x: number): number {
  const t = 1 / (1 + ERF.p * Math.abs(x));
  const polynomial = ERF.a.reduceRight((sum, a) => (sum + a) * t, 0);
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}

function ratio(value: number): JsonObject {
  return { value, unit: "ratio" };
}
