import type { Envelope } from "../../domain/protocol/envelope.ts";
import { floatText } from "../../domain/protocol/float-text.ts";
import { HeaderFields, quote } from "../../domain/protocol/header-fields.ts";
import { Item } from "../../domain/protocol/item.ts";
import { queryValue } from "../../domain/protocol/query.ts";
import type { RequestMeta } from "../../domain/protocol/request-meta.ts";
import { NIL_UUID, parseUuid } from "../../domain/protocol/uuid.ts";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { JsonObject, skipSpace } from "../../kernel/base/json-object.ts";
import { ok, type Result } from "../../kernel/base/result.ts";
import { fieldDetail, notAnObjectDetail } from "./envelope-error.ts";
import { newEventId } from "./event-id.ts";
import { monitorConfigProblem } from "./monitor-config.ts";
import { newEnvelope } from "./new-envelope.ts";
import { type RequestError, refusePlain } from "./request-error.ts";
import { valueText } from "./value-text.ts";

/** A check-in of a monitored job; raw members are JSON text, in wire order. */
interface CheckIn {
  checkInId: string;
  status: string;
  environment: string | undefined;
  durationSeconds: number | undefined;
  monitorConfigJson: string | undefined;
  contextsJson: string | undefined;
  readonly other: HeaderFields;
}

const STATUSES: ReadonlySet<string> = new Set(["ok", "error", "in_progress", "missed"]);
const QUERY_FAILED = "Failed to deserialize query string: ";
const NOT_JSON = "Failed to parse the request body as JSON: ";
const WRONG_JSON = "Failed to deserialize the JSON body into the target type: ";
const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** What speaks to the next relay when the sender does not say. */
const CLIENT = "relay-http";

const reader = new JsonObject();

/**
 * The check-in that a bare HTTP request makes, by its query or by a JSON body.
 * @param slug the monitor's, from the path; wins over the body's
 * @param body `undefined` unless the request's content type starts with `application/json`
 * @see https://docs.sentry.io/product/crons/getting-started/http/
 */
export function parseCheckIn(
  slug: string,
  query: string,
  body: Uint8Array | undefined,
  meta: RequestMeta,
): Result<Envelope, RequestError> {
  const checkIn = body === undefined ? fromQuery(query) : fromJson(body);
  if (!checkIn.ok) return checkIn;
  const item = Item.create("check_in", utf8Bytes(toJson(checkIn.value, slug)), "application/json");
  return ok(newEnvelope({ ...meta, client: meta.client ?? CLIENT }, [item], { eventId: newEventId() }));
}

function fromQuery(query: string): Result<CheckIn, RequestError> {
  const status = queryValue(query, "status");
  if (status === undefined) return refusePlain(400, `${QUERY_FAILED}missing field \`status\``);
  const id = queryValue(query, "check_in_id");
  const checkInId = id === undefined ? NIL_UUID : parseUuid(id);
  if (checkInId === undefined) return refusePlain(400, `${QUERY_FAILED}check_in_id: UUID parsing failed`);
  const duration = queryValue(query, "duration");
  if (duration !== undefined && !FLOAT.test(duration)) {
    return refusePlain(400, `${QUERY_FAILED}duration: invalid float literal`);
  }
  return ok({
    checkInId,
    status: statusOf(status),
    environment: queryValue(query, "environment"),
    durationSeconds: duration === undefined ? undefined : Number(duration),
    monitorConfigJson: undefined,
    contextsJson: undefined,
    other: new HeaderFields(),
  });
}

