import type { PatternToken } from "./parse-pattern.ts";

/** One step of a pattern over the characters of a text. */
type Step =
  | { readonly kind: "char"; readonly matches: (codePoint: number) => boolean; readonly next: number }
  /** Takes any character and stays, or goes on. */
  | { readonly kind: "star"; readonly next: number }
  | { readonly kind: "split"; readonly to: readonly number[] }
  | { readonly kind: "end" };

type ClassToken = Extract<PatternToken, { readonly kind: "class" }>;

export type Matcher = (text: string) => boolean;

/**
 * Compiles tokens into a matcher whose time is at most pattern times text, whatever they are: patterns come from
 * projects, and nobody's pattern may hold up everybody's relay.
 */
export function compileMatcher(tokens: readonly PatternToken[]): Matcher {
  if (tokens.length === 0) return () => false;
  return tokens.every(({ kind }) => kind === "text" || kind === "any")
    ? textMatcher(tokens)
    : stepMatcher(tokens);
}

/** Texts with any text between them: found by the runtime's own search, first come first served. */
function textMatcher(tokens: readonly PatternToken[]): Matcher {
  const texts = tokens.flatMap((token) => (token.kind === "text" ? [token.text] : []));
  const [first = ""] = texts;
  if (tokens.length === 1) return tokens[0]?.kind === "any" ? () => true : (text) => text === first;
  const prefix = tokens[0]?.kind === "text" ? first : "";
  const suffix = tokens.at(-1)?.kind === "text" ? (texts.at(-1) as string) : "";
  const middle = texts.slice(prefix === "" ? 0 : 1, suffix === "" ? undefined : -1);
  return (text) => {
    if (text.length < prefix.length + suffix.length) return false;
    if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    let at = prefix.length;
    for (const part of middle) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - suffix.length;
  };
}

/** Follows all ways through the pattern at once. */
function stepMatcher(tokens: readonly PatternToken[]): Matcher {
  const steps: Step[] = [{ kind: "end" }];
  const start = addSequence(steps, tokens, 0);
  const seenAt = new Int32Array(steps.length);
  let round = 0;
  const enter = (states: number[], state: number): void => {
    if (seenAt[state] === round) return;
    seenAt[state] = round;
    const step = steps[state] as Step;
    if (step.kind === "split") for (const to of step.to) enter(states, to);
    else states.push(state);
    if (step.kind === "star") enter(states, step.next);
  };
  return (text) => {
    let states: number[] = [];
    round++;
    enter(states, start);
    for (const char of text) {
      const codePoint = char.codePointAt(0) as number;
      const next: number[] = [];
      round++;
      for (const state of states) {
        const step = steps[state] as Step;
        if (step.kind === "star") enter(next, state);
        else if (step.kind === "char" && step.matches(codePoint)) enter(next, step.next);
      }
      if (next.length === 0) return false;
      states = next;
    }
    return states.includes(0);
  };
}

/** Adds the steps of `tokens`, last first. @returns where they start */
function addSequence(steps: Step[], tokens: readonly PatternToken[], end: number): number {
  return tokens.reduceRight((next, token) => addToken(steps, token, next), end);
}

function addToken(steps: Step[], token: PatternToken, next: number): number {
  switch (token.kind) {
    case "text":
      return [...token.text].reduceRight((after, char) => {
        const expected = char.codePointAt(0);
        return add(steps, { kind: "char", matches: (codePoint) => codePoint === expected, next: after });
      }, next);
    case "one":
      return add(steps, { kind: "char", matches: () => true, next });
    case "any":
      return add(steps, { kind: "star", next });
    case "class":
      return add(steps, { kind: "char", matches: classMatcher(token), next });
    case "alternates":
      return add(steps, {
        kind: "split",
        to: token.branches.map((branch) => addSequence(steps, branch, next)),
      });
  }
}

function add(steps: Step[], step: Step): number {
  steps.push(step);
  return steps.length - 1;
}

/** A class of nothing matches nothing, negated or not. */
function classMatcher({ ranges, negated, ignoreCase }: ClassToken): (codePoint: number) => boolean {
  if (ranges.length === 0) return () => false;
  const holds = (codePoint: number): boolean =>
    ranges.some(({ from, to }) => codePoint >= from && codePoint <= to);
  if (!ignoreCase) return (codePoint) => holds(codePoint) !== negated;
  return (codePoint) => {
    const char = String.fromCodePoint(codePoint);
    const inEitherCase = [char, char.toLowerCase(), char.toUpperCase()].some((each) =>
      holds(each.codePointAt(0) as number),
    );
    return inEitherCase !== negated;
  };
}
