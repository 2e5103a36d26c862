import { Pattern, type PatternOptions } from "../../kernel/base/regex/pattern.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { KeyTest } from "./key-test.ts";
import type { Redaction } from "./redaction.ts";
import type { ResolvedRule } from "./rule.ts";
import { type PatternName, type PatternSpec, partsOf } from "./rule-parts.ts";

/** As the reference has it: the size of a user's pattern. */
export const MAX_PATTERN_BYTES = 262_144;

/** A pattern, with what has to be in a text for it to be there, where that is cheaper to look for. */
export interface Finder {
  readonly pattern: Pattern;
  readonly hint: RegExp | undefined;
}

/** One thing that a rule does, ready to be done. */
export interface RuleOp {
  readonly kind: "anything" | "groups" | "whole";
  readonly keys: readonly KeyTest[];
  readonly finders: readonly Finder[];
  readonly groups: readonly number[];
}

export interface CompiledRule {
  readonly origin: string;
  readonly redaction: Redaction;
  readonly ops: readonly RuleOp[];
}

/** For any text: letters and digits as the patterns have them, beyond ASCII too. */
const HINTS: Readonly<Partial<Record<PatternName, RegExp>>> = {
  imei: /\p{Nd}{3}/u,
  mac: /[:-]../,
  email: /@/,
  iban: /[A-Z]\p{Nd}\p{Nd}/u,
  ipv4: /\.[0-9]/,
  ipv6: /::|(?:[0-9a-f]{1,4}:){7}/i,
  creditcard: /\p{Nd}(?:[-\p{White_Space}]?\p{Nd}){5}/u,
  pemkey: /-----BEGIN/,
  urlAuth: /\/\//,
  urlPassword: /\/\//,
  userpath: /(?:users|home|settings|profiles)[\\/]/iu,
  cookies: /=/,
  passwordToken: /token/iu,
};

const builtins = new Map<PatternName, Pattern>();
/** Shared by all configs: what is known of keys is known once. */
const builtinKeys = new Map<PatternName, KeyTest>();

/** @returns what is wrong with a pattern of the rule */
export function compileRule({ origin, redaction, type }: ResolvedRule): Result<CompiledRule, string> {
  const ops: RuleOp[] = [];
  for (const { kind, keys, values, groups } of partsOf(type)) {
    const tests = collect(keys, (spec) => compileText(spec, (pattern) => keyTestOf(spec, pattern)));
    if (!tests.ok) return tests;
    const finders = collect(values, (spec) =>
      compileText(spec, (pattern) => ({ pattern, hint: hintOf(spec) })),
    );
    if (!finders.ok) return finders;
    ops.push({ kind, keys: tests.value, finders: finders.value, groups });
  }
  return ok({ origin, redaction, ops });
}

/** A pattern for text. Built-in ones are compiled once, when they are needed first. */
function compileText<T>(spec: PatternSpec, make: (pattern: Pattern) => T): Result<T, string> {
  const known = spec.name === undefined ? undefined : builtins.get(spec.name);
  const pattern = known === undefined ? compileSpec(spec, {}) : ok(known);
  if (!pattern.ok) return pattern;
  if (spec.name !== undefined) builtins.set(spec.name, pattern.value);
  return ok(make(pattern.value));
}

/** Built-in patterns may be as large as they are. */
export function compileSpec(
  { source, ignoresCase, name }: PatternSpec,
  options: PatternOptions,
): Result<Pattern, string> {
  const limit = name === undefined ? { maxProgramBytes: MAX_PATTERN_BYTES } : {};
  const pattern = Pattern.compile(source, { ...options, ...limit, ignoresCase });
  if (name === undefined || pattern.ok) return pattern;
  throw new Error(`${name}: ${pattern.error}`);
}

function keyTestOf({ name }: PatternSpec, pattern: Pattern): KeyTest {
  const known = name === undefined ? undefined : builtinKeys.get(name);
  const test = known ?? new KeyTest(pattern);
  if (name !== undefined) builtinKeys.set(name, test);
  return test;
}

function hintOf({ name }: PatternSpec): RegExp | undefined {
  return name === undefined ? undefined : HINTS[name];
}

function collect<T, U>(
  items: readonly T[],
  make: (item: T) => Result<U, string>,
): Result<readonly U[], string> {
  const made: U[] = [];
  for (const item of items) {
    const result = make(item);
    if (!result.ok) return err(result.error);
    made.push(result.value);
  }
  return ok(made);
}