function fromJson(body: Uint8Array): Result<CheckIn, RequestError> {
  const start = skipSpace(body, 0);
  if (start === body.length)
    return refusePlain(400, `${NOT_JSON}EOF while parsing a value at line 1 column 0`);
  const checkIn: CheckIn = {
    checkInId: NIL_UUID,
    status: "",
    environment: undefined,
    durationSeconds: undefined,
    monitorConfigJson: undefined,
    contextsJson: undefined,
    other: new HeaderFields(),
  };
  let problem: Result<never, RequestError> | undefined;
  reader.enter(body, start);
  while (reader.next() && reader.skip()) problem ??= readMember(checkIn, body);
  if (reader.error !== undefined) {
    const detail = notAnObjectDetail(body, 0, reader.error, "struct CheckIn");
    return detail.startsWith("invalid type") ? wrong(detail) : refusePlain(400, NOT_JSON + detail);
  }
  if (problem !== undefined) return problem;
  const after = skipSpace(body, reader.end);
  if (after < body.length) {
    return refusePlain(400, NOT_JSON + fieldDetail(body, 0, after + 1, "trailing characters"));
  }
  return checkIn.status === ""
    ? wrong(fieldDetail(body, 0, reader.end, "missing field `status`"))
    : ok(checkIn);
}

/** Takes one member; returns the answer when its value is not acceptable. */
function readMember(checkIn: CheckIn, body: Uint8Array): Result<never, RequestError> | undefined {
  const key = reader.key();
  const text = reader.string();
  const bad = (message: string) => wrong(fieldDetail(body, 0, reader.valueEnd, `${key}: ${message}`));
  const notA = (what: string) => bad(`invalid type: ${valueText(reader.raw())}, expected ${what}`);
  const absent = reader.isNull() && key !== "status" && key !== "check_in_id" && key !== "monitor_slug";
  switch (key) {
    case "check_in_id": {
      const id = text === undefined ? undefined : parseUuid(text);
      if (id === undefined)
        return text === undefined ? notA("a formatted UUID string") : bad("UUID parsing failed");
      checkIn.checkInId = id;
      return undefined;
    }
    case "monitor_slug":
      return text === undefined ? notA("a string") : undefined;
    case "status":
      if (text === undefined) {
        return refusePlain(
          400,
          NOT_JSON + fieldDetail(body, 0, reader.valueStart + 1, "status: expected value"),
        );
      }
      checkIn.status = statusOf(text);
      return undefined;
    case "environment":
      checkIn.environment = text;
      return text === undefined && !absent ? notA("a string") : undefined;
    case "duration":
      if (reader.kind() === "number") checkIn.durationSeconds = Number(reader.raw());
      else if (!absent) return notA("f64");
      return undefined;
    case "monitor_config": {
      if (absent) return undefined;
      checkIn.monitorConfigJson = reader.raw();
      const problem = monitorConfigProblem(JSON.parse(checkIn.monitorConfigJson));
      return problem === undefined ? undefined : wrong(fieldDetail(body, 0, reader.valueEnd, problem));
    }
    case "contexts":
      if (absent) return undefined;
      checkIn.contextsJson = reader.raw();
      return reader.kind() === "object" ? undefined : notA("struct CheckInContexts");
    default:
      checkIn.other.setRaw(key, reader.raw());
      return undefined;
  }
}

function statusOf(text: string): string {
  return STATUSES.has(text) ? text : "unknown";
}

function toJson(checkIn: CheckIn, slug: string): string {
  let json = `{"check_in_id":"${checkIn.checkInId}","monitor_slug":${quote(slug)},"status":"${checkIn.status}"`;
  if (checkIn.environment !== undefined) json += `,"environment":${quote(checkIn.environment)}`;
  if (checkIn.durationSeconds !== undefined) json += `,"duration":${floatText(checkIn.durationSeconds)}`;
  if (checkIn.monitorConfigJson !== undefined) json += `,"monitor_config":${checkIn.monitorConfigJson}`;
  if (checkIn.contextsJson !== undefined) json += `,"contexts":${checkIn.contextsJson}`;
  return `${json}${checkIn.other.toJson()}}`;
}

function wrong(detail: string): Result<never, RequestError> {
  return refusePlain(422, WRONG_JSON + detail);
}
