import { JsonObject } from "../../kernel/base/json-object.ts";
import { KeyTable } from "../../kernel/base/key-table.ts";
import { isPublicKey } from "./dsn.ts";
import { floatText } from "./float-text.ts";
import {
  HeaderFields,
  NO_HEADER_FIELDS,
  quote,
  type ReadonlyHeaderFields,
  unquote,
} from "./header-fields.ts";
import { hyphenated, NIL_UUID, parseUuid } from "./uuid.ts";

/**
 * The dynamic sampling context: what the head of a trace said about it, in the envelope header `trace`.
 * @see https://develop.sentry.dev/sdk/telemetry/traces/dynamic-sampling-context/
 */
export interface TraceContext {
  readonly traceId: string;
  /** Key of the project whose sampling rules apply. */
  readonly publicKey: string;
  readonly release?: string | undefined;
  readonly environment?: string | undefined;
  readonly transaction?: string | undefined;
  readonly sampleRate?: number | undefined;
  readonly userSegment: string;
  readonly userId: string;
  /** 32 hex digits. */
  readonly replayId?: string | undefined;
  readonly sampled?: boolean | undefined;
  /** Members that we know nothing of, `sample_rand` for one. */
  readonly other: ReadonlyHeaderFields;
}

/** Members as they are read; texts that are only passed on stay JSON, absent ones `null` or empty. */
interface Draft {
  traceId: string;
  publicKey: string;
  release: string;
  environment: string;
  transaction: string;
  sampleRate: number | undefined;
  userSegment: string;
  userId: string;
  replayId: string | undefined;
  sampled: boolean | undefined;
  other: ReadonlyHeaderFields;
  user: User | undefined;
}

/**
 * A context as it came. Most are passed on without a look at more than their key, so texts are unescaped when they are
 * asked for, and the JSON to write is put together from what was read.
 */
