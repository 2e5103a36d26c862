import type { CspReport } from "./csp-report.ts";

/** What directives are about, in the words that Sentry groups reports by. */
const SUBJECTS: Readonly<Record<string, string>> = {
  "child-src": "'child'",
  "connect-src": "'connect'",
  "font-src": "'font'",
  "form-action": "'form' action",
  "img-src": "'image'",
  "manifest-src": "'manifest'",
  "media-src": "'media'",
  "object-src": "'object'",
  "script-src": "'script'",
  "script-src-attr": "inline script attribute",
  "script-src-elem": "'script'",
  "style-src": "'style'",
  "style-src-attr": "style attribute",
  "style-src-elem": "'style'",
};

/** What was blocked of the page's own. */
const LOCAL: Readonly<Record<string, string>> = {
  "form-action": "inline 'form-action'",
  "script-src-attr": "unsafe 'script' element",
  "script-src-elem": "inline script attribute",
  "style-src-attr": "style attribute",
  "style-src-elem": "'style' or 'link' element",
};

/** The title of a report: what was blocked, and where it would have come from. */
export function cspMessage({ directive, blockedUri, violatedDirective }: CspReport): string {
  const subject = SUBJECTS[directive] ?? `'${directive}'`;
  if (!isLocal(blockedUri))
    return `Blocked ${subject} ${directive === "form-action" ? "to" : "from"} '${shortUri(blockedUri)}'`;
  if (directive === "script-src") return `Blocked ${unsafeScript(violatedDirective)} 'script'`;
  return `Blocked ${LOCAL[directive] ?? `inline ${subject}`}`;
}

/** The host of what was blocked, where it has one that means something. */
export function blockedHost(uri: string): string | undefined {
  const url = isLocal(uri) ? null : URL.parse(uri);
  return url !== null && isWeb(url) ? url.hostname : undefined;
}

function unsafeScript(violated: string): string {
  if (violated.includes("'unsafe-inline'")) return "unsafe inline";
  return violated.includes("'unsafe-eval'") ? "unsafe eval()" : "unsafe (eval() or inline)";
}

function isLocal(uri: string): boolean {
  return uri === "" || uri === "self" || uri === "'self'";
}

function isWeb({ protocol }: URL): boolean {
  return protocol === "http:" || protocol === "https:";
}

/** The host for what comes over the web, else the scheme too. */
function shortUri(uri: string): string {
  const url = URL.parse(uri);
  if (url === null) return `${uri}:`;
  if (isWeb(url)) return url.host;
  return url.href.startsWith(`${url.protocol}//`) ? `${url.protocol}//${url.host}` : url.protocol;
}
