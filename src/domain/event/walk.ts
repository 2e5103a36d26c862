import { isJsonObject, type JsonObject, type JsonValue, setMember } from "../../kernel/base/json/value.ts";
import type { EventDocument } from "./document.ts";
import type { MetaNode, PathKey } from "./meta.ts";
import { EVENT } from "./schema/event.ts";
import type { Field, Pii, StructType, Type } from "./schema/format.ts";
import { VALUE_TYPES, type ValueTypes } from "./schema/value-types.ts";

/** A place in the document as selectors see it; it holds during the visit only as far as `parent` reaches. */
export interface WalkNode {
  /** `undefined`: the root, which has no key and no types. */
  readonly parent: WalkNode | undefined;
  /** The member's name; of a pair its key. `undefined` for items of lists. */
  readonly key: string | undefined;
  readonly index: number | undefined;
  /** 0 for the root. */
  readonly depth: number;
  readonly pii: Pii;
  /** Bits of `VALUE_TYPES`. */
  readonly types: ValueTypes;
  /** A file path, whose last part is not to be scrubbed. */
  readonly isPath: boolean;
  /** What is said about the value here; made when nothing is yet. */
  meta(): MetaNode;
  findMeta(): MetaNode | undefined;
}

export interface Visitor {
  /**
   * Called before what is in the value, for every value that is there and may hold personal data, and for nulls about which
   * something is said.
   * @returns what is to stand in its place; null deletes it, and what was in it is not visited
   */
  visit(value: JsonValue, node: WalkNode): JsonValue;
}

/** Takes a visitor through a checked event, in the order of its members. */
export function walk(document: EventDocument, visitor: Visitor): void {
  const walker = new Walker(visitor);
  const root = new Node(undefined, undefined, undefined, "false", 0, document.meta);
  walker.struct(EVENT, document.root, root);
}

/** Goes over a part of an event that stands by itself, such as a context, as if it were at the root. */
export function walkStruct(type: StructType, value: JsonObject, meta: MetaNode, visitor: Visitor): void {
  new Walker(visitor).struct(type, value, new Node(undefined, undefined, undefined, "false", 0, meta));
}

class Node implements WalkNode {
  readonly parent: Node | undefined;
  readonly key: string | undefined;
  readonly index: number | undefined;
  readonly depth: number;
  readonly pii: Pii;
  readonly types: ValueTypes;
  readonly isPath: boolean;
  /** Steps from the parent's meta to this one's. */
  readonly #steps: readonly PathKey[];
  #meta: MetaNode | undefined;

  constructor(
    parent: Node | undefined,
    key: string | undefined,
    index: number | undefined,
    pii: Pii,
    types: ValueTypes,
    meta?: MetaNode,
    isPath = false,
    steps: readonly PathKey[] = key === undefined ? (index === undefined ? [] : [index]) : [key],
  ) {
    this.parent = parent;
    this.key = key;
    this.index = index;
    this.depth = parent === undefined ? 0 : parent.depth + 1;
    this.pii = pii;
    this.types = types;
    this.isPath = isPath;
    this.#steps = steps;
    this.#meta = meta;
  }

  meta(): MetaNode {
    let node = this.#meta ?? (this.parent as Node).meta();
    if (this.#meta === undefined) {
      for (const step of this.#steps) node = node.ensure(step);
      this.#meta = node;
    }
    return node;
  }

  findMeta(): MetaNode | undefined {
    if (this.#meta !== undefined) return this.#meta;
    let node = this.parent?.findMeta();
    for (const step of this.#steps) node = node?.child(step);
    return node;
  }
}

type PiiOf = (key: string) => Pii;

class Walker {
  readonly #visitor: Visitor;

  constructor(visitor: Visitor) {
    this.#visitor = visitor;
  }

  struct(type: StructType, value: JsonObject, node: Node): void {
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      const field = type.fields.get(key);
      const after =
        field === undefined
          ? this.#free(member, node, key, undefined, type.other?.pii ?? "false", undefined)
          : this.#typed(field, member, node, key, undefined, field.pii ?? "false");
      if (after !== member) setMember(value, key, after);
    }
  }

  /** @returns what is to stand in the value's place */
  #typed(
    field: Field,
    value: JsonValue,
    parent: Node,
    key: string | undefined,
    index: number | undefined,
    pii: Pii,
    steps?: readonly PathKey[],
  ): JsonValue {
    const { type } = field;
    if (type.kind === "json") return this.#free(value, parent, key, index, pii, undefined, steps);
    if (pii === "false" && type.kind === "scalar") return value; // No rule reaches it.
    const own = variantOf(type, value);
    const free = own.kind === "struct" && own.other?.keepsNulls ? own.other : undefined;
    const node = new Node(
      parent,
      key,
      index,
      free?.pii ?? pii,
      free === undefined ? typesOf(own) : VALUE_TYPES.object,
      undefined,
      own.kind === "scalar" && own.isPath === true,
      steps,
    );
    const after = this.#visit(value, node);
    this.#inside(own, after, node);
    return after;
  }

  #inside(type: Type, value: JsonValue, node: Node): void {
    if (Array.isArray(value)) {
      if (type.kind === "pairs") this.#pairs(type.value, value, node);
      else if (type.kind === "list") this.#list(type.item, value, node);
    } else if (isJsonObject(value)) {
      if (type.kind === "struct") this.struct(type, value, node);
      else if (type.kind === "map") this.#map(type.item, value, node, type.piiOf);
    }
  }

