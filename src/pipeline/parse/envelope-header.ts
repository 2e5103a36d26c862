import { type Dsn, parseDsn } from "../../domain/protocol/dsn.ts";
import type { EnvelopeHeaders } from "../../domain/protocol/envelope.ts";
import { featureOf } from "../../domain/protocol/feature.ts";
import {
  HeaderFields,
  NO_HEADER_FIELDS,
  type ReadonlyHeaderFields,
  unquote,
} from "../../domain/protocol/header-fields.ts";
import { canonicalRfc3339, rfc3339Problem } from "../../domain/protocol/rfc3339.ts";
import { parseTraceContext, type TraceContext } from "../../domain/protocol/trace-context.ts";
import { readUuid } from "../../domain/protocol/uuid.ts";
import { JsonObject } from "../../kernel/base/json-object.ts";
import { KeyTable } from "../../kernel/base/key-table.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import { type EnvelopeError, fieldDetail, notAnObjectDetail } from "./envelope-error.ts";
import { META_KEYS, type MetaDraft, readMetaField } from "./meta-header.ts";
import { valueText } from "./value-text.ts";

/** The envelope header as written, before it is merged with what the request says. */
export interface ParsedHeader {
  readonly eventId: string | undefined;
  readonly dsn: Dsn | undefined;
  readonly sentAt: string | undefined;
  readonly trace: TraceContext | null | undefined;
  readonly requiredFeatures: readonly string[];
  readonly meta: MetaDraft | undefined;
  readonly other: ReadonlyHeaderFields;
  /** Offset after the closing brace. */
  readonly end: number;
}

const reader = new JsonObject();
const NO_FEATURES: EnvelopeHeaders["requiredFeatures"] = [];

/** Known keys. From `dsn` on they are about the request: see {@link readMetaField}. */
const KEYS = new KeyTable(["event_id", "sent_at", "trace", "required_features", "dsn", ...META_KEYS]);
const EVENT_ID = 0;
const SENT_AT = 1;
const TRACE = 2;
const REQUIRED_FEATURES = 3;
const DSN = 4;

type Draft = { -readonly [K in keyof ParsedHeader]: ParsedHeader[K] } & {
  /** What is wrong with the request's data: the reference looks at that when the rest is read. */
  late: string | undefined;
};

/** Reads the header whose first byte is at `start`. */
export function parseEnvelopeHeader(bytes: Uint8Array, start: number): Result<ParsedHeader, EnvelopeError> {
  const draft: Draft = {
    eventId: undefined,
    dsn: undefined,
    sentAt: undefined,
    trace: undefined,
    requiredFeatures: NO_FEATURES,
    meta: undefined,
    other: NO_HEADER_FIELDS,
    end: 0,
    late: undefined,
  };
  const problem = reader.enter(bytes, start) ? readMembers(draft, bytes, start) : undefined;
  if (problem !== undefined) return invalid(problem);
  if (reader.error !== undefined) {
    return invalid(notAnObjectDetail(bytes, start, reader.error, "struct EnvelopeHeaders"));
  }
  if (draft.late !== undefined) return invalid(fieldDetail(bytes, start, reader.end, draft.late));
  draft.end = reader.end;
  return ok(draft);
}

/** Reads member after member; returns what is wrong with one, unless it is the JSON itself. */
function readMembers(draft: Draft, bytes: Uint8Array, start: number): string | undefined {
  let other: HeaderFields | undefined;
  let seen = 0;
  while (reader.next()) {
    const key = reader.keyIn(KEYS);
    if (key < 0) {
      if (!reader.skip()) return undefined;
      other ??= new HeaderFields();
      other.setRaw(reader.key(), reader.raw());
      continue;
    }
    const repeated = (seen & (1 << key)) !== 0;
    if (repeated && key < DSN) {
      return fieldDetail(bytes, start, reader.keyEnd, `duplicate field \`${KEYS.name(key)}\``);
    }
    seen |= 1 << key;
    if (key === TRACE) {
      if (!readTrace(draft, bytes)) return undefined;
      continue;
    }
    if (!reader.skip()) return undefined;
    if (repeated) draft.late ??= `duplicate field \`${KEYS.name(key)}\``;
    const problem = readMember(draft, key, bytes);
    if (problem !== undefined) return fieldDetail(bytes, start, reader.valueEnd, problem);
  }
  if (other !== undefined) draft.other = other;
  return undefined;
}

/** Whether what stands there is JSON at all. */
function readTrace(draft: Draft, bytes: Uint8Array): boolean {
  const trace = parseTraceContext(bytes, reader.valueStart, reader);
  draft.trace = trace ?? (reader.isNull() ? undefined : null);
  return trace !== undefined || reader.skip();
}

function readMember(draft: Draft, key: number, bytes: Uint8Array): string | undefined {
  const text = reader.string();
  if (key > DSN) {
    draft.meta ??= {};
    draft.late ??= readMetaField(draft.meta, KEYS.name(key), text, reader, bytes);
    return undefined;
  }
  if (text === undefined && reader.isNull() && key !== REQUIRED_FEATURES) return undefined;
  switch (key) {
    case EVENT_ID:
      draft.eventId = readUuid(reader);
      return draft.eventId === undefined ? notAnEventId(reader.raw()) : undefined;
    case SENT_AT:
      draft.sentAt = text === undefined ? undefined : canonicalRfc3339(text);
      return draft.sentAt === undefined ? notATime(reader.raw()) : undefined;
    case REQUIRED_FEATURES: {
      const features = featuresOf(reader.raw());
      if (features === undefined) return notFeatures(reader.raw());
      draft.requiredFeatures = features;
      return undefined;
    }
    default: {
      const parsed = text === undefined ? undefined : parseDsn(text);
      if (parsed?.ok) draft.dsn = parsed.value;
      else draft.late ??= parsed?.error ?? notA("string", reader.raw());
      return undefined;
    }
  }
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

function invalid(detail: string): Result<never, EnvelopeError> {
  return err({ problem: "invalid envelope header", detail });
}
