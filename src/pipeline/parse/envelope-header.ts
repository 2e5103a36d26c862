import { type Dsn, parseDsn } from "../../domain/protocol/dsn.ts";
import type { EnvelopeHeaders } from "../../domain/protocol/envelope.ts";
import { featureOf } from "../../domain/protocol/feature.ts";
import { HeaderFields, unquote } from "../../domain/protocol/header-fields.ts";
import { canonicalRfc3339, rfc3339Problem } from "../../domain/protocol/rfc3339.ts";
import { parseTraceContext, type TraceContext } from "../../domain/protocol/trace-context.ts";
import { parseUuid } from "../../domain/protocol/uuid.ts";
import { JsonScan } from "../../kernel/base/json-scan.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type EnvelopeError, fieldDetail, notAnObjectDetail } from "./envelope-error.ts";
import { type MetaDraft, readMetaField } from "./meta-header.ts";
import { valueText } from "./value-text.ts";

/** The envelope header as written, before it is merged with what the request says. */
export interface ParsedHeader {
  readonly eventId: string | undefined;
  readonly dsn: Dsn | undefined;
  readonly sentAt: string | undefined;
  readonly trace: TraceContext | null | undefined;
  readonly requiredFeatures: readonly string[];
  readonly meta: MetaDraft | undefined;
  readonly other: HeaderFields;
  /** Offset after the closing brace. */
  readonly end: number;
}

const scan = new JsonScan();
const NO_FEATURES: EnvelopeHeaders["requiredFeatures"] = [];

/** One bit per known key, to notice a repeated one. The names of the request's own data: meta-header.ts. */
const KNOWN_BITS: Readonly<Record<string, number>> = Object.assign(Object.create(null), {
  event_id: 1,
  dsn: 2,
  client: 4,
  version: 8,
  origin: 16,
  remote_addr: 32,
  forwarded_for: 64,
  user_agent: 128,
  client_hints: 256,
  no_cache: 512,
  sent_at: 1024,
  trace: 2048,
  required_features: 4096,
});

/** Keys that are not the request's own data. */
const OWN_KEYS: ReadonlySet<string> = new Set(["event_id", "sent_at", "trace", "required_features"]);

/** Reads the header whose first byte is at `start`. */
export function parseEnvelopeHeader(bytes: Uint8Array, start: number): Result<ParsedHeader, EnvelopeError> {
  if (!scan.scan(bytes, start)) {
    return err(invalid(notAnObjectDetail(bytes, start, scan.error, "struct EnvelopeHeaders")));
  }
  let eventId: string | undefined;
  let dsn: Dsn | undefined;
  let sentAt: string | undefined;
  let trace: TraceContext | null | undefined;
  let requiredFeatures = NO_FEATURES;
  let meta: MetaDraft | undefined;
  const other = new HeaderFields();
  /** What is wrong with the request's data: the reference looks at it when the rest is read. */
  let late: string | undefined;
  let seen = 0;
  for (let i = 0; i < scan.count; i++) {
    const key = scan.key(i);
    const bit = KNOWN_BITS[key];
    if (bit === undefined) {
      other.setRaw(key, scan.raw(i));
      continue;
    }
    if ((seen & bit) !== 0) {
      const message = `duplicate field \`${key}\``;
      if (OWN_KEYS.has(key)) return err(invalid(fieldDetail(bytes, start, scan.keyEnd(i), message)));
      late ??= message;
      continue;
    }
    seen |= bit;
    const text = scan.string(i);
    const isNull = text === undefined && scan.kind(i) === "null";
    switch (key) {
      case "event_id":
        if (isNull) break;
        eventId = text === undefined ? undefined : parseUuid(text);
        if (eventId === undefined) return fail(bytes, start, i, notAnEventId(scan.raw(i)));
        break;
      case "dsn": {
        if (isNull) break;
        const parsed = text === undefined ? undefined : parseDsn(text);
        if (parsed?.ok) dsn = parsed.value;
        else late ??= parsed?.error ?? notA("string", scan.raw(i));
        break;
      }
      case "sent_at":
        if (isNull) break;
        sentAt = text === undefined ? undefined : canonicalRfc3339(text);
        if (sentAt === undefined) return fail(bytes, start, i, notATime(scan.raw(i)));
        break;
      case "trace":
        trace = isNull ? undefined : (parseTraceContext(bytes, scan.valueStart(i)) ?? null);
        break;
      case "required_features": {
        const features = featuresOf(scan.raw(i));
        if (features === undefined) return fail(bytes, start, i, notFeatures(scan.raw(i)));
        requiredFeatures = features;
        break;
      }
      default: {
        meta ??= {};
        late ??= readMetaField(meta, key, text, scan.raw(i), bytes, scan.valueStart(i));
      }
    }
  }
  if (late !== undefined) return err(invalid(fieldDetail(bytes, start, scan.end, late)));
  return ok({ eventId, dsn, sentAt, trace, requiredFeatures, meta, other, end: scan.end });
}

function notAnEventId(json: string): string {
  const reason = json.charCodeAt(0) === 0x22 ? "value" : "type";
  return `invalid ${reason}: ${valueText(json)}, expected an event identifier`;
}

function notATime(json: string): string {
  if (json.charCodeAt(0) !== 0x22)
    return `invalid type: ${valueText(json)}, expected an RFC 3339 formatted date and time`;
  return rfc3339Problem(unquote(json));
}

function notA(what: string, json: string): string {
  return `invalid type: ${valueText(json)}, expected a ${what}`;
}

function notFeatures(json: string): string {
  return json.charCodeAt(0) === 0x5b ? "expected value" : notA("sequence", json);
}

/** An array of strings, unknown names replaced; `undefined` when it is anything else. */
function featuresOf(json: string): string[] | undefined {
  const value: unknown = JSON.parse(json);
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) return undefined;
  return value.map(featureOf);
}

function invalid(detail: string): EnvelopeError {
  return { problem: "invalid envelope header", detail };
}

function fail(
  bytes: Uint8Array,
  start: number,
  index: number,
  message: string,
): Result<never, EnvelopeError> {
  return err(invalid(fieldDetail(bytes, start, scan.valueEnd(index), message)));
}
