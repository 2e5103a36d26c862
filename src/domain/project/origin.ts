/**
 * Whether a page of `origin` may send to a project. Only web pages are asked: what has no origin, or one of another
 * scheme (an app, an extension), is no browser that could be held back.
 */
export function isAllowedOrigin(allowedDomains: readonly string[], origin: string | undefined): boolean {
  if (origin === undefined) return true;
  const url = URL.parse(origin);
  if (url === null || !(url.protocol === "http:" || url.protocol === "https:")) return true;
  return allowedDomains.some((pattern) => matchesOrigin(pattern, url));
}

/** `scheme://domain:port/path`; parts that are missing or `*` match anything, the path always does. */
function matchesOrigin(pattern: string, url: URL): boolean {
  const { scheme, domain, port } = parsePattern(pattern.toLowerCase());
  if (!isAny(scheme) && `${scheme}:` !== url.protocol) return false;
  // A URL does not say its scheme's own port, so that a pattern with :443 never matches https. As the reference.
  if (!isAny(port) && port !== url.port) return false;
  return matchesDomain(domain, url.hostname);
}

function matchesDomain(pattern: string, host: string): boolean {
  if (pattern === "*" || pattern === host) return true;
  if (!pattern.startsWith("*")) return false;
  const rest = pattern.slice(1);
  return host.endsWith(rest) || (rest.startsWith(".") && host === rest.slice(1));
}

function parsePattern(pattern: string) {
  const schemeEnd = pattern.indexOf("://");
  const scheme = schemeEnd < 0 ? undefined : pattern.slice(0, schemeEnd);
  const rest = schemeEnd < 0 ? pattern : pattern.slice(schemeEnd + 3);
  const authority = rest.split("/", 1)[0] as string;
  const colon = authority.lastIndexOf(":");
  const hasPort = colon >= 0 && colon > authority.lastIndexOf("]");
  const domain = hasPort ? authority.slice(0, colon) : authority;
  return { scheme, domain, port: hasPort ? authority.slice(colon + 1) : undefined };
}

function isAny(part: string | undefined): boolean {
  return part === undefined || part === "*";
}
