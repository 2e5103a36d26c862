import { err, ok, type Result } from "../../kernel/base/result.ts";

/** The origin an upstream is reached at, as `scheme://host[:port]/`; or why the text is none. */
export function parseUpstream(value: string): Result<string, string> {
  const url = URL.parse(value);
  if (url === null) return err("bad URL format");
  if (url.protocol !== "http:" && url.protocol !== "https:") return err("unknown or unsupported URL scheme");
  if (url.pathname !== "/" || url.search !== "" || value.includes("#")) return err("non root URL given");
  return ok(`${url.protocol}//${url.host}/`);
}

/**
 * The upstream that a DSN points to, as `scheme://host[:port]/`; or why the text is no DSN, in the reference's words.
 * Key and project are not looked at closer: at this place only the host matters.
 */
export function upstreamOfDsn(value: string): Result<string, string> {
  const url = URL.parse(value);
  if (url === null) return err("no valid url provided");
  if (url.protocol !== "http:" && url.protocol !== "https:") return err("no valid scheme");
  if (url.pathname === "/") return err("empty path");
  return url.username === "" ? err("username is empty") : ok(`${url.protocol}//${url.host}/`);
}
