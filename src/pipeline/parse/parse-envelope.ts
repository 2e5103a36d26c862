/**
 * Bytes to envelope. Pure: bad input is a value, any bytes parse without throwing. Payloads are views of the bytes.
 *
 *     envelope := headers ["\n" { item }]
 *     item     := item_headers ["\n" payload ["\n"]]
 *     payload  := `length` bytes, or bytes up to the next "\n" or the end
 */
import { Envelope } from "../../domain/protocol/envelope.ts";
import { HeaderFields, unsignedFrom } from "../../domain/protocol/header-fields.ts";
import { ITEM_FIELD_RANKS, Item } from "../../domain/protocol/item.ts";
import { PROTOCOL_VERSION, type RequestMeta } from "../../domain/protocol/request-meta.ts";
import { JsonObject, skipSpace } from "../../kernel/base/json-object.ts";
import { KeyTable } from "../../kernel/base/key-table.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import {
  type EnvelopeError,
  type EnvelopeProblem,
  fieldDetail,
  notAnObjectDetail,
} from "./envelope-error.ts";
import { type ParsedHeader, parseEnvelopeHeader } from "./envelope-header.ts";
import { newEventId } from "./event-id.ts";
import { mergeMeta } from "./meta-header.ts";
import { PlainItemHeader } from "./plain-item-header.ts";
import { notAnInteger, valueText } from "./value-text.ts";

/** Items of one envelope. */
const MAX_ITEMS = 500;

const LINE_FEED = 0x0a;
const U64_MAX = 18446744073709551615n;
const reader = new JsonObject();
const plain = new PlainItemHeader();
const ITEM_KEYS = new KeyTable(["type", "length"]);
const TYPE = 0;
const LENGTH = 1;

export interface ParseOptions {
  /**
   * Whether the envelope header may speak for the request (client, origin, addresses, user agent …), as relays in a
   * chain do. The reference believes anybody.
   */
  readonly trustMeta?: boolean;
}

/**
 * Parses the body of a request whose authentication is known. An envelope with an event gets an `event_id`.
 * @see https://develop.sentry.dev/sdk/data-model/envelopes/
 */
export function parseEnvelope(
  bytes: Uint8Array,
  request: RequestMeta,
  options: ParseOptions = {},
): Result<Envelope, EnvelopeError> {
  const parsed = parseHeader(bytes);
  if (!parsed.ok) return parsed;
  const header = parsed.value;
  const mismatch = findMismatch(header, request);
  if (mismatch !== undefined) return err({ problem: mismatch });
  const trusted = header.meta !== undefined && options.trustMeta !== false;
  return finish(bytes, header, trusted ? mergeMeta(request, header.meta) : request);
}

/**
 * Parses an envelope that a relay stored, spooled say: its header must bring the `dsn`, and speaks for the request
 * that is gone.
 */
export function parseStoredEnvelope(
  bytes: Uint8Array,
  receivedAtMs: number,
): Result<Envelope, EnvelopeError> {
  const parsed = parseHeader(bytes);
  if (!parsed.ok) return parsed;
  const header = parsed.value;
  if (header.dsn === undefined)
    return err({ problem: "invalid envelope header", detail: "missing field `dsn`" });
  const meta: RequestMeta = {
    dsn: header.dsn,
    version: PROTOCOL_VERSION,
    forwardedFor: "",
    noCache: false,
    receivedAtMs,
    fromInternalRelay: false,
  };
  return finish(bytes, header, header.meta === undefined ? meta : mergeMeta(meta, header.meta));
}

function parseHeader(bytes: Uint8Array): Result<ParsedHeader, EnvelopeError> {
  const start = skipSpace(bytes, 0);
  return start === bytes.length
    ? err({ problem: "missing envelope header" })
    : parseEnvelopeHeader(bytes, start);
}

/** Host and scheme of the dsn are never compared. */
function findMismatch(header: ParsedHeader, request: RequestMeta): EnvelopeProblem | undefined {
  const origin = header.meta?.origin;
  if (origin !== undefined && origin !== request.origin) {
    return "origin header mismatch between envelope and request";
  }
  if (header.dsn === undefined) return undefined;
  if (request.dsn.projectId !== undefined && header.dsn.projectId !== request.dsn.projectId) {
    return "project id header mismatch between envelope and request";
  }
  if (header.dsn.publicKey !== request.dsn.publicKey) {
    return "public key header mismatch between envelope and request";
  }
  return undefined;
}

