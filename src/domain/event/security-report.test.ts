import { describe, expect, test } from "bun:test";
import { utf8Bytes } from "../../kernel/base/bytes.ts";
import { EventDocument } from "./document.ts";
import { type ReportOrigin, readSecurityReport } from "./security-report.ts";

const NOWHERE: ReportOrigin = { release: undefined, environment: undefined, origin: undefined };
const read = (json: unknown, origin = NOWHERE) =>
  readSecurityReport(utf8Bytes(typeof json === "string" ? json : JSON.stringify(json)), origin);
const csp = (more: object = {}) =>
  read({ "csp-report": { "violated-directive": "img-src 'self'", ...more } });

function eventOf(read: ReturnType<typeof readSecurityReport>): Record<string, never> {
  if (!(read instanceof EventDocument)) throw new Error(JSON.stringify(read));
  return read.root as never;
}

test("a report becomes an event", () => {
  const report = {
    "document-uri": "https://a.example/x",
    "effective-directive": "IMG-SRC",
    "violated-directive": "img-src 'self'",
    "blocked-uri": "https://evil.example:8443/y",
    referrer: "https://r.example/",
    "status-code": "200",
    "line-number": 5,
    disposition: null,
    foo: 1.5,
  };
  const origin = { release: "r@1", environment: "e", origin: "https://a.example" };
  expect(eventOf(read({ "csp-report": report }, origin))).toEqual({
    type: "csp",
    culprit: "img-src 'self'",
    logentry: { formatted: "Blocked 'image' from 'evil.example:8443'" },
    release: "r@1",
    environment: "e",
    request: {
      url: "https://a.example/x",
      headers: [
        ["Referer", "https://r.example/"],
        ["Origin", "https://a.example"],
      ],
    },
    tags: [
      ["effective-directive", "img-src"],
      ["blocked-uri", "https://evil.example:8443/y"],
      ["blocked-host", "evil.example"],
    ],
    csp: {
      effective_directive: "img-src",
      blocked_uri: "https://evil.example:8443/y",
      document_uri: "https://a.example/x",
      referrer: "https://r.example/",
      status_code: 200,
      violated_directive: "img-src 'self'",
      line_number: 5,
      foo: 1.5,
    },
  } as never);
});

test("present browsers spell it in another way", () => {
  const body = {
    documentURL: "https://a.example/",
    effectiveDirective: "script-src-elem",
    blockedURL: "inline",
    sample: "s",
  };
  expect(eventOf(read({ type: "csp-violation", age: 1, body })).csp).toEqual({
    effective_directive: "script-src-elem",
    blocked_uri: "inline",
    document_uri: "https://a.example/",
    violated_directive: "",
    script_sample: "s",
  } as never);
});

test.each([
  ["nonsense", "invalid_json"],
  ['{"csp-report":{"violated-directive":"img-src"}} x', "invalid_json"],
  [[], "invalid_json"],
  [{ type: 5 }, "invalid_json"],
  [{}, "security_report_type"],
  [{ "csp-report": null }, "security_report_type"],
  [{ type: "deprecation", body: {} }, "invalid-csp"],
  [{ type: "csp-violation" }, "security_report"],
  [{ "csp-report": 5 }, "security_report"],
  [{ "csp-report": {} }, "security_report"],
  [{ "csp-report": { "violated-directive": "IMG-SRC" } }, "security_report"],
  [{ "csp-report": { "violated-directive": "img-src", "blocked-uri": null } }, "security_report"],
  [{ "csp-report": { "violated-directive": "img-src", "line-number": -1 } }, "security_report"],
  [{ "csp-report": { "violated-directive": "img-src", disposition: 5 } }, "security_report"],
])("%j: %s", (json, reason) => expect(read(json)).toMatchObject({ reason }));

/** As the reference words them: Sentry groups by these texts. */
describe("titles", () => {
  const titleOf = (directive: string, blocked: string, violated = directive) =>
    (
      eventOf(
        csp({ "effective-directive": directive, "blocked-uri": blocked, "violated-directive": violated }),
      ).logentry as unknown as { formatted: string }
    ).formatted;

  test.each([
    ["img-src", "self", "Blocked inline 'image'"],
    ["img-src", "", "Blocked inline 'image'"],
    ["frame-src", "'self'", "Blocked inline 'frame-src'"],
    ["script-src", "self", "Blocked unsafe (eval() or inline) 'script'"],
    ["script-src-attr", "self", "Blocked unsafe 'script' element"],
    ["script-src-elem", "self", "Blocked inline script attribute"],
    ["style-src-elem", "self", "Blocked 'style' or 'link' element"],
    ["form-action", "self", "Blocked inline 'form-action'"],
    ["form-action", "https://x.example/", "Blocked 'form' action to 'x.example'"],
    ["style-src-attr", "https://x.example/", "Blocked style attribute from 'x.example'"],
    ["img-src", "http://x.example:80/a", "Blocked 'image' from 'x.example'"],
    ["img-src", "https://[::1]:8/a", "Blocked 'image' from '[::1]:8'"],
    ["img-src", "wss://w.example/", "Blocked 'image' from 'wss://w.example'"],
    ["img-src", "file:///x", "Blocked 'image' from 'file://'"],
    ["img-src", "data:text/plain,x", "Blocked 'image' from 'data:'"],
    ["img-src", "eval", "Blocked 'image' from 'eval:'"],
    ["img-src", "//x.example/y", "Blocked 'image' from '//x.example/y:'"],
  ])("%s, %j: %s", (directive, blocked, title) => expect(titleOf(directive, blocked)).toBe(title));

  test("say what was unsafe, where the policy does", () => {
    expect(titleOf("script-src", "self", "script-src 'unsafe-inline'")).toBe(
      "Blocked unsafe inline 'script'",
    );
    expect(titleOf("script-src", "", "script-src 'unsafe-eval'")).toBe("Blocked unsafe eval() 'script'");
  });
});
