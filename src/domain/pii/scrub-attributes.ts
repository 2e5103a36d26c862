import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  setMember,
} from "../../kernel/base/json/value.ts";
import { MetaNode, type PathKey } from "../event/meta.ts";
import { attributePii } from "../event/schema/attribute-pii.ts";
import type { Pii } from "../event/schema/format.ts";
import { VALUE_TYPES, type ValueTypes } from "../event/schema/value-types.ts";
import type { Visitor, WalkNode } from "../event/walk.ts";
import type { Scrubber } from "./scrubber.ts";

/** What is told about an attachment has no type of its own for selectors. */
export type ItemKind = "log" | "span" | "trace_metric" | "attachment";

/**
 * By a project's own rules, attributes are objects of a type and a value: `attributes.'key'.value`. Its switches take an attribute for
 * its value, so that its name is the key that they look at: `attributes.'key'`.
 */
export type AttributeView = "objects" | "values";

/**
 * Carries one config out on a log, a span, a metric or what is told about an attachment, in place, and on what is said about it in its `_meta`.
 * @returns whether it may have changed
 */
export function scrubItem(
  item: JsonObject,
  kind: ItemKind,
  scrubber: Scrubber,
  view: AttributeView,
): boolean {
  const sent = memberOf(item, "_meta");
  const meta = MetaNode.parse(sent);
  const root = new ItemNode(undefined, undefined, undefined, "true", 0, meta, []);
  const own = new ItemNode(
    root,
    "",
    undefined,
    "true",
    kind === "attachment" ? 0 : VALUE_TYPES[kind],
    meta,
    [],
  );
  const visitor = scrubber.visitor(sent !== undefined);
  if (kind === "log") visitMember(item, "body", visitor, own, "maybe", VALUE_TYPES.string);
  // A span's attributes are an object like any other, those of the rest are to be named.
  const types = kind === "span" ? VALUE_TYPES.object : 0;
  scrubAttributes(item, visitor, own, kind === "span" ? "true" : "maybe", types, view);
  if (kind === "span") scrubLinks(item, visitor, own, view);
  const said = meta.toJson();
  if (said === undefined && sent === undefined) return false;
  item._meta = said;
  return true;
}

function scrubLinks(item: JsonObject, visitor: Visitor, own: ItemNode, view: AttributeView): void {
  const links = memberOf(item, "links");
  if (!Array.isArray(links)) return;
  const list = own.below("links", undefined, "maybe", 0);
  links.forEach((link, index) => {
    if (isJsonObject(link))
      scrubAttributes(link, visitor, list.below(undefined, index, "maybe", 0), "maybe", 0, view);
  });
}

function scrubAttributes(
  holder: JsonObject,
  visitor: Visitor,
  parent: ItemNode,
  pii: Pii,
  types: ValueTypes,
  view: AttributeView,
): void {
  const attributes = visitMember(holder, "attributes", visitor, parent, pii, types);
  if (!isJsonObject(attributes)) return;
  const node = parent.below("attributes", undefined, pii, types);
  for (const [name, attribute] of Object.entries(attributes)) {
    if (!isJsonObject(attribute)) continue;
    const itself = node.below(name, undefined, "maybe", 0);
    if (view === "values")
      visitTree(
        attribute,
        "value",
        visitor,
        node.below(name, undefined, attributePii(name), 0, [name, "value"]),
      );
    else if (visitor.visit(attribute, itself) === null) setMember(attributes, name, null);
    else visitTree(attribute, "value", visitor, itself.below("value", undefined, attributePii(name), 0));
  }
}

/** Shows a member to the visitor, as it is there. @returns what it is now */
function visitMember(
  holder: JsonObject,
  key: string,
  visitor: Visitor,
  parent: ItemNode,
  pii: Pii,
  types: ValueTypes,
): JsonValue | undefined {
  const value = memberOf(holder, key);
  if (value === undefined || value === null) return value;
  const after = visitor.visit(value, parent.below(key, undefined, pii, types));
  if (after !== value) setMember(holder, key, after);
  return after;
}

/** Shows a value and what is in it to the visitor; all of it is of one class. */
function visitTree(holder: JsonObject, key: string, visitor: Visitor, node: ItemNode): void {
  const value = memberOf(holder, key);
  if (value === undefined || node.pii === "false") return;
  const after = visitValue(value, visitor, node);
  if (after !== value) setMember(holder, key, after);
}

function visitValue(value: JsonValue, visitor: Visitor, place: ItemNode): JsonValue {
  const node = place.typed(typesOf(value));
  const after = value === null ? value : visitor.visit(value, node);
  if (Array.isArray(after))
    for (let index = 0; index < after.length; index++)
      after[index] = visitValue(
        after[index] as JsonValue,
        visitor,
        node.below(undefined, index, node.pii, 0),
      );
  else if (isJsonObject(after))
    for (const [key, member] of Object.entries(after))
      if (member !== undefined)
        setMember(after, key, visitValue(member, visitor, node.below(key, undefined, node.pii, 0)));
  return after;
}

function typesOf(value: JsonValue): ValueTypes {
  if (typeof value === "string") return VALUE_TYPES.string;
  if (typeof value === "boolean") return VALUE_TYPES.boolean;
  if (Array.isArray(value)) return VALUE_TYPES.array;
  if (isJsonObject(value)) return VALUE_TYPES.object;
  return value === null ? 0 : VALUE_TYPES.number;
}

/** A place in an item. */
class ItemNode implements WalkNode {
  readonly parent: ItemNode | undefined;
  readonly key: string | undefined;
  readonly index: number | undefined;
  readonly pii: Pii;
  readonly types: ValueTypes;
  readonly depth: number;
  readonly isPath = false;
  readonly #meta: MetaNode;
  /** From the item to here, in its `_meta`. */
  readonly #path: readonly PathKey[];

  constructor(
    parent: ItemNode | undefined,
    key: string | undefined,
    index: number | undefined,
    pii: Pii,
    types: ValueTypes,
    meta: MetaNode,
    path: readonly PathKey[],
  ) {
    this.parent = parent;
    this.key = key;
    this.index = index;
    this.pii = pii;
    this.types = types;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.#meta = meta;
    this.#path = path;
  }

  below(
    key: string | undefined,
    index: number | undefined,
    pii: Pii,
    types: ValueTypes,
    steps: readonly PathKey[] = [key ?? (index as number)],
  ): ItemNode {
    return new ItemNode(this, key, index, pii, types, this.#meta, [...this.#path, ...steps]);
  }

  typed(types: ValueTypes): ItemNode {
    return new ItemNode(this.parent, this.key, this.index, this.pii, types, this.#meta, this.#path);
  }

  meta(): MetaNode {
    return this.#path.reduce<MetaNode>((node, step) => node.ensure(step), this.#meta);
  }

  findMeta(): MetaNode | undefined {
    return this.#path.reduce<MetaNode | undefined>((node, step) => node?.child(step), this.#meta);
  }
}