function finish(bytes: Uint8Array, header: ParsedHeader, meta: RequestMeta): Result<Envelope, EnvelopeError> {
  const items: Item[] = [];
  const problem = parseItems(bytes, header.end, items);
  if (problem !== undefined) return err(problem);
  const eventId = header.eventId ?? (items.some((item) => item.createsEvent) ? newEventId() : undefined);
  const { sentAt, trace, requiredFeatures, other } = header;
  return ok(new Envelope({ eventId, meta, sentAt, trace, requiredFeatures, other }, items));
}

/** Parses what follows the envelope header into `items`. */
function parseItems(bytes: Uint8Array, headerEnd: number, items: Item[]): EnvelopeError | undefined {
  let at = headerEnd;
  if (at < bytes.length && bytes[at] !== LINE_FEED)
    return { problem: "missing newline after header or payload" };
  at += 1;
  while (at < bytes.length) {
    if (items.length === MAX_ITEMS) return { problem: "too many individual items" };
    const start = skipSpace(bytes, at);
    if (start === bytes.length) return { problem: "unexpected end of file" };
    const header = plain.read(bytes, start) ? plain : parseItemHeader(bytes, start);
    if ("problem" in header) return header;
    const { type, length, end } = header;
    if (end < bytes.length && bytes[end] !== LINE_FEED) {
      return { problem: "missing newline after header or payload" };
    }
    const from = Math.min(end + 1, bytes.length);
    const to = length === undefined ? lineEnd(bytes, from) : from + length;
    if (to > bytes.length) return { problem: "unexpected end of file" };
    if (to < bytes.length && bytes[to] !== LINE_FEED)
      return { problem: "missing newline after header or payload" };
    const payload = bytes.subarray(from, to);
    items.push(
      header === plain
        ? Item.plain(plain.type, payload, length !== undefined)
        : Item.received(type, payload, length !== undefined, (header as ItemHeader).fields),
    );
    at = to + 1;
  }
  return undefined;
}

interface ItemHeader {
  /** Offset after the closing brace. */
  readonly end: number;
  readonly type: string;
  readonly length: number | undefined;
  readonly fields: HeaderFields | undefined;
}

function parseItemHeader(bytes: Uint8Array, start: number): ItemHeader | EnvelopeError {
  let type: string | undefined;
  let length: number | undefined;
  let fields: HeaderFields | undefined;
  reader.enter(bytes, start);
  while (reader.next() && reader.skip()) {
    const key = reader.keyIn(ITEM_KEYS);
    if (key === TYPE) {
      if (type !== undefined) {
        return invalidItem(fieldDetail(bytes, start, reader.keyEnd, "duplicate field `type`"));
      }
      type = reader.string();
      if (type === undefined) {
        const found = valueText(reader.raw());
        const message = `invalid type: ${found}, expected an envelope item type (see sentry develop docs)`;
        return invalidItem(fieldDetail(bytes, start, reader.valueEnd, message));
      }
    } else if (key === LENGTH) {
      length = lengthOf(reader.raw());
      if (length === undefined) return invalidItem(notAnInteger(reader.raw(), "usize"));
    } else {
      fields ??= new HeaderFields(ITEM_FIELD_RANKS);
      fields.setRaw(reader.key(), reader.raw());
    }
  }
  if (reader.error !== undefined) {
    return invalidItem(notAnObjectDetail(bytes, start, reader.error, "struct ItemHeaders"));
  }
  if (type === undefined) return invalidItem(fieldDetail(bytes, start, reader.end, "missing field `type`"));
  return { type, length, fields, end: reader.end };
}

/** A length as good as any that exceeds the bytes when it is too large to count with. */
function lengthOf(json: string): number | undefined {
  const length = unsignedFrom(json, Number.MAX_SAFE_INTEGER);
  if (length !== undefined) return length;
  return /^\d{1,20}$/.test(json) && BigInt(json) <= U64_MAX ? Number.MAX_SAFE_INTEGER : undefined;
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const at = bytes.indexOf(LINE_FEED, from);
  return at < 0 ? bytes.length : at;
}

function invalidItem(detail: string): EnvelopeError {
  return { problem: "invalid item header", detail };
}
