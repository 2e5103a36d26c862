import { assertNever } from "../assert.ts";
import type { CharSet } from "./char-set.ts";
import { type Assertion, isNullable, type Node, type RepeatNode } from "./syntax.ts";

/** What a thread of the matcher does next. `to` and `or` are places of the program; the first is tried first. */
export type Step =
  | { readonly kind: "set"; readonly set: CharSet }
  | { readonly kind: "split"; to: number; or: number }
  | { readonly kind: "jump"; to: number }
  | { readonly kind: "save"; readonly slot: number }
  | { readonly kind: "assert"; readonly what: Assertion; readonly isAscii: boolean }
  | { readonly kind: "match" };

/** Counted repetitions are written out, so a program can be long; the caller has limited that. */
export function compileProgram(root: Node): readonly Step[] {
  const steps: Step[] = [{ kind: "save", slot: 0 }];
  emit(root, steps);
  steps.push({ kind: "save", slot: 1 }, { kind: "match" });
  return steps;
}

function emit(node: Node, steps: Step[]): void {
  switch (node.kind) {
    case "empty":
      return;
    case "set":
      steps.push({ kind: "set", set: node.set });
      return;
    case "assert":
      steps.push({ kind: "assert", what: node.what, isAscii: node.isAscii });
      return;
    case "capture":
      steps.push({ kind: "save", slot: 2 * node.index });
      emit(node.body, steps);
      steps.push({ kind: "save", slot: 2 * node.index + 1 });
      return;
    case "concat":
      for (const part of node.parts) emit(part, steps);
      return;
    case "either":
      emitOptions(node.options, steps);
      return;
    case "repeat":
      emitRepeat(node, steps);
      return;
    default:
      assertNever(node);
  }
}

function emitOptions(options: readonly Node[], steps: Step[]): void {
  const jumps: { to: number }[] = [];
  options.forEach((option, index) => {
    if (index === options.length - 1) {
      emit(option, steps);
      return;
    }
    const split = { kind: "split" as const, to: steps.length + 1, or: 0 };
    steps.push(split);
    emit(option, steps);
    const jump = { kind: "jump" as const, to: 0 };
    steps.push(jump);
    jumps.push(jump);
    split.or = steps.length;
  });
  for (const jump of jumps) jump.to = steps.length;
}

function emitRepeat({ body, min, max, isGreedy }: RepeatNode, steps: Step[]): void {
  for (let count = 0; count < min - (max === Number.POSITIVE_INFINITY && min > 0 ? 1 : 0); count++)
    emit(body, steps);
  if (max === Number.POSITIVE_INFINITY) {
    emitLoop(body, min > 0, isGreedy, steps);
    return;
  }
  const splits: { to: number; or: number }[] = [];
  for (let count = min; count < max; count++) {
    const split = { kind: "split" as const, to: 0, or: 0 };
    steps.push(split);
    splits.push(split);
    choose(split, steps.length, isGreedy, false);
    emit(body, steps);
  }
  for (const split of splits) choose(split, steps.length, isGreedy, true);
}

/** A body that may match nothing is tried once before it is left, as the Rust library does. */
function emitLoop(body: Node, atLeastOnce: boolean, isGreedy: boolean, steps: Step[]): void {
  const canSkip = !atLeastOnce && isNullable(body);
  const skip = { kind: "split" as const, to: 0, or: 0 };
  if (canSkip) {
    steps.push(skip);
    choose(skip, steps.length, isGreedy, false);
  }
  if (atLeastOnce || canSkip) {
    const start = steps.length;
    emit(body, steps);
    const split = { kind: "split" as const, to: 0, or: 0 };
    steps.push(split);
    choose(split, start, isGreedy, false);
    choose(split, steps.length, isGreedy, true);
  } else {
    const split = { kind: "split" as const, to: 0, or: 0 };
    const start = steps.length;
    steps.push(split);
    choose(split, steps.length, isGreedy, false);
    emit(body, steps);
    steps.push({ kind: "jump", to: start });
    choose(split, steps.length, isGreedy, true);
  }
  if (canSkip) choose(skip, steps.length, isGreedy, true);
}

/** Sets where one more round goes on, or where the repetition is left. */
function choose(split: { to: number; or: number }, place: number, isGreedy: boolean, isExit: boolean): void {
  if (isGreedy === isExit) split.or = place;
  else split.to = place;
}
