/** Schemes that go with a host, as browsers name them where they say no more of a URI. */
const HOST_SCHEMES = new Set(
  (
    "ftp http gopher nntp telnet imap wais file mms https shttp snews prospero rtsp rtspu rsync svn svn+ssh sftp nfs " +
    "git git+ssh ws wss"
  ).split(" "),
);
const LOCAL = new Set(["", "self", "'self'"]);

/** Whether a browser means the page itself. */
export function isLocal(uri: string): boolean {
  return LOCAL.has(uri);
}

/** What tells one URI from another to a reader: the host of a page, of anything else scheme and host. */
export function shortUri(uri: string): string {
  if (isLocal(uri)) return "'self'";
  if (!uri.includes(":")) return withScheme(uri, "");
  const url = URL.parse(uri);
  if (url === null) return uri;
  const scheme = schemeOf(url);
  return isWeb(scheme) ? url.host : withScheme(scheme, url.host);
}

/** The host of a page, without its port. */
export function webHost(uri: string): string | undefined {
  const url = URL.parse(uri);
  return url !== null && isWeb(schemeOf(url)) ? url.hostname : undefined;
}

/** The scheme of a complete URI. */
export function uriScheme(uri: string): string | undefined {
  const url = URL.parse(uri);
  return url === null ? undefined : schemeOf(url);
}

function withScheme(scheme: string, host: string): string {
  return host === "" && !HOST_SCHEMES.has(scheme) ? `${scheme}:` : `${scheme}://${host}`;
}

function schemeOf({ protocol }: URL): string {
  return protocol.slice(0, -1);
}

export function isWeb(scheme: string): boolean {
  return scheme === "http" || scheme === "https";
}
