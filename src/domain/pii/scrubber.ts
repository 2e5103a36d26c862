import type { JsonValue } from "../../kernel/base/json/value.ts";
import type { Remark } from "../event/meta.ts";
import { VALUE_TYPES } from "../event/schema/value-types.ts";
import type { Visitor, WalkNode } from "../event/walk.ts";
import { BUILTIN_RULES } from "./builtin-rules.ts";
import { type ByteRule, compileByteRule } from "./byte-rule.ts";
import { type CompiledRule, compileRule } from "./compiled-rule.ts";
import { compileSelector, type NodeTest, type SelectedNode } from "./match-selector.ts";
import type { PiiConfig } from "./pii-config.ts";
import { type ResolvedRule, resolveRules } from "./rule.ts";
import { type ByteEncoding, scrubBytes } from "./scrub-bytes.ts";
import { findDeletion, isExempt, scrubText } from "./scrub-text.ts";
import type { Selector } from "./selector.ts";

interface CompiledApplication {
  readonly matches: NodeTest;
  readonly resolved: readonly ResolvedRule[];
  readonly rules: readonly CompiledRule[];
}

const NO_REMARKS: readonly Remark[] = [];

/** One config, made ready. */
export class Scrubber {
  readonly #applications: readonly CompiledApplication[];
  /** Some application is about attachments by their names. */
  readonly namesAttachments: boolean;
  /** Patterns that are none: their rules do nothing. */
  readonly problems: readonly string[];
  readonly #byteRules = new Map<ResolvedRule, ByteRule>();

  constructor(config: PiiConfig) {
    const compiled = new Map<string, CompiledRule | undefined>();
    const problems: string[] = [];
    const find = (id: string) => config.rules.get(id) ?? BUILTIN_RULES.get(id);
    this.#applications = config.applications
      .map(({ selector, rules }) => {
        const resolved = resolveRules(rules, find);
        return {
          matches: compileSelector(selector),
          resolved,
          rules: resolved.flatMap((rule) => compileOnce(rule, compiled, problems) ?? []),
        };
      })
      .filter(({ resolved }) => resolved.length > 0);
    this.namesAttachments = config.applications.some(({ selector }) => namesAttachment(selector));
    this.problems = problems;
  }

  /** Whether there is nothing that it could find. */
  get isIdle(): boolean {
    return this.#applications.length === 0;
  }

