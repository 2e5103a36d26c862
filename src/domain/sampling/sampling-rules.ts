import { assertNever } from "../../kernel/base/assert.ts";
import { type Check, compileCondition } from "../conditions/compile.ts";
import type { Fields } from "../conditions/field.ts";
import type { RuleKind, SamplingRule } from "./sampling-config.ts";

/** A rule with its condition compiled for what it is asked about. */
export interface CompiledRule<S> {
  readonly rule: SamplingRule;
  readonly applies: Check<S>;
}

/** The rules of one kind, in their order. */
export function compileRules<S>(
  rules: readonly SamplingRule[],
  kind: RuleKind,
  fields: Fields<S>,
): readonly CompiledRule<S>[] {
  return rules
    .filter((rule) => rule.kind === kind)
    .map((rule) => ({ rule, applies: compileCondition(rule.condition, fields) }));
}

/** Which rate came out, and whose doing it was. */
export interface SamplingMatch {
  /** From 0 to 1. */
  readonly sampleRate: number;
  /** What the draw is made with, 32 hex digits. */
  readonly seed: string;
  /** Rules that had a say, in order; the last one set the rate. */
  readonly ruleIds: readonly number[];
}

/**
 * Goes through rules, which raise, lower and at last set a rate. One for each thing that is sampled: groups of rules follow
 * one another and go on where the one before ended.
 */
export class SamplingEvaluation {
  readonly #nowSeconds: number;
  readonly #ruleIds: number[] = [];
  #factor = 1;
  #minimum: number | undefined;

  constructor(nowMs: number) {
    this.#nowSeconds = nowMs / 1_000;
  }

  /** @returns `undefined` when no rule set a rate: the next group is asked then, and at the end everything is kept */
  evaluate<S>(rules: readonly CompiledRule<S>[], subject: S, seed: string): SamplingMatch | undefined {
    for (const { rule, applies } of rules) {
      if (!this.#isInTime(rule) || !applies(subject)) continue;
      const value = this.#valueNow(rule);
      if (value === undefined) continue;
      switch (rule.samplingValue.type) {
        case "factor":
          this.#factor *= value;
          this.#ruleIds.push(rule.id);
          break;
        case "minimumSampleRate":
          if (this.#minimum !== undefined) break;
          this.#minimum = value;
          this.#ruleIds.push(rule.id);
          break;
        case "sampleRate": {
          this.#ruleIds.push(rule.id);
          const rate = Math.max(value, this.#minimum ?? 0) * this.#factor;
          return { sampleRate: Math.min(Math.max(rate, 0), 1), seed, ruleIds: this.#ruleIds };
        }
        default:
          assertNever(rule.samplingValue.type);
      }
    }
    return undefined;
  }

  #isInTime({ startSeconds, endSeconds }: SamplingRule): boolean {
    if (startSeconds !== undefined && this.#nowSeconds < startSeconds) return false;
    return endSeconds === undefined || this.#nowSeconds < endSeconds;
  }

  /** A rule that decays without a time to decay in, or upwards, does not count. */
  #valueNow({
    samplingValue: { value },
    decaysTo,
    startSeconds,
    endSeconds,
  }: SamplingRule): number | undefined {
    if (decaysTo === undefined) return value;
    if (startSeconds === undefined || endSeconds === undefined || value < decaysTo) return undefined;
    const passed = Math.trunc(this.#nowSeconds - startSeconds) / Math.trunc(endSeconds - startSeconds);
    return value + (decaysTo - value) * Math.min(Math.max(passed, 0), 1);
  }
}
