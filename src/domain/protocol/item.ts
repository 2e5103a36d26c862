import { ATTACHMENT_TYPES, type AttachmentType, attachmentTypeOf } from "./attachment-type.ts";
import { type ContentType, contentTypeOf } from "./content-type.ts";
import { type FieldRanks, HeaderFields, quote, type ReadonlyHeaderFields, unquote } from "./header-fields.ts";
import { ITEM_TYPES, type ItemType, itemTypeOf, type KnownItemType } from "./item-type.ts";

const U32_MAX = 0xffff_ffff;

/** Item headers after `type` and `length`, as they are written. */
const KNOWN_FIELDS = [
  "item_count",
  "attachment_type",
  "content_type",
  "filename",
  "platform",
  "span_count",
  "fully_normalized",
  "sampled",
  "meta_length",
  "span_id",
  "attachment_length",
  "sentry_release",
  "sentry_environment",
];
export const ITEM_FIELD_RANKS: FieldRanks = new Map(KNOWN_FIELDS.map((key, rank) => [key, rank]));

const NO_FIELDS = new HeaderFields(ITEM_FIELD_RANKS);

/**
 * One item of an envelope: its headers and its payload. The payload is a view into the request's body until somebody
 * replaces it, and stays bytes until a step parses it. A known header of the wrong JSON type reads as absent but is
 * forwarded as it came.
 */
export class Item {
  readonly type: ItemType;
  /** The type's name on the wire; for `unknown` items what the sender wrote. */
  readonly typeName: string;
  /**
   * Set by the fast rate limits on an event-creating attachment that survives an attachment limit: it was counted
   * already. Never leaves the process.
   */
  rateLimited = false;
  #payload: Uint8Array;
  #writesLength: boolean;
  #fields: HeaderFields;

  private constructor(
    type: ItemType,
    typeName: string,
    payload: Uint8Array,
    length: boolean,
    fields: HeaderFields,
  ) {
    this.type = type;
    this.typeName = typeName;
    this.#payload = payload;
    this.#writesLength = length;
    this.#fields = fields;
  }

  /** An item of our own making; `length` is always written. */
  static create(type: KnownItemType, payload: Uint8Array, contentType?: ContentType): Item {
    const item = new Item(type, type, payload, true, NO_FIELDS);
    if (contentType !== undefined) item.setHeader("content_type", contentType);
    return item;
  }

  /** An item as it came, with no header but a known type and perhaps its length. */
  static plain(type: KnownItemType, payload: Uint8Array, hasLength: boolean): Item {
    return new Item(type, type, payload, hasLength, NO_FIELDS);
  }

  /**
   * An item as it came. Without a `length` header of its own it gets none when written, until it is touched.
   * @param fields headers but `type` and `length`, ranked by {@link ITEM_FIELD_RANKS}; `undefined` when there are none
   */
  static received(
    typeName: string,
    payload: Uint8Array,
    hasLength: boolean,
    fields: HeaderFields | undefined,
  ): Item {
    const named = itemTypeOf(typeName);
    if (fields === undefined) {
      return new Item(named, named === "unknown" ? typeName : named, payload, hasLength, NO_FIELDS);
    }
    const rawKind = fields.raw("attachment_type");
    const known = rawKind === undefined || isAttachmentType(rawKind);
    const type = known ? named : "unknown";
    return new Item(type, named === "unknown" ? typeName : named, payload, hasLength, fields);
  }

  get payload(): Uint8Array {
    return this.#payload;
  }

  /** Replaces the payload; from then on the item carries its `length`. */
  setPayload(payload: Uint8Array, contentType?: ContentType): void {
    this.#payload = payload;
    this.#writesLength = true;
    if (contentType !== undefined) this.setHeader("content_type", contentType);
  }

  /** Any header but `type` and `length`. */
  get headers(): ReadonlyHeaderFields {
    return this.#fields;
  }

  setHeader(key: string, value: string | number | boolean | null): void {
    if (this.#fields === NO_FIELDS) this.#fields = new HeaderFields(ITEM_FIELD_RANKS);
    this.#fields.set(key, value);
  }

  /** The content type when it is one we know; see also `headers.string("content_type")`. */
  get contentType(): ContentType | undefined {
    const text = this.#fields.string("content_type");
    return text === undefined ? undefined : contentTypeOf(text);
  }

  get filename(): string | undefined {
    return this.#fields.string("filename");
  }

  get platform(): string | undefined {
    return this.#fields.string("platform");
  }

  /** What kind of attachment this is; without the header a plain one, or a Switch crash by its name and magic. */
  get attachmentType(): AttachmentType | undefined {
    if (this.type !== "attachment") return undefined;
    const name = this.#fields.string("attachment_type");
    const known = name === undefined ? undefined : attachmentTypeOf(name);
    if (known !== undefined) return known;
    return this.filename === "dying_message.dat" && startsWithSntr(this.#payload)
      ? "nswitch.dying_message"
      : "event.attachment";
  }

  /** How many things the item holds; `undefined` when it does not say, or is of a type that does not count. */
  get itemCount(): number | undefined {
    return ITEM_TYPES[this.type].counted ? this.#fields.unsigned("item_count", U32_MAX) : undefined;
  }

  /** Spans inside a transaction. */
  get spanCount(): number | undefined {
    return this.#fields.unsigned("span_count", U32_MAX);
  }

  /** False for a profile whose transaction was dropped by sampling. */
  get sampled(): boolean {
    return this.#fields.boolean("sampled") ?? true;
  }

  /** Size in bytes of the JSON metadata that a trace attachment starts with. */
  get metaLength(): number | undefined {
    return this.#fields.unsigned("meta_length", U32_MAX);
  }

  /** Size in bytes of the remote file of an attachment reference. */
  get attachmentLength(): number | undefined {
    return this.#fields.unsigned("attachment_length", Number.MAX_SAFE_INTEGER);
  }

  /** A trace attachment that belongs to a span says so by this header, even when it is null. */
  get isSpanAttachment(): boolean {
    return this.isTraceAttachment && this.#fields.has("span_id");
  }

  get isTraceAttachment(): boolean {
    return this.type === "attachment" && this.contentType === "application/vnd.sentry.trace-attachment";
  }

  /** Its payload only says where the file lies. */
  get isAttachmentReference(): boolean {
    return this.type === "attachment" && this.contentType === "application/vnd.sentry.attachment-ref+json";
  }

  get createsEvent(): boolean {
    if (this.type !== "attachment") return ITEM_TYPES[this.type].createsEvent;
    return ATTACHMENT_TYPES[this.attachmentType as AttachmentType].createsEvent;
  }

  get requiresEvent(): boolean {
    return ITEM_TYPES[this.type].requiresEvent && !this.isTraceAttachment;
  }

  /** The item's header line without its line feed. */
  headerJson(): string {
    const length = this.#writesLength ? `,"length":${this.#payload.length}` : "";
    const name = this.type === "unknown" ? quote(this.typeName) : `"${this.typeName}"`;
    return this.#fields.size === 0
      ? `{"type":${name}${length}}`
      : `{"type":${name}${length}${this.#fields.toJson()}}`;
  }
}

function isAttachmentType(json: string): boolean {
  return json.charCodeAt(0) === 0x22 && attachmentTypeOf(unquote(json)) !== undefined;
}

function startsWithSntr(payload: Uint8Array): boolean {
  return payload[0] === 0x73 && payload[1] === 0x6e && payload[2] === 0x74 && payload[3] === 0x72;
}