  /**
   * Carries it out on the values of one document.
   * @param hasMeta something was said about some value before
   */
  visitor(hasMeta: boolean): Visitor {
    return new Pass(this.#applications, hasMeta);
  }

  /** A text that stands by itself, where there is no place for remarks. @returns null: it is to be deleted */
  scrubPlain(text: string, node: SelectedNode): string | null {
    return isExempt(text) ? text : scrubUnremarked(text, node, node.key, this.#applications);
  }

  /** Bytes, in place. @returns whether anything was overwritten */
  scrubBytes(bytes: Uint8Array, node: SelectedNode, encoding: ByteEncoding): boolean {
    let isChanged = false;
    for (const { matches, resolved } of this.#applications) {
      if (!matches(node)) continue;
      if (
        scrubBytes(
          bytes,
          resolved.map((rule) => this.#byteRule(rule)),
          encoding,
        )
      )
        isChanged = true;
    }
    return isChanged;
  }

  /** Compiled when the first bytes come: most projects have no rules for any. */
  #byteRule(rule: ResolvedRule): ByteRule {
    let compiled = this.#byteRules.get(rule);
    if (compiled === undefined) {
      compiled = compileByteRule(rule);
      this.#byteRules.set(rule, compiled);
    }
    return compiled;
  }
}

/** `$attachments.'log.txt'`: a plain path to one or some of them. */
function namesAttachment(selector: Selector): boolean {
  if (selector.kind !== "path") return false;
  const [first, second] = selector.items;
  return first?.kind === "type" && first.name === "attachments" && second?.kind === "key";
}

function scrubUnremarked(
  text: string,
  node: SelectedNode,
  key: string | undefined,
  applications: readonly CompiledApplication[],
): string | null {
  let current = text;
  let remarks = NO_REMARKS;
  for (const { matches, rules } of applications) {
    if (!matches(node)) continue;
    const scrubbed = scrubText(current, remarks, key, rules);
    if (scrubbed?.kind === "deleted") return null;
    if (scrubbed === undefined) continue;
    current = scrubbed.text;
    remarks = scrubbed.remarks;
  }
  return current;
}

/** One way through a document. */
class Pass implements Visitor {
  readonly #applications: readonly CompiledApplication[];
  readonly #hasMeta: boolean;

  constructor(applications: readonly CompiledApplication[], hasMeta: boolean) {
    this.#applications = applications;
    this.#hasMeta = hasMeta;
  }

  visit(value: JsonValue, node: WalkNode): JsonValue {
    if (this.#hasMeta) {
      const meta = node.findMeta();
      if (typeof meta?.originalValue === "string")
        meta.originalValue = this.#scrubOriginal(meta.originalValue, node) ?? undefined;
    }
    if (value === null || typeof value === "boolean") return value;
    if (typeof value !== "string") return this.#visitOther(value, node);
    return node.isPath ? this.#visitPath(value, node) : this.#visitText(value, node);
  }

  #visitOther(value: JsonValue, node: WalkNode): JsonValue {
    for (const { matches, rules } of this.#applications) {
      if (!matches(node)) continue;
      const by = findDeletion(node.key, rules);
      if (by === undefined) continue;
      node.meta().addRemark([by, "x"]);
      return null;
    }
    return value;
  }

  /** Only the folders: the file's own name says where something happened. */
  #visitPath(path: string, node: WalkNode): JsonValue {
    const end = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
    if (end <= 0) return path;
    const folder = this.#visitText(path.slice(0, end), node);
    return folder === null ? path.slice(end + 1) : folder + path.slice(end);
  }

  #visitText(value: string, node: WalkNode): string | null {
    if (isExempt(value)) return value;
    let text = value;
    let remarks = this.#hasMeta ? (node.findMeta()?.remarks ?? NO_REMARKS) : NO_REMARKS;
    for (const { matches, rules } of this.#applications) {
      if (!matches(node)) continue;
      const scrubbed = scrubText(text, remarks, node.key, rules);
      if (scrubbed === undefined) continue;
      const meta = node.meta();
      if (scrubbed.originalLength !== undefined) meta.setOriginalLength(scrubbed.originalLength);
      if (scrubbed.remarks !== undefined) meta.remarks.splice(0, meta.remarks.length, ...scrubbed.remarks);
      if (scrubbed.kind === "deleted") {
        meta.addRemark([scrubbed.by, "x"]);
        return null;
      }
      text = scrubbed.text;
      remarks = meta.remarks;
    }
    return text;
  }

  /** What was sent before it was refused is as personal. It is looked at as if it lay below the value, by the same name. */
  #scrubOriginal(text: string, node: WalkNode): string | null {
    const below: SelectedNode = {
      parent: node,
      key: node.key,
      index: node.index,
      depth: node.depth + 1,
      pii: node.pii,
      types: VALUE_TYPES.string,
    };
    return scrubUnremarked(text, below, node.key, this.#applications);
  }
}

function compileOnce(
  rule: ResolvedRule,
  compiled: Map<string, CompiledRule | undefined>,
  problems: string[],
): CompiledRule | undefined {
  const key = JSON.stringify([rule.id, rule.origin, rule.redaction]);
  if (compiled.has(key)) return compiled.get(key);
  const result = compileRule(rule);
  if (!result.ok) problems.push(result.error);
  const made = result.ok ? result.value : undefined;
  compiled.set(key, made);
  return made;
}
