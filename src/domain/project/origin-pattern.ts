/** `scheme://domain:port/path`, the path apart; a part that is missing or `*` is `undefined`. */
export interface OriginPattern {
  readonly scheme: string | undefined;
  readonly domain: string | undefined;
  readonly port: string | undefined;
}

/** Reads an origin, or a pattern of origins; never fails. */
export function parseOriginPattern(text: string): OriginPattern {
  const lowered = text.toLowerCase();
  const schemeEnd = lowered.indexOf("://");
  const rest = schemeEnd < 0 ? lowered : lowered.slice(schemeEnd + 3);
  const authority = rest.split("/", 1)[0] as string;
  const colon = authority.lastIndexOf(":");
  const hasPort = colon >= 0 && colon > authority.lastIndexOf("]");
  return {
    scheme: specific(schemeEnd < 0 ? undefined : lowered.slice(0, schemeEnd)),
    domain: specific(hasPort ? authority.slice(0, colon) : authority),
    port: specific(hasPort ? authority.slice(colon + 1) : undefined),
  };
}

/** Whether a host is the pattern's, or one that its `*` stands for. */
export function matchesDomain(pattern: string | undefined, host: string): boolean {
  if (pattern === undefined || pattern === host) return true;
  if (!pattern.startsWith("*")) return false;
  const rest = pattern.slice(1);
  return host.endsWith(rest) || (rest.startsWith(".") && host === rest.slice(1));
}

/** Patterns of which an origin may match any. The origin is read as they are: it need not be a URL. */
export class OriginPatterns {
  readonly #patterns: readonly OriginPattern[];

  constructor(patterns: readonly string[]) {
    this.#patterns = patterns.map(parseOriginPattern);
  }

  /** @param origin `undefined`: none, which only a pattern of everything matches */
  matches(origin: string | undefined): boolean {
    const read = origin === undefined ? undefined : parseOriginPattern(origin);
    return this.#patterns.some((pattern) => {
      const { scheme, domain, port } = pattern;
      if (scheme === undefined && domain === undefined && port === undefined) return true;
      if (read === undefined) return false;
      if (scheme !== undefined && scheme !== read.scheme) return false;
      if (port !== undefined && port !== read.port) return false;
      return matchesDomain(domain, read.domain ?? "*");
    });
  }
}

function specific(part: string | undefined): string | undefined {
  return part === "*" ? undefined : part;
}