  #list(item: Field, list: JsonValue[], node: Node): void {
    for (let index = 0; index < list.length; index++) {
      const value = list[index] as JsonValue;
      list[index] = this.#typed(item, value, node, undefined, index, item.pii ?? node.pii);
    }
  }

  #map(item: Field, map: JsonObject, node: Node, piiOf: PiiOf | undefined): void {
    for (const key of Object.keys(map)) {
      const value = map[key];
      if (value === undefined) continue;
      const pii = item.pii ?? node.pii;
      const after =
        piiOf === undefined
          ? this.#typed(item, value, node, key, undefined, pii)
          : this.#free(value, node, key, undefined, piiOf(key), piiOf);
      if (after !== value) setMember(map, key, after);
    }
  }

  #pairs(item: Field, pairs: JsonValue[], node: Node): void {
    for (let index = 0; index < pairs.length; index++) {
      const pair = pairs[index];
      if (!Array.isArray(pair) || pair.length !== 2) continue;
      const key = typeof pair[0] === "string" ? pair[0] : undefined;
      const steps = [index, 1];
      const value = pair[1] as JsonValue;
      pair[1] = this.#typed(item, value, node, key, key === undefined ? index : undefined, node.pii, steps);
    }
  }

  /** Goes over values without a schema: all are of one class, unless `piiOf` tells it by their names. */
  #free(
    value: JsonValue,
    parent: Node,
    key: string | undefined,
    index: number | undefined,
    pii: Pii,
    piiOf: PiiOf | undefined,
    steps?: readonly PathKey[],
  ): JsonValue {
    if (pii === "false" && (piiOf === undefined || typeof value !== "object")) return value;
    const node = new Node(parent, key, index, pii, typesOfValue(value), undefined, false, steps);
    const after = this.#visit(value, node);
    if (Array.isArray(after)) this.#freeList(after, node, piiOf);
    else if (isJsonObject(after)) {
      for (const name of Object.keys(after)) {
        const member = after[name];
        if (member === undefined) continue;
        const changed = this.#free(member, node, name, undefined, piiOf?.(name) ?? pii, piiOf);
        if (changed !== member) setMember(after, name, changed);
      }
    }
    return after;
  }

  /** A list of nothing but pairs is gone over by the pairs' keys. */
  #freeList(list: JsonValue[], node: Node, piiOf: PiiOf | undefined): void {
    const arePairs = list.length > 0 && list.every(isPair);
    for (let index = 0; index < list.length; index++) {
      const item = list[index] as JsonValue;
      if (arePairs) {
        const [key, value] = item as [string, JsonValue];
        const pii = piiOf?.(key) ?? node.pii;
        (item as JsonValue[])[1] = this.#free(value, node, key, undefined, pii, piiOf, [index, 1]);
      } else list[index] = this.#free(item, node, undefined, index, node.pii, piiOf);
    }
  }

  #visit(value: JsonValue, node: Node): JsonValue {
    if (node.pii === "false") return value;
    if (value === null && (node.findMeta()?.isEmpty ?? true)) return value;
    return this.#visitor.visit(value, node);
  }
}

function isPair(item: JsonValue): boolean {
  return Array.isArray(item) && item.length === 2 && typeof item[0] === "string";
}

function variantOf(type: Type, value: JsonValue): Type {
  if (type.kind !== "variant") return type;
  const tag = isJsonObject(value) && typeof value.type === "string" ? value.type : "";
  return type.variants.get(tag) ?? type.fallback;
}

function typesOf(type: Type): ValueTypes {
  switch (type.kind) {
    case "scalar":
    case "struct":
      return type.types;
    case "list":
      return VALUE_TYPES.array;
    case "map":
      return type.types ?? VALUE_TYPES.object;
    case "pairs":
      return VALUE_TYPES.object;
    case "json":
    case "variant":
      return 0;
  }
}

function typesOfValue(value: JsonValue): ValueTypes {
  switch (typeof value) {
    case "string":
      return VALUE_TYPES.string;
    case "number":
      return VALUE_TYPES.number;
    case "boolean":
      return VALUE_TYPES.boolean;
  }
  if (value === null) return 0;
  if (Array.isArray(value)) return VALUE_TYPES.array;
  return isJsonObject(value) ? VALUE_TYPES.object : VALUE_TYPES.number;
}
