import type { CspReport } from "./report.ts";
import { isLocal, isWeb, shortUri, uriScheme, webHost } from "./uri.ts";

/** What directives are about, in the words of the message. */
const SUBJECTS: Readonly<Record<string, string>> = {
  "child-src": "child",
  "connect-src": "connect",
  "font-src": "font",
  "img-src": "image",
  "manifest-src": "manifest",
  "media-src": "media",
  "object-src": "object",
  "script-src": "script",
  "script-src-elem": "script",
  "style-src": "style",
  "style-src-elem": "style",
};
/** Messages of their own, when something in the page itself was blocked; spelled as Sentry groups by them. */
const INLINE: Readonly<Record<string, string>> = {
  "script-src-attr": "Blocked unsafe 'script' element",
  "script-src-elem": "Blocked inline script attribute",
  "style-src-elem": "Blocked 'style' or 'link' element",
  "style-src-attr": "Blocked style attribute",
};
const KEYWORDS = new Set(["'none'", "'self'", "'unsafe-inline'", "'unsafe-eval'"]);
const SCHEMED = /^(?:data|mediastream|blob|filesystem|https?|file):/;

/** What happened. */
export function cspMessage({ directive, blockedUri, violatedDirective }: CspReport): string {
  const subject = SUBJECTS[directive] ?? directive;
  if (isLocal(blockedUri)) {
    if (directive === "script-src") return `Blocked ${unsafety(violatedDirective)} 'script'`;
    return INLINE[directive] ?? `Blocked inline '${subject}'`;
  }
  const uri = shortUri(blockedUri);
  if (directive === "form-action") return `Blocked 'form' action to '${uri}'`;
  if (directive === "script-src-attr") return `Blocked inline script attribute from '${uri}'`;
  if (directive === "style-src-attr") return `Blocked style attribute from '${uri}'`;
  return `Blocked '${subject}' from '${uri}'`;
}

function unsafety(violatedDirective: string): string {
  if (violatedDirective.includes("'unsafe-inline'")) return "unsafe inline";
  if (violatedDirective.includes("'unsafe-eval'")) return "unsafe eval()";
  return "unsafe (eval() or inline)";
}

/** Which rule it broke: the violated directive, with the page's own address as `'self'`. */
export function cspCulprit({ violatedDirective, documentUri = "" }: CspReport): string {
  const [directive, ...sources] = violatedDirective.split(/\s+/).filter((word) => word !== "");
  if (directive === undefined) return "";
  const page = shortUri(documentUri);
  const scheme = uriScheme(documentUri);
  const prefix = scheme === undefined || isWeb(scheme) ? "" : `${scheme}://`;
  const written = sources.map((source) => {
    if (KEYWORDS.has(source)) return source;
    if (SCHEMED.test(source)) return shortUri(source) === page ? "'self'" : source;
    return source === page ? "'self'" : prefix + source;
  });
  return [directive, ...written].join(" ");
}

export function cspTags({ directive, blockedUri }: CspReport): [string, string][] {
  const tags: [string, string][] = [
    ["effective-directive", directive],
    ["blocked-uri", blockedUriTag(blockedUri)],
  ];
  const host = webHost(blockedUri);
  if (host !== undefined) tags.push(["blocked-host", host]);
  return tags;
}

/** Every request to this one has another query: as a tag it would be no use. */
function blockedUriTag(uri: string): string {
  return uri.startsWith("https://api.stripe.com/") ? (uri.split(/[#?]/, 1)[0] as string) : uri;
}