class ReceivedTraceContext implements TraceContext {
  readonly #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  get traceId(): string {
    return this.#draft.traceId;
  }

  get publicKey(): string {
    return unquote(this.#draft.publicKey);
  }

  get release(): string | undefined {
    return optional(this.#draft.release);
  }

  get environment(): string | undefined {
    return optional(this.#draft.environment);
  }

  get transaction(): string | undefined {
    return optional(this.#draft.transaction);
  }

  get sampleRate(): number | undefined {
    return this.#draft.sampleRate;
  }

  get userSegment(): string {
    return unquote(this.#draft.userSegment);
  }

  get userId(): string {
    return unquote(this.#draft.userId);
  }

  get replayId(): string | undefined {
    return this.#draft.replayId;
  }

  get sampled(): boolean | undefined {
    return this.#draft.sampled;
  }

  get other(): ReadonlyHeaderFields {
    return this.#draft.other;
  }

  static json(trace: ReceivedTraceContext): string {
    return draftJson(trace.#draft);
  }
}

/** The older spelling of the user, `"user":{"id":…,"segment":…}`. */
interface User {
  /** JSON strings. */
  id: string;
  segment: string;
}

/** Known members; the last two are spellings of others. */
const KEYS = new KeyTable([
  "trace_id",
  "public_key",
  "release",
  "environment",
  "transaction",
  "sample_rate",
  "user_segment",
  "user_id",
  "replay_id",
  "sampled",
  "user",
  "segment_name",
]);
const TRANSACTION = KEYS.indexOf("transaction");
const SEGMENT_NAME = KEYS.indexOf("segment_name");
const USER_KEYS = new KeyTable(["id", "segment"]);
/** An empty string, as JSON. */
const EMPTY = '""';
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const reader = new JsonObject();
const userReader = new JsonObject();

/**
 * Reads the value that starts at `start`.
 * @param outer reader of the header that it is a member of; passes over the value when that is well formed
 * @returns `undefined` when it is malformed: the envelope is then forwarded with `"trace":null`
 */
export function parseTraceContext(
  bytes: Uint8Array,
  start: number,
  outer?: JsonObject,
): TraceContext | undefined {
  if (!reader.enter(bytes, start, outer)) return undefined;
  const draft: Draft = {
    traceId: "",
    publicKey: "",
    release: "null",
    environment: "null",
    transaction: "null",
    sampleRate: undefined,
    userSegment: EMPTY,
    userId: EMPTY,
    replayId: undefined,
    sampled: undefined,
    other: NO_HEADER_FIELDS,
    user: undefined,
  };
  if (!readMembers(draft, bytes)) return undefined;
  outer?.passOver(reader);
  if (draft.user !== undefined && draft.userId === EMPTY && draft.userSegment === EMPTY) {
    draft.userId = draft.user.id;
    draft.userSegment = draft.user.segment;
  }
  return new ReceivedTraceContext(draft);
}

function readMembers(draft: Draft, bytes: Uint8Array): boolean {
  let other: HeaderFields | undefined;
  let seen = 0;
  while (reader.next()) {
    if (!reader.skip()) return false;
    const key = reader.keyIn(KEYS);
    if (key < 0) {
      other ??= new HeaderFields();
      other.setRaw(reader.key(), reader.raw());
      continue;
    }
    const bit = 1 << (key === SEGMENT_NAME ? TRANSACTION : key);
    if ((seen & bit) !== 0 || !readMember(draft, key, bytes)) return false;
    seen |= bit;
  }
  if (other !== undefined) draft.other = other;
  return reader.error === undefined && draft.traceId !== "" && draft.publicKey !== "";
}

/** The object in wire order. */
export function traceContextJson(trace: TraceContext): string {
  if (trace instanceof ReceivedTraceContext) return ReceivedTraceContext.json(trace);
  return draftJson({
    ...trace,
    publicKey: quote(trace.publicKey),
    release: orNull(trace.release),
    environment: orNull(trace.environment),
    transaction: orNull(trace.transaction),
    userSegment: quote(trace.userSegment),
    userId: quote(trace.userId),
    sampleRate: trace.sampleRate,
    replayId: trace.replayId,
    sampled: trace.sampled,
    user: undefined,
  });
}

function draftJson(draft: Draft): string {
  const { traceId, publicKey, release, environment, transaction, sampleRate, replayId, sampled } = draft;
  const rate = sampleRate === undefined ? "" : `,"sample_rate":"${floatText(sampleRate)}"`;
  const segment = draft.userSegment === EMPTY ? "" : `,"user_segment":${draft.userSegment}`;
  const user = draft.userId === EMPTY ? "" : `,"user_id":${draft.userId}`;
  const replay = replayId === undefined ? "null" : `"${hyphenated(replayId)}"`;
  const decision = sampled === undefined ? "" : sampled ? `,"sampled":true` : `,"sampled":false`;
  return `{"trace_id":"${traceId}","public_key":${publicKey},"release":${release},"environment":${environment},"transaction":${transaction}${rate}${segment}${user},"replay_id":${replay}${decision}${draft.other.toJson()}}`;
}

function orNull(text: string | undefined): string {
  return text === undefined ? "null" : quote(text);
}

function optional(json: string): string | undefined {
  return json === "null" ? undefined : unquote(json);
}

/** Reads one known member of the object into the draft; false when its value is not acceptable. */
function readMember(draft: Draft, key: number, bytes: Uint8Array): boolean {
  const isText = reader.kind() === "string";
  const absent = !isText && reader.isNull();
  switch (key) {
    case 0:
      draft.traceId = (isText ? parseUuid(reader.string() as string) : undefined) ?? "";
      return draft.traceId !== "" && draft.traceId !== NIL_UUID;
    case 1:
      draft.publicKey = reader.raw();
      return isText && isPublicKey(reader.string() as string);
    case 2:
      draft.release = reader.raw();
      return isText || absent;
    case 3:
      draft.environment = reader.raw();
      return isText || absent;
    case TRANSACTION:
    case SEGMENT_NAME:
      draft.transaction = reader.raw();
      return isText || absent;
    case 5:
      draft.sampleRate = absent ? undefined : rateOf(reader.string());
      return absent || draft.sampleRate !== undefined;
    case 6:
      draft.userSegment = reader.raw();
      return isText;
    case 7:
      draft.userId = reader.raw();
      return isText;
    case 8:
      draft.replayId = isText ? parseUuid(reader.string() as string) : undefined;
      return absent || draft.replayId !== undefined;
    case 9:
      draft.sampled = sampledOf(reader.string() ?? reader.raw());
      return isText || absent || draft.sampled !== undefined;
    default:
      draft.user = absent ? undefined : readUser(bytes, reader.valueStart);
      return absent || draft.user !== undefined;
  }
}

/** A number, or a string that holds one as JSON; not negative. */
function rateOf(text: string | undefined): number | undefined {
  const digits = text === undefined ? reader.raw() : text.trim();
  const rate = JSON_NUMBER.test(digits) ? Number(digits) : Number.NaN;
  return rate >= 0 && Number.isFinite(rate) ? rate : undefined;
}

function sampledOf(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

function readUser(bytes: Uint8Array, start: number): User | undefined {
  if (!userReader.enter(bytes, start, reader)) return undefined;
  const user: User = { id: EMPTY, segment: EMPTY };
  while (userReader.next() && userReader.skip()) {
    const key = userReader.keyIn(USER_KEYS);
    if (key < 0) continue;
    if (userReader.kind() !== "string") return undefined;
    if (key === 0) user.id = userReader.raw();
    else user.segment = userReader.raw();
  }
  return userReader.error === undefined ? user : undefined;
}
