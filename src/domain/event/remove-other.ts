import { isJsonObject, type JsonObject, type JsonValue, setMember } from "../../kernel/base/json/value.ts";
import { Cursor } from "./cursor.ts";
import type { EventDocument } from "./document.ts";
import { EVENT } from "./schema/event.ts";
import type { StructType, Type } from "./schema/format.ts";

/** What old SDKs send and nobody reads any more. */
const FORGOTTEN = ["metadata", "hashes", "applecrashreport", "device", "repos", "query"];

/** Removes keys that the schema does not know: some in silence, some with a word. */
export function removeOther(document: EventDocument): void {
  for (const key of FORGOTTEN) document.root[key] = undefined;
  new Remover(document).struct(EVENT, document.root);
}

class Remover {
  readonly #at: Cursor;

  constructor(document: EventDocument) {
    this.#at = new Cursor(document);
  }

  struct(type: StructType, value: JsonObject): void {
    const removal = type.other?.removal ?? "silent";
    for (const key of Object.keys(value)) {
      const member = value[key];
      const field = type.fields.get(key);
      if (member === undefined) continue;
      this.#at.path.push(key);
      if (field !== undefined) this.#inside(field.type, member);
      else if (removal !== "retain") setMember(value, key, this.#removed(removal));
      this.#at.path.pop();
    }
  }

  /** What was said about it goes too. */
  #removed(removal: "silent" | "error"): JsonValue | undefined {
    if (removal === "silent") return undefined;
    const meta = this.#at.meta();
    meta.clear();
    meta.children.clear();
    meta.addError("invalid_attribute");
    return null;
  }

  #inside(type: Type, value: JsonValue): void {
    if (Array.isArray(value)) {
      if (type.kind === "list") this.#each(type.item.type, [...value.entries()]);
    } else if (isJsonObject(value)) {
      if (type.kind === "struct") this.struct(type, value);
      else if (type.kind === "variant")
        this.struct(type.variants.get(String(value.type)) ?? type.fallback, value);
      else if (type.kind === "map") this.#each(type.item.type, Object.entries(value));
    }
  }

  #each(type: Type, items: readonly (readonly [string | number, JsonValue | undefined])[]): void {
    if (type.kind === "json" || type.kind === "scalar") return;
    for (const [key, item] of items) {
      if (item === undefined) continue;
      this.#at.path.push(key);
      this.#inside(type, item);
      this.#at.path.pop();
    }
  }
}
