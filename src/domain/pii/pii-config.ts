import { err, ok, type Result } from "../../kernel/base/result.ts";
import { Members, PiiConfigError } from "./internal/members.ts";
import { parseSelector } from "./parse-selector.ts";
import type { Redaction } from "./redaction.ts";
import { PLAIN_TYPES, type Rule, type RuleType } from "./rule.ts";
import { compareSelectors, type Selector, selectorText } from "./selector.ts";

/** What is to be scrubbed, and how. */
export interface PiiConfig {
  /** Own rules, by name; they shadow built-in ones. */
  readonly rules: ReadonlyMap<string, Rule>;
  /** In the order in which they are carried out. */
  readonly applications: readonly Application[];
}

export interface Application {
  readonly selector: Selector;
  readonly rules: readonly string[];
}

const OTHER_TYPES = ["pattern", "redact_pair", "multiple", "alias", "unknown"];
const U8_END = 256;

/**
 * Reads a `piiConfig`. Patterns are not looked into: a broken one is a rule that does nothing.
 * @returns what is wrong with it
 */
export function parsePiiConfig(json: string): Result<PiiConfig, string> {
  try {
    return ok(readPiiConfig(JSON.parse(json)));
  } catch (error) {
    if (error instanceof PiiConfigError) return err(error.message);
    if (error instanceof SyntaxError) return err(`invalid JSON: ${error.message}`);
    throw error;
  }
}

/** Puts applications in the order in which they are carried out. Of two for the same selector the later one counts. */
export function piiConfig(rules: ReadonlyMap<string, Rule>, applications: readonly Application[]): PiiConfig {
  const bySelector = new Map(
    applications.map((application) => [selectorText(application.selector), application]),
  );
  const ordered = [...bySelector.values()].sort((a, b) => compareSelectors(a.selector, b.selector));
  return { rules, applications: ordered };
}

function readPiiConfig(json: unknown): PiiConfig {
  const config = Members.of(json, "struct PiiConfig");
  config.object("vars", "struct Vars")?.string("hashKey");
  const rules = new Map<string, Rule>();
  for (const [id, rule] of config.map("rules")) rules.set(id, readRule(Members.of(rule, "struct RuleSpec")));
  const applications: Application[] = [];
  for (const [text, ids] of config.map("applications")) {
    const selector = parseSelector(text);
    if (!selector.ok) throw new PiiConfigError(`invalid value: string "${text}", expected a selector`);
    applications.push({ selector: selector.value, rules: Members.strings(ids) });
  }
  return piiConfig(rules, applications);
}

function readRule(rule: Members): Rule {
  return { type: readType(rule), redaction: readRedaction(rule) };
}

function readType(rule: Members): RuleType {
  const name = rule.requiredString("type");
  const plain = PLAIN_TYPES.find((type) => type === name);
  if (plain !== undefined) return { kind: plain };
  switch (name) {
    case "pattern":
      return { kind: "pattern", pattern: rule.requiredString("pattern"), groups: readGroups(rule) };
    case "redact_pair":
    case "redactPair":
      return { kind: "redactPair", keyPattern: rule.requiredString("keyPattern"), ignoresCase: false };
    case "multiple":
      return {
        kind: "multiple",
        rules: rule.requiredStrings("rules"),
        hidesInner: rule.boolean("hideInner") ?? false,
      };
    case "alias": {
      const rules = [rule.requiredString("rule")];
      return { kind: "multiple", rules, hidesInner: rule.boolean("hideInner") ?? false };
    }
    default: {
      const known = [...PLAIN_TYPES, ...OTHER_TYPES].map((type) => `\`${type}\``).join(", ");
      throw new PiiConfigError(`unknown variant \`${name}\`, expected one of ${known}`);
    }
  }
}

/** The whole match when nothing is said; nothing at all when the list is empty. */
function readGroups(rule: Members): readonly number[] {
  const groups = rule.list("replaceGroups");
  if (groups === undefined) return [0];
  for (const group of groups)
    if (!Number.isInteger(group) || (group as number) < 0 || (group as number) >= U8_END)
      throw new PiiConfigError(`invalid value: ${JSON.stringify(group)}, expected u8`);
  return [...new Set(groups as number[])].sort((a, b) => a - b);
}

function readRedaction(rule: Members): Redaction {
  if (!rule.has("redaction")) return { method: "default" };
  const redaction = Members.of(rule.value("redaction"), "internally tagged enum Redaction");
  const method = redaction.requiredString("method");
  switch (method) {
    case "replace":
      return { method, text: redaction.string("text") ?? "[Filtered]" };
    case "default":
    case "remove":
    case "mask":
    case "hash":
      return { method };
    default:
      return { method: "other" };
  }
}
