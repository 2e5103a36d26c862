import type { Redaction } from "./redaction.ts";
import { compareUtf8 } from "./selector.ts";

/** Types of rules that need no parameters. */
export const PLAIN_TYPES = [
  "anything", "imei", "mac", "uuid", "email", "ip", "creditcard", "iban", "userpath", "pemkey", "url_auth", "us_ssn",
  "bearer", "password", "cookies",
] as const; // biome-ignore format: a table

/** What a rule looks for. Patterns are in the dialect of Rust's `regex`. */
export type RuleType =
  | { readonly kind: (typeof PLAIN_TYPES)[number] | "url_password" }
  /** Replaces these groups of each match. */
  | { readonly kind: "pattern"; readonly pattern: string; readonly groups: readonly number[] }
  /** Replaces values whose key matches, or which do so themselves. */
  | { readonly kind: "redactPair"; readonly keyPattern: string; readonly ignoresCase: boolean }
  /** With `hidesInner`, remarks and redaction are this rule's. */
  | { readonly kind: "multiple"; readonly rules: readonly string[]; readonly hidesInner: boolean };

export interface Rule {
  readonly type: RuleType;
  readonly redaction: Redaction;
}

/** A rule as it is carried out: which one it is, by what name its remarks go, and what it does. */
export interface ResolvedRule extends Rule {
  readonly id: string;
  readonly origin: string;
}

/** Deeper aliases are not followed. */
const MAX_DEPTH = 200;

/** What the names of an application come to, in the order of their carrying out. Unknown names come to nothing. */
export function resolveRules(
  ids: readonly string[],
  find: (id: string) => Rule | undefined,
): readonly ResolvedRule[] {
  const resolved: ResolvedRule[] = [];
  const seen = new Set<string>();
  const visit = (
    id: string,
    outer: { origin: string; redaction: Redaction } | undefined,
    depth: number,
  ): void => {
    const rule = find(id);
    if (rule === undefined || seen.has(id) || depth > MAX_DEPTH) return;
    seen.add(id);
    const { type } = rule;
    const origin = outer?.origin ?? id;
    const isOverridden = outer !== undefined && outer.redaction.method !== "default";
    const redaction = isOverridden ? outer.redaction : rule.redaction;
    if (type.kind !== "multiple") {
      resolved.push({ id, origin, type, redaction });
      return;
    }
    const hidden = type.hidesInner ? { origin, redaction } : undefined;
    for (const inner of type.rules) visit(inner, hidden, depth + 1);
  };
  for (const id of ids) visit(id, undefined, 0);
  return resolved.sort((a, b) => compareUtf8(a.id, b.id));
}
