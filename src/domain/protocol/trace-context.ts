import { JsonObject } from "../../kernel/base/json-object.ts";
import { KeyTable } from "../../kernel/base/key-table.ts";
import { isPublicKey } from "./dsn.ts";
import { floatText } from "./float-text.ts";
import { HeaderFields, NO_HEADER_FIELDS, type ReadonlyHeaderFields } from "./header-fields.ts";
import { hyphenated, NIL_UUID, readUuid } from "./uuid.ts";

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

type Draft = { -readonly [K in keyof TraceContext]: TraceContext[K] } & { user: User | undefined };

/** The older spelling of the user, `"user":{"id":…,"segment":…}`. */
interface User {
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
    release: undefined,
    environment: undefined,
    transaction: undefined,
    sampleRate: undefined,
    userSegment: "",
    userId: "",
    replayId: undefined,
    sampled: undefined,
    other: NO_HEADER_FIELDS,
    user: undefined,
  };
  if (!readMembers(draft, bytes)) return undefined;
  outer?.passOver(reader);
  if (draft.user !== undefined && draft.userId === "" && draft.userSegment === "") {
    draft.userId = draft.user.id;
    draft.userSegment = draft.user.segment;
  }
  draft.user = undefined;
  return draft;
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

/** The members in wire order, but for the `other` ones, which follow as raw JSON. */
export function wireTraceContext(trace: TraceContext): object {
  const { sampleRate, userSegment, userId, replayId } = trace;
  return {
    trace_id: trace.traceId,
    public_key: trace.publicKey,
    release: trace.release ?? null,
    environment: trace.environment ?? null,
    transaction: trace.transaction ?? null,
    sample_rate: sampleRate === undefined ? undefined : floatText(sampleRate),
    user_segment: userSegment === "" ? undefined : userSegment,
    user_id: userId === "" ? undefined : userId,
    replay_id: replayId === undefined ? null : hyphenated(replayId),
    sampled: trace.sampled,
  };
}

/** Reads one known member of the object into the draft; false when its value is not acceptable. */
function readMember(draft: Draft, key: number, bytes: Uint8Array): boolean {
  const text = reader.string();
  const absent = text === undefined && reader.isNull();
  switch (key) {
    case 0:
      draft.traceId = readUuid(reader) ?? "";
      return draft.traceId !== "" && draft.traceId !== NIL_UUID;
    case 1:
      draft.publicKey = text ?? "";
      return reader.isPlain(32) || isPublicKey(draft.publicKey);
    case 2:
      draft.release = text;
      return text !== undefined || absent;
    case 3:
      draft.environment = text;
      return text !== undefined || absent;
    case TRANSACTION:
    case SEGMENT_NAME:
      draft.transaction = text;
      return text !== undefined || absent;
    case 5:
      draft.sampleRate = absent ? undefined : rateOf(text);
      return absent || draft.sampleRate !== undefined;
    case 6:
      draft.userSegment = text ?? "";
      return text !== undefined;
    case 7:
      draft.userId = text ?? "";
      return text !== undefined;
    case 8:
      draft.replayId = readUuid(reader);
      return absent || draft.replayId !== undefined;
    case 9:
      draft.sampled = sampledOf(text ?? reader.raw());
      return text !== undefined || absent || draft.sampled !== undefined;
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
  const user: User = { id: "", segment: "" };
  while (userReader.next() && userReader.skip()) {
    const key = userReader.keyIn(USER_KEYS);
    if (key < 0) continue;
    const text = userReader.string();
    if (text === undefined) return undefined;
    if (key === 0) user.id = text;
    else user.segment = text;
  }
  return userReader.error === undefined ? user : undefined;
}
