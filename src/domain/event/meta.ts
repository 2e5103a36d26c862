import { isJsonObject, type JsonObject, type JsonValue, setMember } from "../../kernel/base/json/value.ts";
import { flatSize, MAX_VALUE_SIZE } from "./flat-size.ts";

/** `x` removed, `s` substituted, `m` masked, `p` pseudonymised, `e` encrypted, `a` only noted. */
export type RemarkType = "a" | "x" | "s" | "m" | "p" | "e";

/** What a rule did; the range is in UTF-8 bytes of the text as it is now. */
export type Remark =
  | readonly [rule: string, type: RemarkType]
  | readonly [rule: string, type: RemarkType, start: number, end: number];

/** A kind alone, or with data such as the reason. */
export type MetaError = string | readonly [kind: string, data: JsonObject];

const REMARK_TYPES = new Set("axsmpe");
const U32_MAX = 0xffff_ffff;

/** One step down: a member's name or an item's index. */
export type PathKey = string | number;

/**
 * What is known about one value besides itself, and about the values below: a mirror of the document in which only
 * nodes exist that say something. Written as `_meta`.
 */
export class MetaNode {
  readonly remarks: Remark[] = [];
  readonly errors: MetaError[] = [];
  /** Characters or items before the value was cut. */
  originalLength: number | undefined;
  /** The value before it was taken; kept when small. */
  originalValue: JsonValue | undefined;
  #children: Map<string, MetaNode> | undefined;
  /** Errors as texts, once there may be several: a hostile event has many thousands. */
  #told: Set<string> | undefined;

  /** What is said below, by the name or index of each value; made when asked for. */
  get children(): Map<string, MetaNode> {
    this.#children ??= new Map();
    return this.#children;
  }

  /** @param json a level of `_meta`; what is malformed counts as not there */
  static parse(json: JsonValue | undefined): MetaNode {
    const node = new MetaNode();
    if (!isJsonObject(json)) return node;
    for (const [key, value] of Object.entries(json)) {
      if (key === "") node.#readOwn(value);
      else node.children.set(key, MetaNode.parse(value));
    }
    return node;
  }

  child(key: PathKey): MetaNode | undefined {
    return this.#children?.get(String(key));
  }

  ensure(key: PathKey): MetaNode {
    const name = String(key);
    const known = this.children.get(name);
    if (known !== undefined) return known;
    const made = new MetaNode();
    this.children.set(name, made);
    return made;
  }

  /** Whether the value itself has nothing said about it. */
  get isEmpty(): boolean {
    return this.remarks.length === 0 && this.errors.length === 0 && !this.hasOriginal;
  }

  private get hasOriginal(): boolean {
    return this.originalLength !== undefined || this.originalValue !== undefined;
  }

  /** Equal errors are told once. */
  addError(kind: string, data?: JsonObject): void {
    const error: MetaError = data === undefined ? kind : [kind, data];
    if (this.errors.length > 0) {
      this.#told ??= new Set(this.errors.map((other) => JSON.stringify(other)));
      const text = JSON.stringify(error);
      if (this.#told.has(text)) return;
      this.#told.add(text);
    }
    this.errors.push(error);
  }

  removeError(kind: string): void {
    const at = this.errors.indexOf(kind);
    if (at < 0) return;
    this.errors.splice(at, 1);
    this.#told = undefined;
  }

  addRemark(remark: Remark): void {
    this.remarks.push(remark);
  }

  /** The first one counts. */
  setOriginalLength(length: number): void {
    this.originalLength ??= length;
  }

  /**
   * A value that is too large is not kept, silently.
   * @param kept what to keep of it, when that is written another way
   */
  setOriginalValue(value: JsonValue | undefined, kept: () => JsonValue | undefined = () => value): void {
    if (value !== undefined && flatSize(value) < MAX_VALUE_SIZE) this.originalValue = kept();
  }

  /** Takes over what another node says of its own value, after what this one says. */
  merge(other: MetaNode): void {
    for (const remark of other.remarks) this.remarks.push(remark);
    for (const error of other.errors) {
      if (typeof error === "string") this.addError(error);
      else this.addError(error[0], error[1]);
    }
    this.originalLength ??= other.originalLength;
    this.originalValue ??= other.originalValue;
  }

  clear(): void {
    this.remarks.length = 0;
    this.errors.length = 0;
    this.#told = undefined;
    this.originalLength = undefined;
    this.originalValue = undefined;
  }

  /** As `_meta` has it; `undefined` when nothing is said here or below. */
  toJson(): JsonObject | undefined {
    const json: JsonObject = {};
    let isEmpty = this.isEmpty;
    if (!isEmpty) json[""] = this.#ownJson();
    for (const [key, child] of this.#children ?? []) {
      const below = child.toJson();
      if (below === undefined) continue;
      setMember(json, key, below);
      isEmpty = false;
    }
    return isEmpty ? undefined : json;
  }

  /** Forgets what is said about values that the document does not have. */
  prune(value: JsonValue | undefined): void {
    for (const [key, child] of this.#children ?? []) {
      const below = memberAt(value, key);
      if (below === undefined) this.children.delete(key);
      else child.prune(below);
    }
  }

  #ownJson(): JsonObject {
    const json: JsonObject = {};
    if (this.remarks.length > 0) json.rem = this.remarks as unknown as JsonValue;
    if (this.errors.length > 0) json.err = this.errors as unknown as JsonValue;
    if (this.originalLength !== undefined) json.len = this.originalLength;
    if (this.originalValue !== undefined) json.val = this.originalValue;
    return json;
  }

  /** One malformed part makes all of it malformed. */
  #readOwn(json: JsonValue | undefined): void {
    if (!isJsonObject(json)) return;
    const remarks = readList(json.rem, readRemark);
    const errors = readList(json.err, readError);
    const { len = null, val } = json;
    const hasLength = typeof len === "number" && Number.isInteger(len) && len >= 0 && len <= U32_MAX;
    if (remarks === undefined || errors === undefined || !(hasLength || len === null)) return;
    for (const remark of remarks) this.remarks.push(remark);
    for (const error of errors) this.errors.push(error);
    if (hasLength) this.originalLength = len;
    if (val !== null && val !== undefined) this.originalValue = val;
  }
}

function memberAt(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return value[Number(key)];
  return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function readList<T>(json: JsonValue | undefined, read: (item: JsonValue) => T | undefined): T[] | undefined {
  if (json === undefined || json === null) return [];
  if (!Array.isArray(json)) return undefined;
  const items: T[] = [];
  for (const each of json) {
    const item = read(each);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function readRemark(json: JsonValue): Remark | undefined {
  if (!Array.isArray(json)) return undefined;
  const [rule, type, start, end] = json;
  if (typeof rule !== "string" || typeof type !== "string" || !REMARK_TYPES.has(type)) return undefined;
  const remark = [rule, type as RemarkType] as const;
  return typeof start === "number" && typeof end === "number" ? [...remark, start, end] : remark;
}

function readError(json: JsonValue): MetaError | undefined {
  if (typeof json === "string") return json;
  if (!Array.isArray(json) || typeof json[0] !== "string") return undefined;
  return isJsonObject(json[1]) ? [json[0], json[1]] : json[0];
}
