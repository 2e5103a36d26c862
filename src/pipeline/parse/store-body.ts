import type { Envelope } from "../../domain/protocol/envelope.ts";
import { Item } from "../../domain/protocol/item.ts";
import { queryValue } from "../../domain/protocol/query.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { parseUuid } from "../../domain/protocol/uuid.ts";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { JsonObject, skipSpace } from "../../kernel/base/json-object.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import type { Inflate } from "../../kernel/runtime/compression.ts";
import { decodeBase64 } from "./base64.ts";
import { envelopeErrorCauses, fieldDetail, notAnObjectDetail } from "./envelope-error.ts";
import { replaceNonFinite, writesNonFinite } from "./nan.ts";
import { hasInternalItems, newEnvelope } from "./new-envelope.ts";
import { type ParseOptions, parseEnvelope } from "./parse-envelope.ts";
import { type RequestError, refuse, refusePlain } from "./request-error.ts";
import { valueText } from "./value-text.ts";

export interface StoreOptions extends ParseOptions {
  /** The request's `Content-Type`, as sent. */
  readonly contentType: string | undefined;
  /** Also limits what a compressed body may inflate to. */
  readonly maxEventSizeBytes: number;
  readonly inflate: Inflate;
}

const OPEN_BRACE = 0x7b;
/** Reads only `event_id` and `type`: whatever else is wrong in an event is not this endpoint's business. */
const reader = new JsonObject(true);

/**
 * Parses the body of the legacy store endpoint: an envelope by its content type, a JSON event, or base64 of one, also
 * deflated.
 * @see https://develop.sentry.dev/sdk/foundations/transport/envelopes/ for the endpoint that replaced it
 */
export function parseStoreBody(
  body: Uint8Array,
  meta: RequestMeta,
  options: StoreOptions,
): Result<Envelope, RequestError> {
  if (body.length === 0) return refuse(400, "empty request body");
  if (options.contentType === "application/x-sentry-envelope")
    return parseStoredAsEnvelope(body, meta, options);
  const decoded = decodeBody(body, options);
  if (!decoded.ok) return decoded;
  if (decoded.value.length === 0) return refuse(400, "empty request body");
  const json = writesNonFinite(meta.client) ? replaceNonFinite(decoded.value) : decoded.value;
  const event = readEvent(json);
  if (!event.ok) return event;
  const item = Item.create(event.value.type, json, "application/json");
  return ok(newEnvelope(meta, [item], { eventId: event.value.eventId }));
}

/** The body that a GET request brings as `sentry_data`. */
export function storeQueryBody(query: string): Result<Uint8Array, RequestError> {
  const data = queryValue(query, "sentry_data");
  if (data !== undefined) return ok(utf8Bytes(data));
  return refusePlain(400, "Failed to deserialize query string: missing field `sentry_data`");
}

function parseStoredAsEnvelope(
  body: Uint8Array,
  meta: RequestMeta,
  options: ParseOptions,
): Result<Envelope, RequestError> {
  const envelope = parseEnvelope(body, meta, options);
  if (!envelope.ok) return refuse(400, "invalid event envelope", ...envelopeErrorCauses(envelope.error));
  return hasInternalItems(envelope.value) ? refuse(400, "envelope contains internal items") : envelope;
}

/** JSON starts with a brace; anything else is base64 of JSON, or of JSON in zlib format. */
function decodeBody(body: Uint8Array, options: StoreOptions): Result<Uint8Array, RequestError> {
  if (body[0] === OPEN_BRACE) return ok(body);
  const binary = decodeBase64(body);
  if (!binary.ok) return refuse(400, "invalid request body", binary.error);
  if (binary.value.length === 0 || binary.value[0] === OPEN_BRACE) return binary;
  const json = options.inflate("deflate", binary.value, options.maxEventSizeBytes);
  if (json.ok) return json;
  if (json.error === "corrupt") return refuse(400, "invalid request body", "corrupt deflate stream");
  return invalidJson(`EOF while parsing a value at line 1 column ${options.maxEventSizeBytes}`);
}

interface StoreEvent {
  readonly eventId: string | undefined;
  readonly type: "event" | "transaction" | "security";
}

function readEvent(json: Uint8Array): Result<StoreEvent, RequestError> {
  let eventId: string | undefined;
  let type: StoreEvent["type"] | undefined;
  let hasId = false;
  const start = skipSpace(json, 0);
  reader.enter(json, start);
  while (reader.next() && reader.skip()) {
    const key = reader.key();
    if (key !== "event_id" && key !== "type") continue;
    if (key === "event_id" ? hasId : type !== undefined) {
      return invalidJson(fieldDetail(json, 0, reader.keyEnd, `duplicate field \`${key}\``));
    }
    const text = reader.string();
    if (key === "type") {
      if (text === undefined)
        return invalidJson(fieldDetail(json, 0, reader.valueStart + 1, "expected value"));
      type = itemTypeOf(text);
      continue;
    }
    hasId = true;
    if (reader.isNull()) continue;
    eventId = text === undefined ? undefined : parseUuid(text);
    if (eventId === undefined) {
      const what = `invalid ${text === undefined ? "type" : "value"}: ${valueText(reader.raw())}`;
      return invalidJson(fieldDetail(json, 0, reader.valueEnd, `${what}, expected an event identifier`));
    }
  }
  if (reader.error !== undefined)
    return invalidJson(notAnObjectDetail(json, 0, reader.error, "struct MinimalEvent"));
  const after = skipSpace(json, reader.end);
  if (after < json.length) return invalidJson(fieldDetail(json, 0, after + 1, "trailing characters"));
  return ok({ eventId, type: type ?? "event" });
}

function itemTypeOf(eventType: string): StoreEvent["type"] {
  if (eventType === "transaction") return "transaction";
  return eventType === "csp" ? "security" : "event";
}

/** @param cause `<message> at line <l> column <c>` */
function invalidJson(cause: string): Result<never, RequestError> {
  const [, message = cause, line = "0", column = "0"] =
    /^(.*) at line (\d+) column (\d+)$/s.exec(cause) ?? [];
  const quoted = message.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return refuse(400, `invalid JSON data: Error("${quoted}", line: ${line}, column: ${column})`, cause);
}
