import { JsonScan } from "../../kernel/base/json-scan.ts";
import { isPublicKey } from "./dsn.ts";
import { floatText } from "./float-text.ts";
import { HeaderFields, quote } from "./header-fields.ts";
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
  readonly other: HeaderFields;
}

interface Draft {
  traceId?: string | undefined;
  publicKey?: string | undefined;
  release?: string | undefined;
  environment?: string | undefined;
  transaction?: string | undefined;
  sampleRate?: number | undefined;
  flatSegment?: string | undefined;
  flatId?: string | undefined;
  nestedSegment?: string | undefined;
  nestedId?: string | undefined;
  replayId?: string | undefined;
  sampled?: boolean | undefined;
}

/** One bit per known member, aliases together, to notice a repeated one. */
const KNOWN_BITS: Readonly<Record<string, number>> = Object.assign(Object.create(null), {
  trace_id: 1,
  public_key: 2,
  release: 4,
  environment: 8,
  transaction: 16,
  segment_name: 16,
  sample_rate: 32,
  user_id: 64,
  user_segment: 128,
  user: 256,
  replay_id: 512,
  sampled: 1024,
});

const scan = new JsonScan();
const userScan = new JsonScan();

/**
 * Reads the value that starts at `start`.
 * @returns `undefined` when it is malformed: the envelope is then forwarded with `"trace":null`.
 */
export function parseTraceContext(bytes: Uint8Array, start: number): TraceContext | undefined {
  if (!scan.scan(bytes, start)) return undefined;
  const draft: Draft = {};
  const other = new HeaderFields();
  let seen = 0;
  for (let i = 0; i < scan.count; i++) {
    const key = scan.key(i);
    const bit = KNOWN_BITS[key];
    if (bit === undefined) {
      other.setRaw(key, scan.raw(i));
      continue;
    }
    if ((seen & bit) !== 0 || !readMember(draft, key, i, bytes)) return undefined;
    seen |= bit;
  }
  if (draft.traceId === undefined || draft.publicKey === undefined) return undefined;
  const flat = draft.flatId !== undefined || draft.flatSegment !== undefined;
  return {
    traceId: draft.traceId,
    publicKey: draft.publicKey,
    release: draft.release,
    environment: draft.environment,
    transaction: draft.transaction,
    sampleRate: draft.sampleRate,
    userSegment: (flat ? draft.flatSegment : draft.nestedSegment) ?? "",
    userId: (flat ? draft.flatId : draft.nestedId) ?? "",
    replayId: draft.replayId,
    sampled: draft.sampled,
    other,
  };
}

/** The object in wire order. */
export function traceContextJson(trace: TraceContext): string {
  let json = `{"trace_id":"${trace.traceId}","public_key":${quote(trace.publicKey)}`;
  json += `,"release":${orNull(trace.release)},"environment":${orNull(trace.environment)}`;
  json += `,"transaction":${orNull(trace.transaction)}`;
  if (trace.sampleRate !== undefined) json += `,"sample_rate":"${floatText(trace.sampleRate)}"`;
  if (trace.userSegment !== "") json += `,"user_segment":${quote(trace.userSegment)}`;
  if (trace.userId !== "") json += `,"user_id":${quote(trace.userId)}`;
  json += trace.replayId === undefined ? `,"replay_id":null` : `,"replay_id":"${hyphenated(trace.replayId)}"`;
  if (trace.sampled !== undefined) json += `,"sampled":${trace.sampled}`;
  return `${json}${trace.other.toJson()}}`;
}

function orNull(text: string | undefined): string {
  return text === undefined ? "null" : quote(text);
}

/** Reads one known member of the scanned object into the draft; false when its value is not acceptable. */
function readMember(draft: Draft, key: string, index: number, bytes: Uint8Array): boolean {
  const text = scan.string(index);
  const isNull = text === undefined && scan.kind(index) === "null";
  switch (key) {
    case "trace_id":
      draft.traceId = text === undefined ? undefined : parseUuid(text);
      return draft.traceId !== undefined && draft.traceId !== NIL_UUID;
    case "public_key":
      draft.publicKey = text;
      return text !== undefined && isPublicKey(text);
    case "release":
    case "environment":
      draft[key] = text;
      return text !== undefined || isNull;
    case "transaction":
    case "segment_name":
      draft.transaction = text;
      return text !== undefined || isNull;
    case "replay_id":
      draft.replayId = text === undefined ? undefined : parseUuid(text);
      return isNull || draft.replayId !== undefined;
    case "sample_rate":
      draft.sampleRate = rateOf(text, index);
      return isNull || draft.sampleRate !== undefined;
    case "sampled":
      draft.sampled = sampledOf(text ?? scan.raw(index));
      return text !== undefined || isNull || draft.sampled !== undefined;
    case "user_id":
      draft.flatId = text === "" ? undefined : text;
      return text !== undefined;
    case "user_segment":
      draft.flatSegment = text === "" ? undefined : text;
      return text !== undefined;
    default:
      return isNull || readUser(draft, bytes, scan.valueStart(index));
  }
}

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A number, or a string that holds one as JSON; not negative. */
function rateOf(text: string | undefined, index: number): number | undefined {
  const digits = text === undefined ? scan.raw(index) : text.trim();
  const rate = JSON_NUMBER.test(digits) ? Number(digits) : Number.NaN;
  return rate >= 0 && Number.isFinite(rate) ? rate : undefined;
}

function sampledOf(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** The older spelling, `"user":{"id":…,"segment":…}`. */
function readUser(draft: Draft, bytes: Uint8Array, start: number): boolean {
  if (!userScan.scan(bytes, start)) return false;
  for (let i = 0; i < userScan.count; i++) {
    const key = userScan.key(i);
    if (key !== "id" && key !== "segment") continue;
    const text = userScan.string(i);
    if (text === undefined) return false;
    if (key === "id") draft.nestedId = text;
    else draft.nestedSegment = text;
  }
  return true;
}
