import type { JsonValue } from "../../kernel/base/json/value.ts";
import type { EventDocument } from "../event/document.ts";
import { VALUE_TYPES } from "../event/schema/value-types.ts";
import { type Visitor, type WalkNode, walk } from "../event/walk.ts";
import { GENERIC_TYPES } from "./match-selector.ts";
import {
  compareSelectors,
  compareUtf8,
  type Selector,
  type SelectorItem,
  selectorText,
  TYPE_NAMES,
} from "./selector.ts";

/** A selector that would reach a value, with the value when it is a text. */
export interface SelectorSuggestion {
  readonly path: string;
  readonly value: string | null;
}

interface Suggested {
  readonly selector: Selector;
  readonly value: string | null;
}

/** Generic types that are worth a rule of their own: objects and lists hold too much. */
const LEAF_TYPES = ["string", "number"] as const;

/** What a rule could be written for in a checked event: each value by its place, and all values of its kind. */
export function suggestSelectors(document: EventDocument): readonly SelectorSuggestion[] {
  const collector = new Collector();
  walk(document, collector);
  return collector.suggestions();
}

class Collector implements Visitor {
  readonly #found = new Map<string, Suggested>();

  visit(value: JsonValue, node: WalkNode): JsonValue {
    if (value === null || typeof value === "boolean") return value;
    const text = typeof value === "string" ? value : null;
    if (node.pii === "true")
      for (const name of LEAF_TYPES)
        if ((node.types & VALUE_TYPES[name]) !== 0) this.#add([{ kind: "type", name }], text);
    const items = placeOf(node);
    if (items.length > 0) this.#add(items, text);
    return value;
  }

  suggestions(): readonly SelectorSuggestion[] {
    const all = [...this.#found.values()].sort(
      (a, b) => compareSelectors(a.selector, b.selector) || compareValues(a.value, b.value),
    );
    return all.map(({ selector, value }) => ({ path: selectorText(selector), value }));
  }

  #add(items: readonly SelectorItem[], value: string | null): void {
    const selector: Selector = { kind: "path", items };
    this.#found.set(JSON.stringify([selectorText(selector), value]), { selector, value });
  }
}

/** From the innermost value around it, or itself, that has a meaning of its own; else from the root. Any item of a list. */
function placeOf(node: WalkNode): readonly SelectorItem[] {
  const items: SelectorItem[] = [];
  for (let at: WalkNode | undefined = node; at?.parent !== undefined; at = at.parent) {
    const name = meaningOf(at);
    if (name !== undefined) return [{ kind: "type", name }, ...items];
    items.unshift(at.key === undefined ? { kind: "any" } : { kind: "key", key: at.key });
  }
  return items;
}

function meaningOf({ types }: WalkNode) {
  return TYPE_NAMES.find((name) => (types & ~GENERIC_TYPES & VALUE_TYPES[name]) !== 0);
}

/** No value before any text. */
function compareValues(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return compareUtf8(a, b);
}
