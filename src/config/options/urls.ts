import { err, ok, type Result } from "../../kernel/base/result.ts";

export interface Dsn {
  readonly scheme: "http" | "https";
  readonly publicKey: string;
  readonly secretKey?: string;
  readonly host: string;
  readonly port?: number;
  /** Between the host and the project id, starting and ending with `/`. */
  readonly path: string;
  readonly projectId: string;
}

/** The origin an upstream is reached at, as `scheme://host[:port]/`; or why the text is none. */
export function parseUpstream(value: string): Result<string, string> {
  const url = URL.parse(value);
  if (url === null) return err("bad URL format");
  if (url.protocol !== "http:" && url.protocol !== "https:") return err("unknown or unsupported URL scheme");
  if (url.pathname !== "/" || url.search !== "" || value.includes("#")) return err("non root URL given");
  return ok(`${url.protocol}//${url.host}/`);
}

/** Reads a DSN: `scheme://public[:secret]@host[:port]/[path/]project`. `undefined` when the text is none. */
export function parseDsn(value: string): Dsn | undefined {
  const url = URL.parse(value);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) return undefined;
  const cut = url.pathname.lastIndexOf("/");
  const projectId = url.pathname.slice(cut + 1);
  if (url.username === "" || url.hostname === "" || !/^\d+$/.test(projectId)) return undefined;
  return {
    scheme: url.protocol === "http:" ? "http" : "https",
    publicKey: decodeURIComponent(url.username),
    ...(url.password === "" ? {} : { secretKey: decodeURIComponent(url.password) }),
    host: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    path: url.pathname.slice(0, cut + 1),
    projectId,
  };
}

/** The upstream that a DSN points to: its scheme, host and port, and nothing else of it. */
export function upstreamOfDsn(dsn: Dsn): string {
  return `${dsn.scheme}://${dsn.host}${dsn.port === undefined ? "" : `:${dsn.port}`}/`;
}
