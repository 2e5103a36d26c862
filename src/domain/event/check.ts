import { isJsonObject, type JsonObject, type JsonValue, setMember } from "../../kernel/base/json/value.ts";
import { Cursor } from "./cursor.ts";
import type { EventDocument } from "./document.ts";
import { hasNoMembers, isBlank } from "./is-blank.ts";
import { moveMeta } from "./move-meta.ts";
import { EVENT } from "./schema/event.ts";
import type { Field, ListType, MapType, PairsType, StructType, Type, VariantType } from "./schema/format.ts";

/**
 * Brings an event into its proper form, in place: older names and shapes become present ones, values of the wrong type become
 * null and the reason is told. What is as it should be is not touched.
 * @param constrained also checks what fields require beyond their type: presence, characters, emptiness
 */
export function checkEvent(
  document: EventDocument,
  { constrained }: { readonly constrained: boolean },
): void {
  new Checker(document, constrained).root(EVENT);
}

class Checker {
  readonly #at: Cursor;
  readonly #constrained: boolean;

  constructor(document: EventDocument, constrained: boolean) {
    this.#at = new Cursor(document);
    this.#constrained = constrained;
  }

  root(type: StructType): void {
    this.#struct(type, this.#at.document.root);
    this.#at.document.meta.prune(this.#at.document.root);
  }

