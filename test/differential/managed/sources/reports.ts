import { contentType, post } from "../../case.ts";
import {
  attachment,
  inEnvelope,
  MINIDUMP,
  type SourceCase,
  type SourcePart,
  USER_REPORT,
} from "./source-case.ts";

type Report = Readonly<Record<string, unknown>>;
const csp = (more: Report = {}) => ({
  "csp-report": { "document-uri": "https://a.example/x", "violated-directive": "img-src 'self'", ...more },
});
const raw = (report: unknown, more: Report = {}): SourcePart => [{ type: "raw_security", ...more }, report];
const member = (json: string) => `{"csp-report":{"effective-directive":"img-src",${json}}}`;

const DIRECTIVES = (
  "base-uri child-src connect-src default-src fenced-frame-src font-src form-action frame-ancestors " +
  "frame-src img-src manifest-src media-src object-src plugin-types prefetch-src referrer " +
  "script-src script-src-attr script-src-elem style-src style-src-elem style-src-attr " +
  "upgrade-insecure-requests worker-src sandbox navigate-to report-uri report-to " +
  "block-all-mixed-content require-sri-for require-trusted-types-for trusted-types"
).split(" ");
const BLOCKED = (
  "data blob data: blob:https://a.example/1 data:text/plain,abc inline eval wasm-eval http https " +
  "file ftp ws wss filesystem foo about:blank chrome-extension://abc/x https://a.example " +
  "https://a.example:443/x https://a.example:8443/x http://a.example:80/ http://a.example:443/ " +
  "HTTPS://EVIL.example/A#b?c https://user:pw@evil.example/q https://api.stripe.com/v1?x=1#y " +
  "https://api.stripe.com/v1#y?z http://api.stripe.com/v1?x https://api.stripe.com.evil/v1?x " +
  "https://bücher.example/ https://[::1]:80/x https://1.2.3.4/ //evil.example/x evil.example " +
  "evil.example/x evil.example:80 https:// https:///x http:foo file:///etc/x file://host/x " +
  "ftp://h:21/x ftp://h:22/x ws://h:80/x wss://h:1/x foo://h:5/x foo:///x foo:// foo://user@ " +
  "foo://h: custom:xyz https://evil.example:99999/ gopher nntp telnet imap wais mms shttp snews " +
  "prospero rtsp rtspu rsync svn svn+ssh sftp nfs git git+ssh ssh irc HTTP https: 1a :x mailto:a@b " +
  "git:x svn:// javascript:alert(1) https://%61.example/ 'self' SELF self' none"
).split(" ");
const PAGES: readonly (readonly [violated: string, page: string])[] = [
  ["img-src https://a.example http://a.example a.example b.example *.b.example *", "https://a.example/x"],
  ["img-src data: blob: mediastream: filesystem: http: https: file: ftp: wss:", "https://a.example/x"],
  ["img-src https://a.example/ https://a.example:443 https://A.example a.example:443", "https://a.example/x"],
  [
    "img-src 'none' 'self' 'unsafe-inline' 'unsafe-eval' 'unsafe-hashes' 'nonce-a' none self",
    "https://a.example/x",
  ],
  ["  img-src  x\ty\nz ", "https://a.example/x"],
  ["img-src //a.example data data:text blob:https://a.example file:///a", "https://a.example/x"],
  ["img-src a.example:8080 a.example", "http://a.example:8080/"],
  ["img-src wss://a * 'unsafe-hashes' 'self' x data: ftp://x", "about:blank"],
  ["img-src x.y blob:", "blob:https://a/b"],
  ["img-src data: https: x", "data:text/html,x"],
  ["img-src x.y", "file:///etc/passwd"],
  ["img-src x.y", "a.example"],
  ["img-src x.y", "self"],
  ["img-src x.y", ""],
  ["", "https://a.example/x"],
];
const BODIES: readonly (readonly [what: string, report: unknown])[] = [
  ["no page", { "csp-report": { "violated-directive": "img-src x.y 'self' https://z data:" } }],
  ["nulls", csp({ "document-uri": null, referrer: null, "original-policy": null, disposition: null })],
  ["null blocked", csp({ "blocked-uri": null })],
  ["null violated", csp({ "violated-directive": null, "effective-directive": "img-src" })],
  ["null effective", csp({ "effective-directive": null })],
  ["a number for a directive", csp({ "effective-directive": 1 })],
  ["unknown effective", csp({ "effective-directive": "foo" })],
  ["two words effective", csp({ "effective-directive": "img-src x" })],
  ["padded violated", csp({ "violated-directive": " img-src x" })],
  ["a tab", { "csp-report": { "violated-directive": "img-src\tx" } }],
  ["in capitals", { "csp-report": { "effective-directive": "IMG-SRC" } }],
  ["two spellings", csp({ "blocked-uri": "https://b.example", blocked_uri: "https://x.example" })],
  ["two samples", csp({ sample: "a", scriptSample: "b" })],
  ["numbers", csp({ "status-code": "200", line_number: "+3", columnNumber: 5, "source-file": "f.js" })],
  ["a long number", member('"status-code":18446744073709551615')],
  ["too long a number", member('"status-code":"18446744073709551616"')],
  ["a float", member('"status-code":4.0')],
  ["a negative number", csp({ "status-code": -1 })],
  ["no number", csp({ "status-code": "x" })],
  ["an empty number", csp({ "status-code": "" })],
  ["true", csp({ "status-code": true })],
  ["more members", csp({ foo: { a: 1.5, b: null }, n: null, type: "x", "": 1, _meta: { a: 1 } })],
  ["large numbers", member('"foo":1.0,"bar":12345678901234567890,"baz":1e5')],
  ["deep members", member(`"foo":${"[".repeat(124)}${"]".repeat(124)}`)],
  ["too deep members", member(`"foo":${"[".repeat(140)}${"]".repeat(140)}`)],
  ["a lone surrogate", member('"foo":"\\ud800"')],
  [
    "long texts",
    csp({ "violated-directive": `img-src ${"x".repeat(3_000)}`, "original-policy": "p".repeat(20_000) }),
  ],
  ["a long uri", csp({ "blocked-uri": `https://x.example/${"y".repeat(300)}` })],
  ["an empty blocked uri", csp({ "blocked-uri": "" })],
  ["both forms", { type: "csp-violation", ...csp(), body: { effectiveDirective: "font-src" } }],
  ["the older form broken", { "csp-report": 3, body: { effectiveDirective: "font-src" } }],
  ["the older form of another type", { ...csp(), type: "deprecation", foo: 1 }],
  ["a type that is an object", { ...csp(), type: {} }],
  ["an empty type", { type: "" }],
  ["hpkp", { "date-time": "2014-04-06T13:00:50Z", hostname: "a.example", "known-pins": [] }],
  ["expect-ct", { "expect-ct-report": { hostname: "a.example" } }],
  ["a byte order mark", `\ufeff${JSON.stringify(csp())}`],
  ["white space", ` ${JSON.stringify(csp())} \n`],
  ["null", "null"],
  ["nothing", ""],
  ["unsafe", csp({ "violated-directive": "script-src 'unsafe-inline' 'unsafe-eval'" })],
  ["unsafe eval", csp({ "violated-directive": "script-src 'unsafe-eval'", "blocked-uri": "'self'" })],
];
const FORM = {
  type: "csp-violation",
  age: 1,
  url: "https://u.example",
  body: {
    documentURL: "https://a.example",
    blockedURL: "inline",
    effectiveDirective: "script-src-elem",
    originalPolicy: "script-src",
    statusCode: 200,
    lineNumber: 3,
    columnNumber: 5,
    sample: "x",
    disposition: "enforce",
    referrer: "",
    sourceFile: "https://a.example/f.js",
  },
};

