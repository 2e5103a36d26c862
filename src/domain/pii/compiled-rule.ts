import { Pattern } from "../../kernel/base/regex/pattern.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import { BUILTIN_PATTERNS } from "./builtin-patterns.ts";
import { KeyTest } from "./key-test.ts";
import type { Redaction } from "./redaction.ts";
import type { ResolvedRule, RuleType } from "./rule.ts";

/** As the reference has it: the size of a user's pattern. */
export const MAX_PATTERN_BYTES = 262_144;

/** A pattern, with what has to be in an ASCII text for it to be there, where that is cheaper to look for. */
export interface Finder {
  readonly pattern: Pattern;
  readonly hint: RegExp | undefined;
}

/** One thing that a rule does, after the one before. A value whose key is found by `keys` is replaced as a whole. */
export type RuleOp = { readonly keys: readonly KeyTest[] } & (
  | /** All of the value, line by line. */ { readonly kind: "anything"; readonly finder: Finder }
  | /** These groups of each match. */ {
      readonly kind: "groups";
      readonly finder: Finder;
      readonly groups: readonly number[];
    }
  | /** All of a value in which one is found. */ {
      readonly kind: "whole";
      readonly finders: readonly Finder[];
    }
);

export interface CompiledRule {
  readonly origin: string;
  readonly redaction: Redaction;
  readonly ops: readonly RuleOp[];
}

const HINTS: Readonly<Partial<Record<keyof typeof BUILTIN_PATTERNS, RegExp>>> = {
  imei: /\d\d\d/,
  mac: /[:-]../,
  email: /@/,
  iban: /[A-Z]\d\d/,
  ipv4: /\.\d/,
  ipv6: /:[0-9a-f]*:/i,
  creditcard: /\d[-\s]?\d[-\s]?\d[-\s]?\d[-\s]?\d[-\s]?\d/,
  pemkey: /-----BEGIN/,
  urlAuth: /\/\//,
  urlPassword: /\/\//,
  userpath: /(?:users|home|settings|profiles)[\\/]/i,
  cookies: /=/,
  passwordToken: /token/i,
};

type PatternName = keyof typeof BUILTIN_PATTERNS;
const builtins = new Map<PatternName, Pattern>();

/** The pattern of a name, compiled when it is needed first. */
function builtin(name: PatternName): Pattern {
  let pattern = builtins.get(name);
  if (pattern === undefined) {
    const compiled = Pattern.compile(BUILTIN_PATTERNS[name]);
    if (!compiled.ok) throw new Error(`${name}: ${compiled.error}`);
    pattern = compiled.value;
    builtins.set(name, pattern);
  }
  return pattern;
}

/** @returns what is wrong with the pattern of the rule */
export function compileRule({ origin, redaction, type }: ResolvedRule): Result<CompiledRule, string> {
  const ops = opsOf(type);
  return ops.ok ? ok({ origin, redaction, ops: ops.value }) : ops;
}

function opsOf(type: RuleType): Result<readonly RuleOp[], string> {
  switch (type.kind) {
    case "pattern": {
      const pattern = Pattern.compile(type.pattern, { maxProgramBytes: MAX_PATTERN_BYTES });
      if (!pattern.ok) return pattern;
      const finder = { pattern: pattern.value, hint: undefined };
      return ok([{ kind: "groups", keys: [], finder, groups: type.groups }]);
    }
    case "redactPair": {
      const options = { maxProgramBytes: MAX_PATTERN_BYTES, ignoresCase: type.ignoresCase };
      const pattern = Pattern.compile(type.keyPattern, options);
      if (!pattern.ok) return pattern;
      const finder = { pattern: pattern.value, hint: undefined };
      return ok([{ kind: "whole", keys: [new KeyTest(pattern.value)], finders: [finder] }]);
    }
    case "multiple":
      return ok([]); // what it stands for is carried out
    default:
      return ok(plainOps(type.kind));
  }
}

function plainOps(kind: Exclude<RuleType["kind"], "pattern" | "redactPair" | "multiple">): readonly RuleOp[] {
  switch (kind) {
    case "anything":
      return [{ kind: "anything", keys: [], finder: finder("anything") }];
    case "ip":
      return [groups("ipv4", 0), groups("ipv6", 1)];
    case "pemkey":
    case "userpath":
      return [groups(kind, 1)];
    case "url_auth":
      return [groups("urlAuth", 1)];
    case "url_password":
      return [groups("urlPassword", 1)];
    case "us_ssn":
      return [groups("usSsn", 0)];
    case "cookies":
      return [{ ...groups(kind, 1), keys: [key("cookies")] }];
    case "password":
      return [
        groups("bearer", 0),
        { kind: "whole", keys: [key("passwordKey")], finders: [] },
        {
          kind: "whole",
          keys: [key("passwordWord"), key("passwordToken")],
          finders: [finder("passwordWord"), finder("passwordToken")],
        },
      ];
    default:
      return [groups(kind, 0)];
  }
}

function groups(name: PatternName, group: number): RuleOp {
  return { kind: "groups", keys: [], finder: finder(name), groups: [group] };
}

function finder(name: PatternName): Finder {
  return { pattern: builtin(name), hint: HINTS[name] };
}

function key(name: PatternName): KeyTest {
  return new KeyTest(builtin(name));
}
