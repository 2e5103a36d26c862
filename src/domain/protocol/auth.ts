import { err, ok, type Result } from "../../kernel/base/result.ts";
import { isPublicKey } from "./dsn.ts";
import { queryPairs } from "./query.ts";
import { PROTOCOL_VERSION } from "./request-meta.ts";

/** What a client says about itself to be let in. */
export interface SentryAuth {
  readonly publicKey: string;
  readonly version: number;
  readonly client: string | undefined;
  /** The key carried the flag `no-cache`. */
  readonly noCache: boolean;
}

/** Where a client may have put it; more than one is an error, even when they agree. */
export interface AuthSources {
  /** `X-Sentry-Auth`. */
  readonly sentryHeader: string | undefined;
  readonly authorization: string | undefined;
  /** The raw query string. */
  readonly query: string;
  /** The key in the path, of routes that have one. */
  readonly pathKey: string | undefined;
}

/** Why a request is not let in: its status and the texts of the answer. */
export interface AuthError {
  readonly status: 400 | 401;
  readonly detail: string;
  readonly causes: readonly string[];
}

const U16_MAX = 0xffff;
const KEY_LENGTH = 32;
const SENTRY_SCHEME = /^sentry /i;
const BASIC_SCHEME = /^basic /i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * Reads the authentication of a request.
 * @returns `undefined` when there is none; other schemes, `Bearer` say, do not count
 * @see https://develop.sentry.dev/sdk/foundations/transport/authentication/
 */
export function readAuth(sources: AuthSources): Result<SentryAuth | undefined, AuthError> {
  const { sentryHeader = "", authorization = "", query, pathKey = "" } = sources;
  const name = `${sentryHeader}\n${authorization}\n${query}\n${pathKey}`;
  if (name.length > MOST_REMEMBERED_LENGTH) return read(sources);
  const known = remembered.get(name);
  if (known) return known;
  const auth = read(sources);
  if (remembered.size >= MOST_REMEMBERED) remembered.clear();
  remembered.set(name, auth);
  return auth;
}

/** An SDK says the same with every request: what it came to is kept, for the senders of late. */
const remembered = new Map<string, Result<SentryAuth | undefined, AuthError>>();
const MOST_REMEMBERED = 1_000;
const MOST_REMEMBERED_LENGTH = 1_000;

function read(sources: AuthSources): Result<SentryAuth | undefined, AuthError> {
  const found: Fields[] = [];
  if (sources.sentryHeader !== undefined && SENTRY_SCHEME.test(sources.sentryHeader)) {
    found.push(headerFields(sources.sentryHeader));
  }
  if (sources.authorization !== undefined) {
    if (SENTRY_SCHEME.test(sources.authorization)) found.push(headerFields(sources.authorization));
    const user = basicUser(sources.authorization);
    if (user !== undefined) found.push({ key: user });
  }
  if (sources.query.includes("sentry_")) found.push(queryFields(sources.query));
  if (sources.pathKey !== undefined) found.push({ key: sources.pathKey });
  const [fields, second] = found;
  if (second !== undefined) return refuse(401, "multiple authorization payloads detected");
  return fields === undefined ? ok(undefined) : authOf(fields);
}

interface Fields {
  key?: string;
  version?: string;
  client?: string;
}

function authOf(fields: Fields): Result<SentryAuth, AuthError> {
  const version = versionOf(fields.version);
  if (version === undefined) return refuse(401, "bad x-sentry-auth header", "invalid value for version");
  if (!fields.key) return refuse(401, "bad x-sentry-auth header", "missing public key in auth header");
  if (version > PROTOCOL_VERSION) return refuse(400, `unsupported protocol version (${version})`);
  const publicKey = fields.key.slice(0, KEY_LENGTH);
  const flags = fields.key.slice(KEY_LENGTH);
  if (!isPublicKey(publicKey) || (flags !== "" && !flags.startsWith("."))) {
    return refuse(400, "bad sentry DSN public key", "invalid project key");
  }
  const noCache = flags !== "" && flags.split(".").includes("no-cache");
  return ok({ publicKey, version, client: fields.client, noCache });
}

/** The whole part of the version; `undefined` when it is no number. */
function versionOf(text: string | undefined): number | undefined {
  if (text === undefined) return PROTOCOL_VERSION;
  const dot = text.indexOf(".");
  const whole = dot < 0 ? text : text.slice(0, dot);
  const version = /^\+?\d{1,10}$/.test(whole) ? Number(whole) : Number.NaN;
  return version <= U16_MAX ? version : undefined;
}

/** `Sentry sentry_key=K, sentry_version=7`: the last of a repeated key counts, a second `=` ends a value. */
function headerFields(header: string): Fields {
  const fields: Fields = {};
  for (const pair of header.slice("sentry ".length).split(",")) {
    const [key = "", value] = pair.split("=", 2);
    if (value !== undefined) setField(fields, key.trim(), value.trim());
  }
  return fields;
}

function queryFields(query: string): Fields {
  const fields: Fields = {};
  for (const [key, value] of queryPairs(query)) setField(fields, key, value);
  return fields;
}

function setField(fields: Fields, key: string, value: string): void {
  if (key === "sentry_key") fields.key = value;
  else if (key === "sentry_version") fields.version = value;
  else if (key === "sentry_client") fields.client = value;
}

/** The user of `Basic base64(user:password)`; `undefined` when that is not what the header says. */
function basicUser(header: string): string | undefined {
  if (!BASIC_SCHEME.test(header)) return undefined;
  const encoded = header.slice("basic ".length).trim();
  if (!BASE64.test(encoded)) return undefined;
  const decoded = atob(encoded);
  const colon = decoded.indexOf(":");
  return colon > 0 ? decoded.slice(0, colon) : undefined;
}

function refuse(status: 400 | 401, detail: string, cause?: string): Result<never, AuthError> {
  return err({ status, detail, causes: cause === undefined ? [] : [cause] });
}
