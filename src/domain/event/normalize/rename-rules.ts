import { isJsonObject, type JsonValue } from "../../../kernel/base/json/value.ts";
import { parseRfc3339 } from "../../protocol/rfc3339.ts";

/** Rules may try many ways to match a name; longer ones are cut anyhow. */
const MAX_NAME_CHARS = 512;

/** A rule of a project for names of transactions that are mostly identifiers. */
export interface RenameRule {
  readonly pattern: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
  /** The name with the rule's substitution in it; `undefined` when the rule does not fit. */
  apply(name: string): string | undefined;
}

/** The name by the first rule that fits and has not run out. */
export function renamed(
  name: string,
  rules: readonly RenameRule[],
  nowSeconds: number,
): { readonly name: string; readonly rule: RenameRule } | undefined {
  for (const rule of rules) {
    const after = rule.expiresAt > nowSeconds ? rule.apply(name) : undefined;
    if (after !== undefined) return { name: after, rule };
  }
  return undefined;
}

/** Rules as the project has them; those that cannot be read are left out. */
export function readRenameRules(rules: JsonValue | undefined): readonly RenameRule[] {
  return (Array.isArray(rules) ? rules : []).map(readRule).filter((rule) => rule !== undefined);
}

function readRule(rule: JsonValue): RenameRule | undefined {
  if (!isJsonObject(rule) || typeof rule.pattern !== "string" || typeof rule.expiry !== "string")
    return undefined;
  const expiry = parseRfc3339(rule.expiry);
  const redaction = isJsonObject(rule.redaction) ? rule.redaction : {};
  if (expiry === undefined) return undefined;
  const { pattern } = rule;
  const glob = globOf(pattern);
  const replaces = redaction.method === "replace";
  const substitution = typeof redaction.substitution === "string" ? redaction.substitution : "*";
  return {
    pattern,
    expiresAt: expiry.seconds,
    apply: (name) => {
      if (name.length > MAX_NAME_CHARS) return undefined;
      const isOpen = !name.endsWith("/");
      const match = glob.exec(isOpen ? `${name}/` : name);
      if (match === null) return undefined;
      if (!replaces) return name;
      const after = rebuilt(match, pattern, substitution);
      return isOpen && after.endsWith("/") ? after.slice(0, -1) : after;
    },
  };
}

/** Anchored; a single `*` stays within its part of the path. What the wildcards match are its groups. */
function globOf(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*|\?)/).map((part) => {
    if (part === "**") return "(.*)";
    if (part === "*") return "([^/]*)";
    if (part === "?") return "([^/])";
    return `(${part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")})`;
  });
  return new RegExp(`^${parts.join("")}$`, "su");
}

/** Only what a single `*` matched gives way. */
function rebuilt(match: RegExpExecArray, pattern: string, substitution: string): string {
  const parts = pattern.split(/(\*\*|\*|\?)/);
  return parts.map((part, index) => (part === "*" ? substitution : (match[index + 1] ?? ""))).join("");
}
