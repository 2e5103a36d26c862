import type { JsonValue } from "../../../kernel/base/json/value.ts";
import type { Cursor } from "../cursor.ts";
import type { ValueTypes } from "./value-types.ts";

/** Whether a value may hold personal data: scrubbed freely, by rules that name it, or never. */
export type Pii = "true" | "maybe" | "false";

/**
 * When a value about which nothing is said is left out: when it is null; also when it is empty; when it holds nothing but
 * empty values; or never.
 */
export type Write = "null" | "empty" | "empty_deep" | "never";

/** What else must hold for a value at its place. */
export interface Attributes {
  /** Older names, the first present one counts when the name itself is not there. */
  readonly aliases?: readonly string[];
  readonly required?: boolean;
  readonly nonEmpty?: boolean;
  /** Of a pair: an empty one is a value rather than a text to who reads of it. */
  readonly isPart?: boolean;
  /** White space at both ends goes. */
  readonly trimmed?: boolean;
  /** Longer texts are cut to so many characters… */
  readonly maxChars?: number;
  /** …but only those that are so much longer. */
  readonly allowance?: number;
  /** Limits of a free container: levels and bytes of all that is in it. */
  readonly maxDepth?: number;
  readonly maxBytes?: number;
  /** Never cut, whatever is around it. */
  readonly uncut?: boolean;
  /** Finds the first character that must not be there. */
  readonly forbidden?: RegExp;
  /** Of the value and, until they say otherwise, of what is in it. */
  readonly pii?: Pii;
  readonly write?: Write;
  /** What is empty is left out only in the end: until then it counts. */
  readonly isLate?: boolean;
}

export interface Field extends Attributes {
  readonly type: Type;
}

interface Listing {
  /** Errors of the value itself are listed twice, as they are where readers got used to it. */
  readonly listsTwice?: boolean;
}

/** A single value; `read` gives it in its proper form, or says at the cursor what is wrong with it and gives null. */
export interface ScalarType extends Listing {
  readonly kind: "scalar";
  readonly types: ValueTypes;
  read(value: JsonValue, at: Cursor): JsonValue;
  /** Only what is before its last slash is personal. */
  readonly isPath?: boolean;
  /** The value that says nothing, where that is another than the empty text. */
  readonly blank?: string;
}

/** Anything, unless `read` has an opinion. */
export interface JsonType {
  readonly read?: (value: JsonValue, at: Cursor) => JsonValue;
  readonly kind: "json";
}

export interface ListType {
  readonly kind: "list";
  readonly item: Field;
  /** Turns other shapes into a list. */
  readonly read?: (value: JsonValue, at: Cursor) => JsonValue;
}

/** Any keys, values of one kind. */
export interface MapType extends Listing {
  readonly kind: "map";
  readonly item: Field;
  readonly read?: (value: JsonValue, at: Cursor) => JsonValue;
  /** Nulls in it are left out. */
  readonly dropsNulls?: boolean;
  /** The class by the last key, where not all members are of one. */
  readonly piiOf?: (key: string) => Pii;
  readonly types?: ValueTypes;
}

/** A list of pairs; a selector sees the pair's key, everything else its index. */
export interface PairsType extends Listing {
  readonly kind: "pairs";
  readonly key: Field;
  readonly value: Field;
  readonly read: (value: JsonValue, at: Cursor) => JsonValue;
}

/** What becomes of keys that a structure does not know, where they are not wanted. */
export type Removal = "silent" | "error" | "retain";

export interface OtherKeys {
  readonly pii: Pii;
  readonly removal: Removal;
  /** Also when they are null: the structure is an object of any keys, and itself of their class. */
  readonly keepsNulls?: boolean;
}

export interface StructType {
  readonly kind: "struct";
  /** As errors name it: `expected user`. */
  readonly name: string;
  readonly types: ValueTypes;
  readonly fields: ReadonlyMap<string, Field>;
  /** Fields that have older names or are required: these need a look even when they are not there. */
  readonly aliased: readonly (readonly [string, readonly string[]])[];
  readonly required: readonly string[];
  /** `undefined`: they go at once. */
  readonly other: OtherKeys | undefined;
  /** Turns older shapes into the present one; null when it cannot. */
  readonly read?: (value: JsonValue, at: Cursor) => JsonValue;
}

/** An object whose fields depend on one of its members. */
export interface VariantType {
  readonly kind: "variant";
  readonly variants: ReadonlyMap<string, StructType>;
  readonly fallback: StructType;
  /** Settles which variant it is; called for objects only. */
  readonly tag: (value: { [key: string]: JsonValue | undefined }, at: Cursor) => string | undefined;
}

export type Type = ScalarType | JsonType | ListType | MapType | PairsType | StructType | VariantType;

export interface StructOptions {
  readonly types?: ValueTypes;
  readonly other?: Partial<OtherKeys> | "drop";
  readonly read?: StructType["read"];
}

const DEFAULT_OTHER: OtherKeys = { pii: "false", removal: "silent" };

export function struct(
  name: string,
  fields: Readonly<Record<string, Field>>,
  { types = 0, other = {}, read }: StructOptions = {},
): StructType {
  const entries = Object.entries(fields);
  return {
    kind: "struct",
    name,
    types,
    fields: new Map(entries),
    aliased: entries.flatMap(([key, { aliases }]) =>
      aliases === undefined ? [] : [[key, aliases] as const],
    ),
    required: entries.filter(([, { required }]) => required).map(([key]) => key),
    other: other === "drop" ? undefined : { ...DEFAULT_OTHER, ...other },
    ...(read === undefined ? {} : { read }),
  };
}

export function field(type: Type, attributes: Attributes = {}): Field {
  return { type, ...attributes };
}

export const JSON_TYPE: JsonType = { kind: "json" };

/** A list; its items are of the list's class. */
export function list(item: Type | Field, attributes: Attributes = {}): Field {
  return { type: { kind: "list", item: asField(item) }, ...attributes };
}

export function map(item: Type | Field, attributes: Attributes = {}): Field {
  return { type: { kind: "map", item: asField(item) }, ...attributes };
}

export function json(attributes: Attributes = {}): Field {
  return { type: JSON_TYPE, ...attributes };
}

/** A free object. */
export function object(attributes: Attributes = {}): Field {
  return map(JSON_TYPE, attributes);
}

function asField(item: Type | Field): Field {
  return "kind" in item ? { type: item, write: "never" } : { write: "never", ...item };
}
