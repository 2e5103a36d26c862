import { canonicalIp } from "../protocol/ip.ts";
import { parseRfc3339 } from "../protocol/rfc3339.ts";
import { hyphenated, parseUuid } from "../protocol/uuid.ts";

/** What every session of an item has in common. */
export interface SessionAttributes {
  readonly release: string;
  readonly environment: string | undefined;
  /** As sent: may be `{{auto}}`. */
  readonly ipAddress: string | undefined;
  readonly userAgent: string | undefined;
}

export type AbnormalMechanism = "anr_foreground" | "anr_background" | "none";

/** One session that began or changed. */
export interface SessionUpdate {
  /** Hyphenated UUID; made up when the SDK sent none. */
  readonly sessionId: string;
  readonly distinctId: string | undefined;
  readonly isInit: boolean;
  readonly startedMs: number;
  readonly timestampMs: number;
  /** Any word; those that mean an error are known. */
  readonly status: string;
  readonly errors: number;
  readonly abnormalMechanism: AbnormalMechanism;
  readonly attributes: SessionAttributes;
}

/** How many sessions of one start time ended how. */
export interface SessionAggregate {
  readonly startedMs: number;
  readonly distinctId: string | undefined;
  readonly exited: number;
  readonly errored: number;
  readonly abnormal: number;
  readonly unhandled: number;
  readonly crashed: number;
}

export interface SessionAggregates {
  readonly aggregates: readonly SessionAggregate[];
  readonly attributes: SessionAttributes;
}

/** A field is missing or of another type. */
class SessionError extends Error {}

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads the payload of a `session` item. `makeId` names a session that has no id.
 * @returns `undefined` when it is none: such items count for nothing
 * @see https://develop.sentry.dev/sdk/telemetry/sessions/
 */
export function parseSession(
  json: string,
  options: { readonly receivedAtMs: number; readonly makeId: () => string },
): SessionUpdate | undefined {
  return parse(json, (fields) => {
    if (fields.seq !== undefined) count(fields.seq);
    return {
      sessionId: fields.sid === undefined ? options.makeId() : uuid(fields.sid),
      distinctId: distinctId(fields.did),
      isInit: boolean(fields.init ?? omitted(fields.init, false)),
      startedMs: time(fields.started),
      timestampMs: fields.timestamp === undefined ? options.receivedAtMs : time(fields.timestamp),
      status: text(fields.status ?? omitted(fields.status, "ok")),
      errors: count(fields.errors ?? omitted(fields.errors, 0)),
      abnormalMechanism: mechanism(fields.abnormal_mechanism),
      attributes: attributes(fields.attrs),
    };
  });
}

/** Reads the payload of a `sessions` item; `undefined` when it is none. */
export function parseSessionAggregates(json: string): SessionAggregates | undefined {
  return parse(json, (fields) => {
    const list = fields.aggregates ?? omitted(fields.aggregates, []);
    if (!Array.isArray(list)) throw new SessionError();
    return {
      aggregates: list.map((entry) => aggregate(object(entry))),
      attributes: attributes(fields.attrs),
    };
  });
}

function aggregate(fields: Json): SessionAggregate {
  const counter = (name: string) => count(fields[name] ?? omitted(fields[name], 0));
  return {
    startedMs: time(fields.started),
    distinctId: distinctId(fields.did),
    exited: counter("exited"),
    errored: counter("errored"),
    abnormal: counter("abnormal"),
    unhandled: counter("unhandled"),
    crashed: counter("crashed"),
  };
}

function parse<T>(json: string, read: (fields: Json) => T): T | undefined {
  try {
    return read(object(JSON.parse(json)));
  } catch (error) {
    if (error instanceof SessionError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function attributes(value: unknown): SessionAttributes {
  const attrs = object(value);
  const ip = optionalText(attrs.ip_address);
  if (ip !== undefined && ip !== "{{auto}}" && canonicalIp(ip) === undefined) throw new SessionError();
  return {
    release: text(attrs.release),
    environment: optionalText(attrs.environment),
    ipAddress: ip,
    userAgent: optionalText(attrs.user_agent),
  };
}

/** A field may be left out, but not be null. */
function omitted<T>(value: unknown, fallback: T): T {
  if (value === undefined) return fallback;
  throw new SessionError();
}

function object(value: unknown): Json {
  if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as Json;
  throw new SessionError();
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new SessionError();
}

function optionalText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : text(value);
}

function boolean(value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw new SessionError();
}

function count(value: unknown): number {
  if (Number.isInteger(value) && (value as number) >= 0) return value as number;
  throw new SessionError();
}

function time(value: unknown): number {
  const instant = parseRfc3339(text(value));
  if (instant === undefined) throw new SessionError();
  return instant.seconds * 1000 + Math.floor(instant.nanos / 1e6);
}

function uuid(value: unknown): string {
  const id = parseUuid(text(value));
  if (id === undefined) throw new SessionError();
  return hyphenated(id);
}

const NIL = "00000000-0000-0000-0000-000000000000";

/** The nil id is what SDKs send when they have none. */
function distinctId(value: unknown): string | undefined {
  const id = optionalText(value);
  return id === NIL ? undefined : id;
}

function mechanism(value: unknown): AbnormalMechanism {
  const word = optionalText(value);
  return word === "anr_foreground" || word === "anr_background" ? word : "none";
}
