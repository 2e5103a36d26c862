import { isAsciiText, type Match } from "../../kernel/base/regex/pattern.ts";
import type { Remark } from "../event/meta.ts";
import { joinChunks, splitChunks } from "./chunks.ts";
import type { CompiledRule, Finder, RuleOp } from "./compiled-rule.ts";
import { type Chunk, countChars, redact } from "./redaction.ts";

/** What became of a text. */
export type Scrubbed =
  | {
      readonly kind: "changed";
      readonly text: string;
      readonly remarks: readonly Remark[];
      /** Characters there were before. */
      readonly originalLength: number;
    }
  /** `remarks` as far as the text had changed before it was taken away. */
  | {
      readonly kind: "deleted";
      readonly by: string;
      readonly remarks: readonly Remark[] | undefined;
      readonly originalLength: number | undefined;
    };

/** What stands for a chunk while patterns are looked for: they can match around it, not inside. */
const OPAQUE = "\0";
/** Texts that say nothing of anybody. */
const EXEMPT: ReadonlySet<string> = new Set(["", "true", "false", "null", "undefined"]);

export function isExempt(text: string): boolean {
  return text.length <= 9 && EXEMPT.has(text);
}

/**
 * Carries out rules on a text, each on what the one before made of it.
 * @param remarks what the text has had done to it before
 * @returns `undefined` when it stays as it is
 */
export function scrubText(
  text: string,
  remarks: readonly Remark[],
  key: string | undefined,
  rules: readonly CompiledRule[],
): Scrubbed | undefined {
  if (remarks.length === 0 && !canTouch(text, key, rules)) return undefined;
  const state = new TextState(text, remarks);
  for (const rule of rules)
    for (const op of rule.ops) {
      if (isDeleting(rule, op, key)) return state.deleted(rule.origin);
      state.carryOut(op, rule, key);
    }
  return state.changed();
}

/** Whether any of the rules finds something in a text that was never touched. Most find nothing, and that is to be cheap. */
function canTouch(text: string, key: string | undefined, rules: readonly CompiledRule[]): boolean {
  const isAscii = isAsciiText(text);
  if (text.includes(OPAQUE)) return true;
  for (const { ops } of rules)
    for (const op of ops) {
      if (op.kind === "anything" || isKeyFound(op, key)) return true;
      for (const finder of op.finders) if (isFound(finder, text, isAscii)) return true;
    }
  return false;
}

function isFound({ hint, pattern }: Finder, text: string, isAscii: boolean): boolean {
  return (hint === undefined || hint.test(text)) && pattern.test(text, isAscii);
}

function isDeleting({ redaction }: CompiledRule, op: RuleOp, key: string | undefined): boolean {
  if (redaction.method !== "default" && redaction.method !== "remove") return false;
  return op.kind === "anything" || isKeyFound(op, key);
}

/** Whether rules take away a value that is no text. */
export function findDeletion(key: string | undefined, rules: readonly CompiledRule[]): string | undefined {
  for (const { ops, origin } of rules)
    for (const op of ops) if (op.kind === "anything" || isKeyFound(op, key)) return origin;
  return undefined;
}

function isKeyFound({ keys }: RuleOp, key: string | undefined): boolean {
  if (key === undefined) return false;
  for (const one of keys) if (one.test(key)) return true;
  return false;
}

class TextState {
  readonly #before: string;
  #text: string;
  #remarks: readonly Remark[];
  #chunks: readonly Chunk[];
  /** The text with what rules have put in made opaque. */
  #subject = "";
  #isAscii = false;
  /** Something is as it was sent. What rules have put in is not looked at again. */
  #hasText = true;

  constructor(text: string, remarks: readonly Remark[]) {
    this.#before = text;
    this.#text = text;
    this.#remarks = remarks;
    this.#chunks = text !== "" && remarks.length === 0 ? [{ text }] : splitChunks(text, remarks);
    this.#lookAt();
  }

