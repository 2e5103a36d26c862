import { describe, expect, test } from "bun:test";
import { utf8Bytes } from "../../../kernel/base/bytes.ts";
import { eventOfReport, type ReportOrigin } from "./security-report.ts";

const NOTHING: ReportOrigin = { release: undefined, environment: undefined, origin: undefined };
const BLOCKED = {
  "document-uri": "https://a.example/x",
  "violated-directive": "img-src 'self'",
  "blocked-uri": "https://evil.example/p",
};

function made(report: unknown, origin = NOTHING): unknown {
  const event = eventOfReport(
    utf8Bytes(typeof report === "string" ? report : JSON.stringify(report)),
    origin,
  );
  return event.ok ? JSON.parse(JSON.stringify(event.value)) : event.error;
}
const csp = (more: object, origin = NOTHING) => made({ "csp-report": { ...BLOCKED, ...more } }, origin);
const member = (name: string, more: object) => (csp(more) as Record<string, unknown>)[name];
const message = (directive: string, uri: string) =>
  member("logentry", { "violated-directive": directive, "blocked-uri": uri });
const formatted = (text: string) => ({ formatted: text });

describe("eventOfReport", () => {
  test("makes an event of a report", () =>
    expect(
      csp(
        { referrer: "https://r.example", foo: 1 },
        { release: "r@1", environment: "e", origin: "https://o/" },
      ),
    ).toEqual({
      culprit: "img-src 'self'",
      logentry: formatted("Blocked 'image' from 'evil.example'"),
      release: "r@1",
      environment: "e",
      request: {
        url: "https://a.example/x",
        headers: [
          ["Referer", "https://r.example"],
          ["Origin", "https://o/"],
        ],
      },
      tags: [
        ["effective-directive", "img-src"],
        ["blocked-uri", "https://evil.example/p"],
        ["blocked-host", "evil.example"],
      ],
      csp: {
        effective_directive: "img-src",
        blocked_uri: "https://evil.example/p",
        document_uri: "https://a.example/x",
        referrer: "https://r.example",
        violated_directive: "img-src 'self'",
        foo: 1,
      },
    }));

  test("reads what the Reporting API sends", () => {
    const body = {
      documentURL: "https://a.example",
      blockedURL: "inline",
      effectiveDirective: "script-src-elem",
      sample: "x",
    };
    expect(made({ type: "csp-violation", age: 1, body })).toMatchObject({
      culprit: "",
      csp: {
        blocked_uri: "inline",
        document_uri: "https://a.example",
        script_sample: "x",
        violated_directive: "",
      },
    });
  });

  test.each<readonly [report: unknown, why: string]>([
    ["nonsense", "invalid_json"],
    ["[]", "invalid_json"],
    ["null", "invalid_json"],
    ["", "invalid_json"],
    ['{"csp-report":{"effective-directive":"img-src"}} x', "invalid_json"],
    [{ type: 3 }, "invalid_json"],
    [{}, "unknown_type"],
    [{ type: null, "csp-report": null }, "unknown_type"],
    [{ type: "deprecation", body: {} }, "unsupported_type"],
    [{ "csp-report": 3 }, "malformed"],
    [{ "csp-report": {} }, "malformed"],
    [{ type: "csp-violation", body: null }, "malformed"],
    [
      `{"csp-report":{"effective-directive":"img-src","x":${"[".repeat(140)}${"]".repeat(140)}}}`,
      "malformed",
    ],
    ['{"csp-report":{"effective-directive":"img-src","x":"\\ud800"}}', "malformed"],
  ])("makes none of %p", (report, why) => expect(made(report)).toBe(why));

  test.each<readonly [more: object]>([
    [{ "effective-directive": "foo", "violated-directive": "bar" }],
    [{ "violated-directive": " img-src" }],
    [{ "violated-directive": null }],
    [{ "blocked-uri": null }],
    [{ "blocked-uri": 3 }],
    [{ blocked_uri: "https://other.example" }],
    [{ "status-code": -1 }],
    [{ "status-code": 1.5 }],
    [{ "status-code": "x" }],
    [{ "status-code": " 5" }],
    [{ "status-code": "18446744073709551616" }],
  ])("makes none of one with %p", (more) => expect(csp(more)).toBe("malformed"));

  test("numbers may be text, of 64 bits", () =>
    expect(
      member("csp", { "status-code": "+5", line_number: "18446744073709551615", columnNumber: 7 }),
    ).toMatchObject({
      status_code: 5,
      line_number: 2 ** 64,
      column_number: 7,
    }));

  test("where nothing is said, nothing is written", () =>
    expect(
      csp({ "document-uri": null, disposition: null, referrer: "", "effective-directive": "zz" }),
    ).toMatchObject({
      request: {},
      csp: { effective_directive: "img-src", referrer: "" },
    }));
});

