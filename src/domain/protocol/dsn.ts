import { err, ok, type Result } from "../../kernel/base/result.ts";

/** Where a client sends to, and as whom. */
export interface Dsn {
  readonly scheme: "http" | "https";
  /** 32 ASCII characters. */
  readonly publicKey: string;
  /** Host, with the port unless it is the scheme's own. */
  readonly authority: string;
  /** What stands between host and project: empty, or `/some/prefix`. */
  readonly pathPrefix: string;
  /** Decimal digits of a u64; `undefined` when the sender named none (the legacy store endpoint). */
  readonly projectId: string | undefined;
}

/** Where all of a relay's traffic goes: the part of a DSN that names the host. */
export type DsnHost = Pick<Dsn, "scheme" | "authority" | "pathPrefix">;

/** The reference's words, seen by clients as the cause of a 401 or 400. */
export type DsnError = "no valid url provided" | "no valid scheme" | "username is empty" | "empty path";

const NON_ASCII = /[\u0080-\uffff]/;
const U64_MAX = 18446744073709551615n;
/** The DSN that SDKs are given; whatever else may be one is left to the URL parser. */
const PLAIN_DSN =
  /^(https?):\/\/([0-9a-zA-Z]{32})(?::[0-9a-zA-Z]*)?@((?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*)(:[1-9]\d{0,3})?\/([1-9]\d{0,14})$/;

/** Whether `text` has the form of a public key. That it is hexadecimal is not asked. */
export function isPublicKey(text: string): boolean {
  return text.length === 32 && !NON_ASCII.test(text);
}

/** The project id in canonical digits; `undefined` when it is no u64. */
export function projectIdOf(text: string): string | undefined {
  if (!/^\+?\d+$/.test(text)) return undefined;
  if (text.length <= 15 && text.charCodeAt(0) > 0x30) return text;
  const value = BigInt(text.replace("+", ""));
  return value <= U64_MAX ? value.toString() : undefined;
}

/** @see https://develop.sentry.dev/sdk/foundations/transport/authentication/ */
export function parseDsn(text: string): Result<Dsn, DsnError> {
  const parts = PLAIN_DSN.exec(text);
  if (parts === null) return parseUnusualDsn(text);
  const [, scheme, publicKey = "", host = "", port = "", projectId] = parts;
  const isDefaultPort = port === (scheme === "https" ? ":443" : ":80");
  const authority = isDefaultPort ? host : host + port;
  return ok({ scheme: scheme as "http" | "https", publicKey, authority, pathPrefix: "", projectId });
}

/** As the reference writes it, with the empty secret's colon. */
export function formatDsn(dsn: Dsn): string {
  return `${dsn.scheme}://${dsn.publicKey}:@${dsn.authority}${dsn.pathPrefix}/${dsn.projectId ?? "0"}`;
}

function parseUnusualDsn(text: string): Result<Dsn, DsnError> {
  const url = URL.parse(text);
  if (url === null) return err("no valid url provided");
  const scheme = url.protocol.slice(0, -1);
  if (scheme !== "http" && scheme !== "https") return err("no valid scheme");
  if (!isPublicKey(url.username)) return err("username is empty");
  const path = withoutTrailingSlashes(url.pathname);
  const slash = path.lastIndexOf("/");
  const projectId = projectIdOf(path.slice(slash + 1));
  if (projectId === undefined) return err("empty path");
  const pathPrefix = withoutTrailingSlashes(path.slice(0, slash));
  return ok({ scheme, publicKey: url.username, authority: url.host, pathPrefix, projectId });
}

/** Not by a pattern: on a long row of slashes that takes the square of its length. */
function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path.charCodeAt(end - 1) === 0x2f) end -= 1;
  return path.slice(0, end);
}
