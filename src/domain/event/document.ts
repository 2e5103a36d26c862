import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { parseJson } from "../../kernel/base/json/parse.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../../kernel/base/json/value.ts";
import type { JsonSyntaxError } from "../../kernel/base/json-skip.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import { MetaNode, type PathKey } from "./meta.ts";

/**
 * One event's payload while it is worked on: plain JSON, and beside it what is to be said about its values.
 *
 * - A member that is gone is `undefined`. A `null` is written, and is there only when something is said about it or the sender
 *   put it where nulls count.
 * - Numbers may be kept as text: ask `numberOf`.
 * - Whoever moves a value takes along what is said about it: {@link EventDocument.move}.
 */
export class EventDocument {
  readonly root: JsonObject;
  readonly meta: MetaNode;
  /** There was nothing, or no object: an empty document stands for it, and says so. */
  readonly isNone: boolean;

  constructor(root: JsonObject, meta = new MetaNode(), isNone = false) {
    this.root = root;
    this.meta = meta;
    this.isNone = isNone;
  }

  static parse(payload: Uint8Array): Result<EventDocument, JsonSyntaxError> {
    const parsed = parseJson(payload);
    return parsed.ok ? ok(EventDocument.of(parsed.value)) : parsed;
  }

  /** Takes over a payload that is read already, and `_meta` out of it. */
  static of(root: JsonValue): EventDocument {
    if (isJsonObject(root)) {
      const meta = MetaNode.parse(root._meta);
      delete root._meta;
      return new EventDocument(root, meta);
    }
    const document = new EventDocument({}, new MetaNode(), true);
    if (root !== null) {
      document.meta.addError("invalid_data", { reason: "expected event" });
      document.meta.setOriginalValue(root);
    }
    return document;
  }

  /** What is said about the value at this path; made when nothing is yet. */
  metaAt(path: readonly PathKey[]): MetaNode {
    let node = this.meta;
    for (const key of path) node = node.ensure(key);
    return node;
  }

  findMeta(path: readonly PathKey[]): MetaNode | undefined {
    let node: MetaNode | undefined = this.meta;
    for (const key of path) node = node?.child(key);
    return node;
  }

  /** Compact JSON, `_meta` last. What is to be left out of it is. */
  toText(): string {
    const meta = this.meta.toJson();
    const text = JSON.stringify(this.root);
    if (meta === undefined) return text;
    return `${text.slice(0, -1)}${text === "{}" ? "" : ","}"_meta":${JSON.stringify(meta)}}`;
  }

  toBytes(): Uint8Array {
    return utf8Bytes(this.toText());
  }
}
