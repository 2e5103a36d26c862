import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  numberOf,
} from "../../kernel/base/json/value.ts";

/** Reading a checked event: what is there in the proper form, or nothing. */

export function objectOf(value: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

export function listOf(value: JsonValue | undefined): JsonValue[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export { numberOf };

/** A text that says something. */
export function someText(value: JsonValue | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Null or not there. */
export function isMissing(value: JsonValue | undefined): boolean {
  return value === null || value === undefined;
}

/** The items of `{"values": […]}`. */
export function valuesOf(root: JsonObject, key: string): JsonValue[] | undefined {
  return listOf(objectOf(root[key])?.values);
}

/** The objects among the items, with their places. */
export function* objectsIn(list: readonly JsonValue[] | undefined): Generator<[number, JsonObject]> {
  for (const [index, item] of (list ?? []).entries()) if (isJsonObject(item)) yield [index, item];
}

/** The member as an object, which is made where there is none. */
export function ensureObject(parent: JsonObject, key: string): JsonObject {
  const known = objectOf(parent[key]);
  if (known !== undefined) return known;
  const made: JsonObject = {};
  parent[key] = made;
  return made;
}

export function ensureList(parent: JsonObject, key: string): JsonValue[] {
  const known = listOf(parent[key]);
  if (known !== undefined) return known;
  const made: JsonValue[] = [];
  parent[key] = made;
  return made;
}

/** The context under the key that its kind usually has, when it is of that kind. */
export function contextOf(root: JsonObject, type: string, key = type): JsonObject | undefined {
  const context = objectOf(memberOf(objectOf(root.contexts) ?? {}, key));
  return context?.type === type ? context : undefined;
}

/** The same, made where there is none; another kind of context there gives way. */
export function ensureContext(root: JsonObject, type: string, key = type): JsonObject {
  const known = contextOf(root, type, key);
  if (known !== undefined) return known;
  const made: JsonObject = { type };
  ensureObject(root, "contexts")[key] = made;
  return made;
}

/** The first value of a tag that is there. */
export function tagOf(root: JsonObject, key: string): string | undefined {
  return pairOf(listOf(root.tags), key);
}

/** The value of the first pair with this key. */
export function pairOf(pairs: readonly JsonValue[] | undefined, key: string): string | undefined {
  for (const pair of pairs ?? []) if (Array.isArray(pair) && pair[0] === key) return textOf(pair[1]);
  return undefined;
}

/** Of a request's header, whatever the case of its name; the last one counts. */
export function headerOf(headers: readonly JsonValue[] | undefined, name: string): string | undefined {
  const lower = name.toLowerCase();
  let found: string | undefined;
  for (const pair of headers ?? []) {
    if (Array.isArray(pair) && typeof pair[0] === "string" && pair[0].toLowerCase() === lower)
      found = textOf(pair[1]) ?? found;
  }
  return found;
}
