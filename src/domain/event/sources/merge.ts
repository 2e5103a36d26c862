import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  setMember,
} from "../../../kernel/base/json/value.ts";

/** Adds what is not there yet, at every level; what is there stays, null too. */
export function mergeInto(target: JsonObject, source: JsonValue): void {
  if (!isJsonObject(source)) return;
  for (const [key, value] of Object.entries(source)) {
    if (value === undefined) continue;
    const known = memberOf(target, key);
    if (known === undefined) setMember(target, key, value);
    else if (isJsonObject(known)) mergeInto(known, value);
  }
}

/** Adds a value at the end of a path, unless something is there, or in the way. */
export function mergeAt(target: JsonObject, path: readonly string[], value: JsonValue): void {
  let object = target;
  for (const [at, key] of path.entries()) {
    const known = memberOf(object, key);
    if (at === path.length - 1) {
      if (known === undefined) setMember(object, key, value);
      return;
    }
    if (known !== undefined && !isJsonObject(known)) return;
    const inner: JsonObject = known ?? {};
    if (known === undefined) setMember(object, key, inner);
    object = inner;
  }
}
