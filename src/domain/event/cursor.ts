import type { JsonValue } from "../../kernel/base/json/value.ts";
import type { EventDocument } from "./document.ts";
import type { MetaNode, PathKey } from "./meta.ts";

/** A place in a document, moved along while the document is gone over. */
export class Cursor {
  readonly document: EventDocument;
  readonly path: PathKey[] = [];

  constructor(document: EventDocument) {
    this.document = document;
  }

  static at(document: EventDocument, ...path: readonly PathKey[]): Cursor {
    const cursor = new Cursor(document);
    cursor.path.push(...path);
    return cursor;
  }

  /** What is said about the value here; made when nothing is yet. */
  meta(): MetaNode {
    return this.document.metaAt(this.path);
  }

  findMeta(): MetaNode | undefined {
    const { meta } = this.document;
    if (meta.children.size === 0 && this.path.length > 0) return undefined;
    return this.document.findMeta(this.path);
  }

  /** Whether nothing is said about the value here. */
  isUnsaid(): boolean {
    return this.findMeta()?.isEmpty ?? true;
  }

  /** Refuses a value: it becomes null, the reason and, when it is small, the value itself are kept. */
  reject(reason: string | undefined, value: JsonValue): null {
    const meta = this.meta();
    meta.addError("invalid_data", reason === undefined ? undefined : { reason });
    meta.setOriginalValue(value);
    return null;
  }
}
