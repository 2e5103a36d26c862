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
export type DsnError =
  | "no valid url provided"
  | "no valid scheme"
  | "username is empty"
  | "empty path"
  | "invalid project id";

const PUBLIC_KEY = /^\p{ASCII}{32}$/u;
const U64_MAX = 18446744073709551615n;
const DSN =
  /^(https?):\/\/([^:@/?#]*)(?::[^@/?#]*)?@([^@/?#:[\]\s%]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?((?:\/[^/?#\s]*)*)\/([^/?#]*)(?:[?#].*)?$/;

/** Whether `text` has the form of a public key. That it is hexadecimal is not asked. */
export function isPublicKey(text: string): boolean {
  return text.length === 32 && PUBLIC_KEY.test(text);
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
  const parts = DSN.exec(text);
  if (parts === null) return err(dsnError(text));
  const [, scheme, publicKey, host, port, pathPrefix, project] = parts as unknown as string[];
  if (!isPublicKey(publicKey as string)) return err("username is empty");
  const projectId = projectIdOf(project as string);
  if (projectId === undefined) return err("empty path");
  const isDefaultPort = port === (scheme === "https" ? ":443" : ":80");
  return ok({
    scheme: scheme as "http" | "https",
    publicKey: publicKey as string,
    authority: (host as string).toLowerCase() + (port === undefined || isDefaultPort ? "" : port),
    pathPrefix: pathPrefix as string,
    projectId,
  });
}

/** As the reference writes it, with the empty secret's colon. */
export function formatDsn(dsn: Dsn): string {
  return `${dsn.scheme}://${dsn.publicKey}:@${dsn.authority}${dsn.pathPrefix}/${dsn.projectId ?? ""}`;
}

function dsnError(text: string): DsnError {
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return "no valid url provided";
  if (scheme !== "http" && scheme !== "https") return "no valid scheme";
  const user = /^[a-z]+:\/\/([^:@/?#]*)(?::[^@/?#]*)?@/i.exec(text)?.[1];
  if (user === undefined || !isPublicKey(user)) return "username is empty";
  return "empty path";
}