describe("message", () => {
  test.each([
    ["img-src", "self", "Blocked inline 'image'"],
    ["default-src", "'self'", "Blocked inline 'default-src'"],
    ["script-src 'unsafe-inline'", "", "Blocked unsafe inline 'script'"],
    ["script-src 'unsafe-eval'", "self", "Blocked unsafe eval() 'script'"],
    ["script-src", "self", "Blocked unsafe (eval() or inline) 'script'"],
    ["script-src-attr", "self", "Blocked unsafe 'script' element"],
    ["style-src-elem", "self", "Blocked 'style' or 'link' element"],
    ["style-src-attr", "https://e.example/", "Blocked style attribute from 'e.example'"],
    ["script-src-attr", "https://e.example/", "Blocked inline script attribute from 'e.example'"],
    ["form-action", "https://e.example/", "Blocked 'form' action to 'e.example'"],
    ["img-src", "data", "Blocked 'image' from 'data:'"],
    ["img-src", "data:text/plain,abc", "Blocked 'image' from 'data:'"],
    ["img-src", "https", "Blocked 'image' from 'https://'"],
    ["img-src", "evil.example", "Blocked 'image' from 'evil.example:'"],
    ["img-src", "https://e.example:443/", "Blocked 'image' from 'e.example'"],
    ["img-src", "https://e.example:8443/", "Blocked 'image' from 'e.example:8443'"],
    ["img-src", "wss://h:1/x", "Blocked 'image' from 'wss://h:1'"],
    ["img-src", "file:///etc/x", "Blocked 'image' from 'file://'"],
    ["img-src", "foo:///x", "Blocked 'image' from 'foo:'"],
    ["img-src", "foo://user@", "Blocked 'image' from 'foo://user@'"],
    ["img-src", "https://a b/", "Blocked 'image' from 'https://a b/'"],
    ["img-src", "https://bücher.example/", "Blocked 'image' from 'xn--bcher-kva.example'"],
  ])("%s, %s", (directive, uri, text) => expect(message(directive, uri)).toEqual(formatted(text)));
});

describe("culprit", () => {
  test.each([
    [
      "img-src https://A.example http://a.example:80 b.example *",
      "https://a.example/x",
      "img-src 'self' 'self' b.example *",
    ],
    ["  img-src \t a.example\ndata:", "https://a.example/x", "img-src 'self' data:"],
    ["img-src x.y wss://a 'self' data:", "about:blank", "img-src about://x.y about://wss://a 'self' data:"],
    ["img-src x.y blob:", "blob:https://a/b", "img-src blob://x.y 'self'"],
    ["", "https://a.example", ""],
  ])("%p at %s", (violated, page, text) => {
    const more = { "effective-directive": "img-src", "violated-directive": violated, "document-uri": page };
    expect(member("culprit", more)).toBe(text);
  });
});

test("tags do not tell one request to the same place from another", () =>
  expect(member("tags", { "blocked-uri": "https://api.stripe.com/v1?x=1#y" })).toEqual([
    ["effective-directive", "img-src"],
    ["blocked-uri", "https://api.stripe.com/v1"],
    ["blocked-host", "api.stripe.com"],
  ]));
