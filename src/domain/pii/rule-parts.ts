import { BUILTIN_PATTERNS } from "./builtin-patterns.ts";
import type { RuleType } from "./rule.ts";

export type PatternName = keyof typeof BUILTIN_PATTERNS;

/** A pattern by its text; `name` when it is a built-in one. */
export interface PatternSpec {
  readonly source: string;
  readonly ignoresCase: boolean;
  readonly name: PatternName | undefined;
}

/**
 * One thing that a rule does, after the one before: replaces all of a value line by line, groups of each match, or all of a value
 * in which something is found. A value whose key is found by `keys` is replaced as a whole.
 */
export interface RulePart {
  readonly kind: "anything" | "groups" | "whole";
  readonly keys: readonly PatternSpec[];
  readonly values: readonly PatternSpec[];
  readonly groups: readonly number[];
}

/** What a rule does, before its patterns are compiled. */
export function partsOf(type: RuleType): readonly RulePart[] {
  switch (type.kind) {
    case "multiple":
      return []; // what it stands for is carried out
    case "pattern": {
      const pattern = { source: type.pattern, ignoresCase: false, name: undefined };
      return [{ kind: "groups", keys: [], values: [pattern], groups: type.groups }];
    }
    case "redactPair": {
      const pattern = { source: type.keyPattern, ignoresCase: type.ignoresCase, name: undefined };
      return [whole([pattern], [pattern])];
    }
    case "anything":
      return [{ kind: "anything", keys: [], values: [builtin("anything")], groups: [0] }];
    case "ip":
      return [groups("ipv4", 0), groups("ipv6", 1)];
    case "pemkey":
    case "userpath":
      return [groups(type.kind, 1)];
    case "url_auth":
      return [groups("urlAuth", 1)];
    case "url_password":
      return [groups("urlPassword", 1)];
    case "us_ssn":
      return [groups("usSsn", 0)];
    case "cookies":
      return [{ ...groups("cookies", 1), keys: [builtin("cookies")] }];
    case "password": {
      const found = [builtin("passwordWord"), builtin("passwordToken")];
      return [groups("bearer", 0), whole([builtin("passwordKey")], []), whole(found, found)];
    }
    default:
      return [groups(type.kind, 0)];
  }
}

function whole(keys: readonly PatternSpec[], values: readonly PatternSpec[]): RulePart {
  return { kind: "whole", keys, values, groups: [0] };
}

function groups(name: PatternName, group: number): RulePart {
  return { kind: "groups", keys: [], values: [builtin(name)], groups: [group] };
}

function builtin(name: PatternName): PatternSpec {
  return { source: BUILTIN_PATTERNS[name], ignoresCase: false, name };
}
