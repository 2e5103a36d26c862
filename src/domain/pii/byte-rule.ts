import type { Pattern } from "../../kernel/base/regex/pattern.ts";
import { compileSpec } from "./compiled-rule.ts";
import type { Redaction } from "./redaction.ts";
import type { ResolvedRule } from "./rule.ts";
import { type PatternSpec, partsOf } from "./rule-parts.ts";

/** A rule for bytes: what it would look for in keys is looked for in them too. */
export interface ByteRule {
  readonly redaction: Redaction;
  readonly parts: readonly BytePart[];
}

export interface BytePart {
  /** For bytes as they are; `undefined` when it has classes of Unicode. */
  readonly plain: Pattern | undefined;
  /** For what they are as UTF-16. */
  readonly text: Pattern | undefined;
  /** `undefined`: one match in bytes as they are is the end of all of them. */
  readonly groups: readonly number[] | undefined;
}

const builtins = new Map<string, Pick<BytePart, "plain" | "text">>();

/** A pattern that is none does nothing. */
export function compileByteRule({ redaction, type }: ResolvedRule): ByteRule {
  const parts: BytePart[] = [];
  for (const { keys, values, kind, groups } of partsOf(type)) {
    const specs = new Map([...keys, ...values].map((spec) => [spec.source, spec]));
    for (const spec of specs.values())
      parts.push({ ...compilePair(spec), groups: kind === "whole" ? undefined : groups });
  }
  return { redaction, parts };
}

function compilePair(spec: PatternSpec): Pick<BytePart, "plain" | "text"> {
  const known = builtins.get(spec.source);
  if (known !== undefined) return known;
  const plain = compileSpec(spec, { isBytes: true });
  const text = compileSpec(spec, {});
  const made = { plain: plain.ok ? plain.value : undefined, text: text.ok ? text.value : undefined };
  if (spec.name !== undefined) builtins.set(spec.source, made);
  return made;
}