  /** @returns the proper value; `undefined` when it is to be left out */
  #field(field: Field, value: JsonValue): JsonValue | undefined {
    const checked = this.#value(field, value);
    const isLate = field.isLate || (this.#constrained && field.required);
    return checked !== null && isLate ? checked : isLeftOut(field, checked, this.#at) ? undefined : checked;
  }

  #value(field: Field, value: JsonValue): JsonValue {
    let checked = value === null ? null : this.#typed(field.type, value);
    if (this.#constrained && typeof checked === "string") checked = this.#constrain(field, checked);
    else if (this.#constrained && field.nonEmpty && Array.isArray(checked) && checked.length === 0)
      checked = this.#refuseEmpty();
    return checked;
  }

  #typed(type: Type, value: JsonValue): JsonValue {
    switch (type.kind) {
      case "scalar":
        return type.read(value, this.#at);
      case "json":
        return type.read === undefined ? value : type.read(value, this.#at);
      case "list":
        return this.#list(type, value);
      case "map":
        return this.#map(type, value);
      case "pairs":
        return this.#pairs(type, value);
      case "struct": {
        const read = type.read === undefined ? value : type.read(value, this.#at);
        if (read === null) return null;
        if (!isJsonObject(read)) return this.#at.reject(`expected ${type.name}`, value);
        this.#struct(type, read);
        return read;
      }
      case "variant":
        return this.#variant(type, value);
    }
  }

  #struct(type: StructType, value: JsonObject): void {
    for (const [name, aliases] of type.aliased) this.#unalias(value, name, aliases);
    for (const key of Object.keys(value)) {
      const member = value[key];
      if (member === undefined) continue;
      const field = type.fields.get(key);
      if (field !== undefined) this.#member(value, key, field, member);
      else if (type.other === undefined || (member === null && !type.other.keepsNulls && this.#isUnsaid(key)))
        setMember(value, key, undefined);
    }
    if (this.#constrained) for (const name of type.required) this.#require(value, name);
  }

  #member(object: JsonObject, key: string, field: Field, member: JsonValue): void {
    this.#at.path.push(key);
    const checked = this.#field(field, member);
    this.#at.path.pop();
    if (checked !== member) setMember(object, key, checked);
  }

  /** The name itself counts when it is there, then the aliases in their order. */
  #unalias(object: JsonObject, name: string, aliases: readonly string[]): void {
    for (const alias of aliases) {
      if (!Object.hasOwn(object, alias)) continue;
      if (!Object.hasOwn(object, name)) {
        object[name] = object[alias];
        moveMeta(this.#at, alias, name);
      }
      delete object[alias];
    }
  }

  #require(object: JsonObject, name: string): void {
    if (object[name] !== undefined && object[name] !== null) return;
    this.#at.path.push(name);
    const meta = this.#at.meta();
    if (meta.errors.length === 0) meta.addError("missing_attribute");
    this.#at.path.pop();
    object[name] = null;
  }

  #list(type: ListType, value: JsonValue): JsonValue {
    const read = type.read === undefined ? value : type.read(value, this.#at);
    if (!Array.isArray(read)) return read === null ? null : this.#at.reject("expected an array", value);
    for (const [index, item] of read.entries()) {
      if (item === null) continue;
      this.#at.path.push(index);
      read[index] = this.#value(type.item, item);
      this.#at.path.pop();
    }
    return read;
  }

  #map(type: MapType, value: JsonValue): JsonValue {
    const read = type.read === undefined ? value : type.read(value, this.#at);
    if (!isJsonObject(read)) return read === null ? null : this.#at.reject("expected an object", value);
    if (type.item.type.kind === "json" && !type.dropsNulls) return read;
    for (const key of Object.keys(read)) {
      const member = read[key];
      if (member === undefined) continue;
      this.#member(read, key, type.item, member);
    }
    return read;
  }

  #pairs(type: PairsType, value: JsonValue): JsonValue {
    const read = type.read(value, this.#at);
    if (!Array.isArray(read)) return read;
    for (const [index, pair] of read.entries()) {
      if (pair === null) continue;
      this.#at.path.push(index);
      read[index] = this.#pair(type, pair);
      this.#at.path.pop();
    }
    return read;
  }

  #pair(type: PairsType, pair: JsonValue): JsonValue {
    if (!Array.isArray(pair) || pair.length !== 2) return this.#at.reject("expected a tuple", pair);
    for (const [index, field] of [type.key, type.value].entries()) {
      this.#at.path.push(index);
      pair[index] = this.#field(field, pair[index] as JsonValue) ?? null;
      this.#at.path.pop();
    }
    return pair;
  }

  #variant(type: VariantType, value: JsonValue): JsonValue {
    if (!isJsonObject(value)) return this.#at.reject("expected an object", value);
    const tag = type.tag(value, this.#at);
    const known = tag === undefined ? undefined : type.variants.get(tag);
    this.#struct(known ?? type.fallback, value);
    return value;
  }

  #constrain(field: Field, text: string): JsonValue {
    const value = field.trimmed ? text.trim() : text;
    if (field.nonEmpty && value === "")
      return this.#refuseEmpty(field.isPart ? undefined : "expected a non-empty string");
    const found = field.forbidden?.exec(value);
    if (!found) return value;
    return this.#at.reject(`invalid character ${quoted(found[0])}`, value);
  }

  #refuseEmpty(reason = "expected a non-empty value"): null {
    this.#at.meta().addError("invalid_data", { reason });
    return null;
  }

  #isUnsaid(key: string): boolean {
    this.#at.path.push(key);
    const isUnsaid = this.#at.isUnsaid();
    this.#at.path.pop();
    return isUnsaid;
  }
}

function isLeftOut({ type, write = "null" }: Field, value: JsonValue, at: Cursor): boolean {
  if (write === "never") return false;
  if (value !== null && (write === "null" || !isEmptyAs(write, type, value, at))) return false;
  return at.isUnsaid();
}

/** What is in lists that leave out the empty is looked at less closely. */
function isEmptyAs(write: "empty" | "empty_deep", type: Type, value: JsonValue, at: Cursor): boolean {
  if (write === "empty_deep" && isJsonObject(value)) return hasNoMembers(value);
  return isBlank(type, value, at);
}

/** As Rust would write it in quotes for a reader. */
function quoted(character: string): string {
  const ESCAPES: Readonly<Record<string, string>> = {
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "'": "\\'",
    "\\": "\\\\",
    "\0": "\\0",
  };
  return `'${ESCAPES[character] ?? character}'`;
}
