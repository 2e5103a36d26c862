import { matchesDomain, parseOriginPattern } from "./origin-pattern.ts";

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

/** Parts that are missing or `*` match anything, the path always does. */
function matchesOrigin(pattern: string, url: URL): boolean {
  const { scheme, domain, port } = parseOriginPattern(pattern);
  if (scheme !== undefined && `${scheme}:` !== url.protocol) return false;
  // A URL does not say its scheme's own port, so that a pattern with :443 never matches https. As the reference.
  if (port !== undefined && port !== url.port) return false;
  return matchesDomain(domain, url.hostname);
}