  carryOut(op: RuleOp, { origin, redaction }: CompiledRule, key: string | undefined): void {
    if (!this.#hasText) return;
    if (isKeyFound(op, key)) this.#replaceAll(origin, redaction);
    else
      for (const finder of op.finders) {
        if (!isFound(finder, this.#subject, this.#isAscii)) continue;
        if (op.kind === "whole") {
          this.#replaceAll(origin, redaction);
          return;
        }
        const matches = finder.pattern.findAll(this.#subject, this.#isAscii);
        this.#become(this.#replaced(matches, op.groups, origin, redaction));
      }
  }

  changed(): Scrubbed | undefined {
    if (this.#text === this.#before) return undefined;
    const originalLength = countChars(this.#before);
    return { kind: "changed", text: this.#text, remarks: this.#remarks, originalLength };
  }

  deleted(by: string): Scrubbed {
    const isChanged = this.#text !== this.#before;
    return {
      kind: "deleted",
      by,
      remarks: isChanged ? this.#remarks : undefined,
      originalLength: isChanged ? countChars(this.#before) : undefined,
    };
  }

  #lookAt(): void {
    const [only] = this.#chunks;
    const isPlain = this.#chunks.length === 1 && only?.rule === undefined;
    this.#hasText = isPlain || this.#chunks.some(({ rule }) => rule === undefined);
    const subject = isPlain ? (only?.text ?? "") : this.#chunks.map(opaqueText).join("");
    this.#subject = isPlain && subject.includes(OPAQUE) ? subject.replaceAll(OPAQUE, "") : subject;
    this.#isAscii = isAsciiText(this.#subject);
  }

  #replaceAll(origin: string, redaction: CompiledRule["redaction"]): void {
    const chunk = redact(this.#subject, redaction, origin);
    this.#become(chunk === undefined ? [] : [chunk]);
  }

  /** What makes no difference to the text makes none at all. */
  #become(chunks: readonly Chunk[]): void {
    const { text, remarks } = joinChunks(chunks);
    if (text === this.#text) return;
    this.#text = text;
    this.#remarks = remarks;
    this.#chunks = chunks;
    this.#lookAt();
  }

  #replaced(
    matches: readonly Match[],
    groups: readonly number[],
    origin: string,
    redaction: CompiledRule["redaction"],
  ): readonly Chunk[] {
    const kept = new Keeper(this.#subject, this.#chunks);
    for (const match of matches)
      for (const group of groups) {
        const start = match[2 * group];
        const end = match[2 * group + 1];
        // A group inside one that was replaced is gone with it.
        if (start === undefined || end === undefined || start < kept.at) continue;
        kept.keepUntil(start);
        const chunk = redact(this.#subject.slice(start, end), redaction, origin);
        if (chunk !== undefined) kept.chunks.push(chunk);
        kept.skipUntil(end);
      }
    kept.keepUntil(this.#subject.length);
    return kept.chunks;
  }
}

/** Goes over a subject and collects what stays of it, opaque characters as what they stand for. */
class Keeper {
  readonly chunks: Chunk[] = [];
  readonly #subject: string;
  readonly #opaque: readonly Chunk[];
  #nextOpaque = 0;
  at = 0;

  constructor(subject: string, chunks: readonly Chunk[]) {
    this.#subject = subject;
    this.#opaque = chunks.filter(({ rule }) => rule !== undefined);
  }

  keepUntil(end: number): void {
    const parts = this.#subject.slice(this.at, end).split(OPAQUE);
    parts.forEach((text, index) => {
      if (index > 0) this.chunks.push(this.#opaque[this.#nextOpaque++] as Chunk);
      if (text !== "") this.chunks.push({ text });
    });
    this.at = end;
  }

  /** What was put into this part before is not counted as gone: later parts get it, as they do in the reference. */
  skipUntil(end: number): void {
    this.at = end;
  }
}

function opaqueText({ text, rule }: Chunk): string {
  return rule === undefined ? text.replaceAll(OPAQUE, "") : OPAQUE;
}
