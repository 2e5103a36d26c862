import { type AuthError, readAuth } from "../../domain/protocol/auth.ts";
import { type Dsn, type DsnHost, parseDsn, projectIdOf } from "../../domain/protocol/dsn.ts";
import { pathDecoded } from "../../domain/protocol/query.ts";
import { type ClientHints, PROTOCOL_VERSION, type RequestMeta } from "../../domain/protocol/request-meta.ts";
import { JsonObject, skipSpace } from "../../kernel/base/json-object.ts";
import { err, ok, type Result } from "../../kernel/base/result.ts";
import type { HttpRequest } from "../../kernel/runtime/http.ts";
import { fieldDetail, notAnObjectDetail } from "./envelope-error.ts";
import { canonicalOrigin } from "./origin.ts";
import { valueText } from "./value-text.ts";

export interface RequestMetaOptions {
  /** The path's project, as it stands in the URL; `undefined` on the legacy store route. */
  readonly pathProject: string | undefined;
  /** The path's key, on routes that have one. */
  readonly pathKey?: string | undefined;
  /** Goes into the `dsn` that is sent upstream. */
  readonly upstream: DsnHost;
  readonly receivedAtMs: number;
  /** Whether this relay id is one of our own installation. */
  readonly isInternalRelay: (relayId: string, signature: string | undefined) => boolean;
}

/** A request that brings no authentication, so far. */
export type UnknownSender = Omit<RequestMeta, "dsn"> & { readonly dsn: undefined };

type Headers = Pick<HttpRequest, "header" | "query" | "remoteAddress">;

/** Whose word for the client's address counts first. */
const FORWARDED_HEADERS = [
  "cf-connecting-ip",
  "x-vercel-forwarded-for",
  "x-sentry-forwarded-for",
  "x-forwarded-for",
];
/** Header values with other characters count as absent. */
const VISIBLE_ASCII = /^[\t -~]*$/;

const reader = new JsonObject();

/**
 * Collects who sends a request. Without authentication the result has no `dsn`: see {@link requireAuth} and, on the
 * envelope route, {@link authByEnvelope}.
 */
export function readRequestMeta(
  request: Headers,
  options: RequestMetaOptions,
): Result<RequestMeta | UnknownSender, AuthError> {
  const { pathProject, pathKey } = options;
  const projectId = pathProject === undefined ? undefined : projectIdOf(pathDecoded(pathProject));
  if (pathProject !== undefined && projectId === undefined) return err(badProject(pathDecoded(pathProject)));
  const auth = readAuth({
    sentryHeader: visible(request, "x-sentry-auth"),
    authorization: visible(request, "authorization"),
    query: request.query,
    pathKey,
  });
  if (!auth.ok) return auth;
  const signature = request.header("x-sentry-relay-signature");
  if (signature !== undefined && !VISIBLE_ASCII.test(signature)) {
    return err({ status: 400, detail: "bad x-sentry-relay-signature header", causes: [] });
  }
  const relayId = request.header("x-sentry-relay-id");
  const dsn = auth.value === undefined ? undefined : dsnAt(options.upstream, auth.value.publicKey, projectId);
  const sender = {
    dsn,
    client: auth.value?.client,
    version: auth.value?.version ?? PROTOCOL_VERSION,
    origin: originOf(request),
    remoteAddr: request.remoteAddress,
    forwardedFor: forwardedFor(request),
    userAgent: visible(request, "user-agent"),
    clientHints: clientHints(request),
    noCache: auth.value?.noCache ?? false,
    receivedAtMs: options.receivedAtMs,
    signature,
    fromInternalRelay: relayId !== undefined && options.isInternalRelay(relayId, signature),
  };
  return ok(sender as RequestMeta | UnknownSender);
}

function dsnAt(
  { scheme, authority, pathPrefix }: DsnHost,
  publicKey: string,
  projectId: string | undefined,
): Dsn {
  return { scheme, publicKey, authority, pathPrefix, projectId };
}

