import { isJsonObject, type JsonObject, type JsonValue, setMember } from "../../../kernel/base/json/value.ts";
import { compareBytes } from "../compare-bytes.ts";
import { Cursor } from "../cursor.ts";
import type { EventDocument } from "../document.ts";
import type { PathKey } from "../meta.ts";
import { MAX_FLAGS_BYTES } from "../schema/contexts.ts";
import { EVENT } from "../schema/event.ts";
import { type Attributes, type Field, JSON_TYPE, type StructType, type Type } from "../schema/format.ts";
import { jsonTextOf } from "../schema/scalars.ts";
import { STACKTRACE } from "../schema/stacktrace.ts";
import { Bags, costOf } from "./bags.ts";
import { trimFrames } from "./trim-frames.ts";
import { charCount, trimText } from "./trim-text.ts";

const FREE: Field = { type: JSON_TYPE };

/** Cuts what is too long, too large or too deep, and says so. */
export function trimEvent(document: EventDocument): void {
  new Trimmer(document).struct(EVENT, document.root, 0);
}

class Trimmer {
  readonly #at: Cursor;
  readonly #bags = new Bags();

  constructor(document: EventDocument) {
    this.#at = new Cursor(document);
  }

  /** In a bag, fields take from it in their order, present or not, and then the others in theirs. */
  struct(type: StructType, value: JsonObject, depth: number): void {
    const isBagged = !this.#bags.isEmpty;
    for (const key of isBagged ? orderedKeys(type, value) : Object.keys(value)) {
      const member = value[key];
      if (member === undefined) {
        if (isBagged) this.#bags.take(1);
        continue;
      }
      const field = type.fields.get(key) ?? FREE;
      const after = this.#member(field, member, key, depth + 1);
      if (after !== member) setMember(value, key, after);
    }
    if (type === STACKTRACE && Array.isArray(value.frames)) {
      this.#at.path.push("frames");
      trimFrames(value.frames, this.#at);
      this.#at.path.pop();
    }
  }

  #member(field: Field, value: JsonValue, key: PathKey, depth: number): JsonValue | undefined {
    this.#at.path.push(key);
    const after = this.#field(field, value, depth);
    this.#at.path.pop();
    return after;
  }

  /** @returns the value as it fits; `undefined` when it does not */
  #field(field: Field, value: JsonValue, depth: number): JsonValue | undefined {
    if (field.uncut) {
      this.#bags.take(costOf(value));
      return value;
    }
    const limits = limitsOf(field, value);
    const isBag = limits.maxDepth !== undefined || limits.maxBytes !== undefined;
    if (isBag) this.#bags.push(depth, limits.maxDepth, limits.maxBytes);
    const after = this.#bagged(field, value, depth);
    if (isBag) this.#bags.pop();
    return after;
  }

  #bagged(field: Field, value: JsonValue, depth: number): JsonValue | undefined {
    const bags = this.#bags;
    if (bags.isEmpty && typeof value !== "object" && typeof value !== "string") return value;
    if (!bags.isEmpty) {
      if (bags.bytesLeft === 0) return undefined;
      if (isFree(field.type) && bags.takeWhole(value, depth)) return value;
    }
    if (typeof value === "string") return this.#text(field, value);
    if (Array.isArray(value) || isJsonObject(value)) return this.#container(field.type, value, depth);
    bags.take(costOf(value));
    return value;
  }

  #text({ maxChars, allowance = 0, type }: Field, value: string): string {
    let text = value;
    const isLimited = maxChars !== undefined && !(type.kind === "scalar" && type.isPath);
    if (isLimited && text.length > maxChars + allowance && charCount(text) > maxChars + allowance)
      text = trimText(text, maxChars, this.#at);
    if (this.#bags.isEmpty) return text;
    text = trimText(text, this.#bags.bytesLeft, this.#at);
    this.#bags.take(costOf(text));
    return text;
  }

  #container(type: Type, value: JsonValue[] | JsonObject, depth: number): JsonValue | undefined {
    if (!this.#bags.isEmpty && this.#bags.isTooDeep(depth)) {
      if (!isFree(type)) return undefined;
      return this.#text(FREE, jsonTextOf(value));
    }
    if (Array.isArray(value)) this.#list(type, value, depth);
    else if (type.kind === "struct") this.struct(type, value, depth);
    else if (type.kind === "variant") this.struct(variantOf(type, value), value, depth);
    else this.#map(type.kind === "map" ? type.item : FREE, value, depth);
    this.#bags.take(3);
    return value;
  }

  #list(type: Type, list: JsonValue[], depth: number): void {
    if (type.kind === "pairs") {
      this.#pairs(type.key, type.value, list, depth);
      return;
    }
    const item = type.kind === "list" ? type.item : FREE;
    const length = list.length;
    for (let index = 0; index < list.length; index++) {
      if (!this.#bags.isEmpty && this.#bags.bytesLeft === 0) {
        list.length = index;
        break;
      }
      const value = list[index] as JsonValue;
      list[index] = this.#member(item, value, index, depth + 1) ?? null;
    }
    if (list.length < length) this.#at.meta().setOriginalLength(length);
  }

  #map(item: Field, map: JsonObject, depth: number): void {
    const keys = Object.keys(map).filter((key) => map[key] !== undefined);
    if (!this.#bags.isEmpty) keys.sort(compareBytes);
    let kept = 0;
    for (const key of keys) {
      if (!this.#bags.isEmpty && this.#bags.bytesLeft === 0) setMember(map, key, undefined);
      else {
        kept += 1;
        const value = map[key] as JsonValue;
        const after = this.#member(item, value, key, depth + 1);
        if (after !== value) setMember(map, key, after);
      }
    }
    if (kept < keys.length) this.#at.meta().setOriginalLength(keys.length);
  }

  /** Pairs that do not fit leave their places empty. */
  #pairs(key: Field, value: Field, pairs: JsonValue[], depth: number): void {
    for (const [index, pair] of pairs.entries()) {
      if (!Array.isArray(pair)) {
        this.#bags.take(costOf(pair));
        continue;
      }
      if (!this.#bags.isEmpty && this.#bags.bytesLeft === 0) {
        pairs[index] = null;
        continue;
      }
      this.#at.path.push(index);
      pair[0] = this.#member(key, pair[0] as JsonValue, 0, depth + 2) ?? null;
      pair[1] = this.#member(value, pair[1] as JsonValue, 1, depth + 2) ?? null;
      this.#at.path.pop();
      this.#bags.take(3);
    }
  }
}

function isFree(type: Type): boolean {
  return (
    type.kind === "json" ||
    (type.kind === "map" && type.item.type.kind === "json" && type.item.maxBytes === undefined)
  );
}

function limitsOf(field: Field, value: JsonValue): Attributes {
  const isFlags = field.type.kind === "variant" && isJsonObject(value) && value.type === "flags";
  return isFlags ? { ...field, maxBytes: MAX_FLAGS_BYTES } : field;
}

function variantOf(type: Type & { kind: "variant" }, value: JsonObject): StructType {
  return type.variants.get(String(value.type)) ?? type.fallback;
}

function orderedKeys(type: StructType, value: JsonObject): readonly string[] {
  const others = Object.keys(value).filter((key) => !type.fields.has(key));
  return [...[...type.fields.keys()].filter((key) => key !== "type"), ...others.sort(compareBytes)];
}
