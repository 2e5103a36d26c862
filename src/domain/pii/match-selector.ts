import type { Pii } from "../event/schema/format.ts";
import { VALUE_TYPES, type ValueTypes } from "../event/schema/value-types.ts";
import { ownText } from "../project/shared-texts.ts";
import type { Selector, SelectorItem } from "./selector.ts";

/** What a selector looks at; the parts of a walk's node that it needs. */
export interface SelectedNode {
  /** `undefined` for the root, which has no key and no types. */
  readonly parent: SelectedNode | undefined;
  readonly key: string | undefined;
  readonly index: number | undefined;
  readonly depth: number;
  readonly pii: Pii;
  readonly types: ValueTypes;
}

export type NodeTest = (node: SelectedNode) => boolean;

/** Types that any value has by what it is: they say nothing about what it means. */
export const GENERIC_TYPES =
  VALUE_TYPES.string |
  VALUE_TYPES.binary |
  VALUE_TYPES.number |
  VALUE_TYPES.boolean |
  VALUE_TYPES.datetime |
  VALUE_TYPES.array |
  VALUE_TYPES.object;

/** Makes a test of a selector. Nothing of class `false` passes any. */
export function compileSelector(selector: Selector): NodeTest {
  switch (selector.kind) {
    case "path":
      return compilePath(selector.items);
    case "not": {
      const inner = compileSelector(selector.inner);
      return (node) => node.pii !== "false" && !inner(node);
    }
    case "and": {
      const tests = selector.parts.map(compileSelector);
      return (node) => {
        for (const test of tests) if (!test(node)) return false;
        return true;
      };
    }
    case "or":
      return compileOr(selector.parts);
  }
}

/**
 * Paths are looked up by their last key, which is the value's own or that of the value around it: most values have none of the
 * many keys of a long list. Types alone are one test of bits.
 */
function compileOr(parts: readonly Selector[]): NodeTest {
  const byKey = [new Map<string, NodeTest[]>(), new Map<string, NodeTest[]>()] as const;
  const others: NodeTest[] = [];
  let generic = 0;
  for (const part of parts) {
    const type = onlyType(part);
    const anchor = anchorOf(part);
    if (type !== undefined && (type & GENERIC_TYPES) !== 0) generic |= type;
    else if (anchor === undefined) others.push(compileSelector(part));
    else pushTo(byKey[anchor.level], anchor.key, compileSelector(part));
  }
  const [own, around] = byKey;
  return (node) => {
    if ((node.types & generic) !== 0 && node.pii === "true") return true;
    if (own.size > 0 && node.key !== undefined && some(own.get(lowerKey(node.key)), node)) return true;
    const key = around.size > 0 ? node.parent?.key : undefined;
    if (key !== undefined && some(around.get(lowerKey(key)), node)) return true;
    return others.length > 0 && some(others, node);
  };
}

function some(tests: readonly NodeTest[] | undefined, node: SelectedNode): boolean {
  if (tests === undefined) return false;
  for (const test of tests) if (test(node)) return true;
  return false;
}

function pushTo(map: Map<string, NodeTest[]>, key: string, test: NodeTest): void {
  const tests = map.get(key);
  if (tests === undefined) map.set(key, [test]);
  else tests.push(test);
}

/** The bit of a selector that is nothing but a type. */
function onlyType(selector: Selector): ValueTypes | undefined {
  if (selector.kind !== "path" || selector.items.length !== 1) return undefined;
  const [item] = selector.items;
  return item?.kind === "type" ? VALUE_TYPES[item.name] : undefined;
}

/** A key that the value itself (0) or the one around it (1) must have. */
function anchorOf(selector: Selector): { readonly level: 0 | 1; readonly key: string } | undefined {
  if (selector.kind !== "path") return undefined;
  const [last, beforeLast] = [selector.items.at(-1), selector.items.at(-2)];
  if (last?.kind === "key") return { level: 0, key: lowerAscii(last.key) };
  if (last?.kind === "any" && beforeLast?.kind === "key")
    return { level: 1, key: lowerAscii(beforeLast.key) };
  return undefined;
}

type ItemTest = (node: SelectedNode) => boolean;

/** Left of a deep wildcard, where the search begins at the root, the root is a level too. */
const anyOrRoot: ItemTest = () => true;

function compilePath(items: readonly SelectorItem[]): NodeTest {
  const deep = items.findIndex(({ kind }) => kind === "deep");
  const fitsMaybe = items.every((item, index) => isSpecific(item, index === 0));
  const left = items
    .slice(0, Math.max(deep, 0))
    .map((item) => (item.kind === "any" ? anyOrRoot : compileItem(item)));
  const right = items
    .slice(deep + 1)
    .map(compileItem)
    .reverse();
  const { length } = items;
  return (node) => {
    if (node.pii === "false" || (node.pii === "maybe" && !fitsMaybe) || node.depth < length) return false;
    let at: SelectedNode | undefined = node;
    for (const test of right) {
      if (at === undefined || !test(at)) return false;
      at = at.parent;
    }
    return deep < 0 || (at !== undefined && endsDeep(at, left));
  };
}

/** What may match a value that holds personal data only perhaps: who writes this means it. */
function isSpecific(item: SelectorItem, isFirst: boolean): boolean {
  if (item.kind === "type") return isFirst && (VALUE_TYPES[item.name] & GENERIC_TYPES) === 0;
  return item.kind !== "deep";
}

/** The level at `node` is the wildcard's; the items before it have to stand above, from the first place for the first. */
function endsDeep(node: SelectedNode, left: readonly ItemTest[]): boolean {
  if (node.parent === undefined) return false;
  const [first] = left;
  if (first === undefined) return true;
  if (left.length === 1) return hasAbove(node, first);
  const above: SelectedNode[] = [];
  for (let at = node.parent as SelectedNode | undefined; at !== undefined; at = at.parent) above.push(at);
  above.reverse();
  const start = above.findIndex(first);
  return (
    start >= 0 &&
    left.every((test, index) => {
      const at = above[start + index];
      return at !== undefined && test(at);
    })
  );
}

function hasAbove(node: SelectedNode, test: ItemTest): boolean {
  for (let at = node.parent; at !== undefined; at = at.parent) if (test(at)) return true;
  return false;
}

function compileItem(item: SelectorItem): ItemTest {
  switch (item.kind) {
    case "type": {
      const bit = VALUE_TYPES[item.name];
      return ({ types }) => (types & bit) !== 0;
    }
    case "index":
      return ({ index }) => index === item.index;
    case "key": {
      const key = lowerAscii(item.key);
      const { length } = key;
      return (node) => node.key !== undefined && node.key.length === length && lowerKey(node.key) === key;
    }
    default:
      return ({ depth }) => depth > 0;
  }
}

const lowered = new Map<string, string>();
const MAX_LOWERED = 2048;

/** Keys come again and again: what was found out is kept, for some of them. */
function lowerKey(key: string): string {
  let lower = lowered.get(key);
  if (lower === undefined) {
    lower = lowerAscii(key);
    if (key.length > 64) return lower;
    if (lowered.size >= MAX_LOWERED) lowered.clear();
    lowered.set(ownText(key), lower);
  }
  return lower;
}

/** Lower case of ASCII letters alone. */
function lowerAscii(text: string): string {
  if (!/[A-Z]/.test(text)) return text;
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
