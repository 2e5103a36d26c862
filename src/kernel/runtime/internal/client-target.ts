/** Where a request goes, read from its URL without changing a byte of path and query. */

export interface Origin {
  /** `http://host:port`: what connections are pooled by. */
  readonly key: string;
  readonly secure: boolean;
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
  /** The `host` header: the port only where it is not the scheme's own. */
  readonly hostHeader: string;
}

export interface Target {
  readonly origin: Origin;
  /** Path and query as given; `/` when empty. */
  readonly path: string;
}

const ORIGIN = /^(https?):\/\/(\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?$/i;
/** No control characters or spaces: they would end the request line early. */
const PATH = /^[\x21-\x7e\x80-\xff]*$/;
const MAX_ORIGINS = 1000;

const origins = new Map<string, Origin>();

/** URLs of late: a caller asks the same few again and again. */
const targets = new Map<string, Target>();
const MAX_TARGETS = 1000;
const MAX_KNOWN_URL = 500;

/** `undefined`: not an absolute http or https URL without user information. */
export function parseTarget(url: string): Target | undefined {
  const known = targets.get(url);
  if (known !== undefined) return known;
  const target = readTarget(url);
  if (target === undefined || url.length > MAX_KNOWN_URL) return target;
  if (targets.size >= MAX_TARGETS) targets.clear();
  targets.set(url, target);
  return target;
}

function readTarget(url: string): Target | undefined {
  const slashes = url.indexOf("://");
  if (slashes < 0) return undefined;
  let end = slashes + 3;
  while (end < url.length && !isOriginEnd(url.charCodeAt(end))) end++;
  const origin = originOf(url.slice(0, end));
  const hash = url.indexOf("#", end);
  const rest = hash < 0 ? url.slice(end) : url.slice(end, hash);
  if (origin === undefined || !PATH.test(rest)) return undefined;
  return { origin, path: rest.charCodeAt(0) === 47 ? rest : `/${rest}` };
}

/** `/`, `?` or `#`. */
function isOriginEnd(code: number): boolean {
  return code === 47 || code === 63 || code === 35;
}

function originOf(text: string): Origin | undefined {
  const known = origins.get(text);
  if (known !== undefined) return known;
  const [, scheme = "", name = "", digits] = ORIGIN.exec(text) ?? [];
  const secure = scheme.toLowerCase() === "https";
  const standard = secure ? 443 : 80;
  const port = digits === undefined ? standard : Number(digits);
  if (name === "" || port === 0 || port > 65_535) return undefined;
  const origin = {
    key: `${secure ? "https" : "http"}://${name.toLowerCase()}:${port}`,
    secure,
    host: name.replace(/^\[|\]$/g, ""),
    port,
    hostHeader: port === standard ? name : `${name}:${port}`,
  };
  if (origins.size >= MAX_ORIGINS) origins.clear();
  origins.set(text, origin);
  return origin;
}