/** Lets only those in who said who they are. */
export function requireAuth(sender: RequestMeta | UnknownSender): Result<RequestMeta, AuthError> {
  if (sender.dsn !== undefined) return ok(sender);
  return err({ status: 401, detail: "missing authorization information", causes: [] });
}

/**
 * Lets in who sends an envelope whose header has a `dsn`: it then speaks for key, project and host, and the project in
 * the URL means nothing. Only the first line is looked at.
 */
export function authByEnvelope(
  sender: RequestMeta | UnknownSender,
  body: Uint8Array,
): Result<RequestMeta, AuthError> {
  if (sender.dsn !== undefined) return ok(sender);
  const lineFeed = body.indexOf(0x0a);
  const dsn = dsnOf(lineFeed < 0 ? body : body.subarray(0, lineFeed));
  if (!dsn.ok) return err({ status: 401, detail: "bad envelope authentication header", causes: [dsn.error] });
  return ok({ ...sender, dsn: dsn.value });
}

/** The `dsn` of the first line, which must be a JSON object and nothing else. */
function dsnOf(line: Uint8Array): Result<Dsn, string> {
  const start = skipSpace(line, 0);
  if (start === line.length) return err("EOF while parsing a value at line 1 column 0");
  let dsn: Result<Dsn, string> | undefined;
  if (reader.enter(line, start)) {
    while (reader.next() && reader.skip()) if (reader.key() === "dsn") dsn ??= dsnValue(line);
  }
  if (reader.error !== undefined) return err(notAnObjectDetail(line, 0, reader.error, "struct DsnHeader"));
  const after = skipSpace(line, reader.end);
  if (after < line.length) return err(fieldDetail(line, 0, after + 1, "trailing characters"));
  return dsn ?? err(fieldDetail(line, 0, reader.end, "missing field `dsn`"));
}

function dsnValue(line: Uint8Array): Result<Dsn, string> {
  const text = reader.string();
  const end = reader.valueEnd;
  if (text === undefined) {
    return err(fieldDetail(line, 0, end, `invalid type: ${valueText(reader.raw())}, expected a string`));
  }
  const dsn = parseDsn(text);
  return dsn.ok ? dsn : err(fieldDetail(line, 0, end + 1, dsn.error));
}

/** An HTTP or HTTPS URL from `Origin`, else from `Referer`. */
function originOf(request: Headers): string | undefined {
  return webOrigin(visible(request, "origin")) ?? webOrigin(visible(request, "referer"));
}

function webOrigin(text: string | undefined): string | undefined {
  return text !== undefined && /^https?:/i.test(text) ? canonicalOrigin(text) : undefined;
}

/** What proxies said about the client, and the peer. */
function forwardedFor(request: Headers): string {
  for (const name of FORWARDED_HEADERS) {
    const value = visible(request, name);
    if (value !== undefined && value !== "") return `${value}, ${request.remoteAddress}`;
  }
  return request.remoteAddress;
}

function clientHints(request: Headers): ClientHints | undefined {
  const sec_ch_ua = visible(request, "sec-ch-ua");
  const sec_ch_ua_platform = visible(request, "sec-ch-ua-platform");
  const sec_ch_ua_platform_version = visible(request, "sec-ch-ua-platform-version");
  const sec_ch_ua_model = visible(request, "sec-ch-ua-model");
  if ((sec_ch_ua ?? sec_ch_ua_platform ?? sec_ch_ua_platform_version ?? sec_ch_ua_model) === undefined) {
    return undefined;
  }
  return { sec_ch_ua, sec_ch_ua_platform, sec_ch_ua_platform_version, sec_ch_ua_model };
}

function visible(request: Headers, name: string): string | undefined {
  const value = request.header(name);
  return value !== undefined && VISIBLE_ASCII.test(value) ? value : undefined;
}

function badProject(value: string): AuthError {
  const cause = `Cannot parse \`project_id\` with value \`${value}\` to a \`u64\``;
  return { status: 400, detail: "bad project path parameter", causes: [cause] };
}
