import { isJsonObject, type JsonObject } from "../../../kernel/base/json/value.ts";
import { isMissing, listOf, objectOf, objectsIn, textOf } from "../access.ts";
import type { EventDocument } from "../document.ts";
import { isKnownImage } from "../schema/debug-meta.ts";

const PATH = ["debug_meta", "images"];

/** Images in the old form of Apple SDKs become `macho` ones. */
export function convertAppleImages(document: EventDocument): void {
  const images = listOf(objectOf(document.root.debug_meta)?.images);
  for (const [index, image] of objectsIn(images)) {
    if (image.type !== "apple") continue;
    (images as JsonObject[])[index] = machoOf(image);
    const meta = document.findMeta([...PATH, index]);
    for (const [from, to] of [
      ["name", "code_file"],
      ["uuid", "debug_id"],
    ] as const) {
      const moved = meta?.children.get(from);
      meta?.children.delete(from);
      if (moved !== undefined) meta?.children.set(to, moved);
    }
    requireAll(document, (images as JsonObject[])[index] as JsonObject, index);
  }
}

function machoOf({ name, uuid, cpu_type: _type, cpu_subtype: _subtype, ...rest }: JsonObject): JsonObject {
  return { ...rest, code_file: name, debug_id: uuid, type: "macho" };
}

function requireAll(document: EventDocument, image: JsonObject, index: number): void {
  for (const name of ["code_file", "debug_id"]) {
    if (!isMissing(image[name])) continue;
    image[name] = null;
    const meta = document.metaAt([...PATH, index, name]);
    if (meta.errors.length === 0) meta.addError("missing_attribute");
  }
}

/** Nobody can do anything with images of unknown kinds. */
export function dropUnknownImages(document: EventDocument): void {
  const images = listOf(objectOf(document.root.debug_meta)?.images);
  if (images === undefined) return;
  for (const [index, image] of images.entries()) {
    if (!isJsonObject(image) || isKnownImage(textOf(image.type))) continue;
    const meta = document.metaAt([...PATH, index]);
    meta.addError("invalid_data", { reason: "unsupported debug image type" });
    meta.setOriginalValue(image);
    images[index] = null;
  }
}