const sent = (what: string, body: unknown, query = "", ...headers: [string, string][]): SourceCase => ({
  name: `report: sent ${what}`,
  request: ({ key, project }) =>
    post(
      `/api/${project}/security/?sentry_key=${key}${query}`,
      JSON.stringify(body),
      contentType("application/reports+json"),
      ["user-agent", "Mozilla/5.0 test"],
      ...headers,
    ),
});
const FILTERED = { filterSettings: { releases: { releases: ["r@1"] } } };
const SOURCES = { filterSettings: { csp: { disallowedSources: ["evil.example"] } } };

/** What browsers report, and what somebody made of it. */
export const REPORTS: readonly SourceCase[] = [
  sent("alone", csp({ referrer: "https://r.example" }), "&sentry_release=r@1&sentry_environment=e"),
  sent("in a list", [FORM, { type: "deprecation", body: {} }]),
  sent("from a page", csp({ referrer: "https://r.example" }), "", ["origin", "https://o.example"]),
  sent("from a referrer", csp(), "", ["referer", "https://o.example/p?q"]),
  sent("from nowhere", csp(), "", ["origin", "null"]),
  sent("with empty query values", csp(), "&sentry_release=&sentry_environment="),
  ...DIRECTIVES.flatMap((directive) => [
    inEnvelope(`report: local ${directive}`, [raw(csp({ "violated-directive": directive }))]),
    inEnvelope(`report: remote ${directive}`, [
      raw(csp({ "violated-directive": directive, "blocked-uri": "https://evil.example/p" })),
    ]),
  ]),
  ...BLOCKED.map((uri) => inEnvelope(`report: blocked ${uri}`, [raw(csp({ "blocked-uri": uri }))])),
  ...PAGES.map(([violated, page]) =>
    inEnvelope(`report: ${JSON.stringify(violated)} at ${page}`, [
      raw(csp({ "effective-directive": "img-src", "violated-directive": violated, "document-uri": page })),
    ]),
  ),
  ...BODIES.map(([what, report]) => inEnvelope(`report: with ${what}`, [raw(report)])),
  inEnvelope("report: bad release", [raw(csp(), { sentry_release: "a\nb", sentry_environment: "None" })]),
  inEnvelope("report: company", [
    attachment(undefined, "x"),
    raw(csp()),
    USER_REPORT,
    attachment("event.payload", "x"),
  ]),
  inEnvelope("report: bad company", [
    raw(csp()),
    [{ type: "user_report" }, "bad"],
    [{ type: "profile" }, "{}"],
  ]),
  inEnvelope("report: broken with company", [raw("x"), attachment(undefined, "x")]),
  inEnvelope("report: beside a minidump", [raw(csp()), MINIDUMP]),
  inEnvelope(
    "report: filtered",
    [raw(csp(), { sentry_release: "r@1" }), attachment(undefined, "x")],
    FILTERED,
  ),
  inEnvelope("report: of a filtered source", [raw(csp({ "blocked-uri": "https://evil.example" }))], SOURCES),
  ...[
    { csp: { effective_directive: "img-src" }, type: "error" },
    { csp: {} },
    { csp: "x" },
    { type: "csp" },
    { "sentry.interfaces.Csp": { effective_directive: "img-src" } },
    { csp: {}, exception: { values: [] } },
    { csp: {}, exception: { values: [null] } },
    { csp: {}, exception: { type: "a", value: "b" } },
    "null",
    "5",
    "",
  ].map((event) =>
    inEnvelope(`report: as the event ${JSON.stringify(event)}`, [[{ type: "security" }, event]]),
  ),
];
